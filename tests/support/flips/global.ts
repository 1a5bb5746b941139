import type { Flip } from "../flips.ts";
import { firewallPolicy } from "./firewall.ts";
import { frontDoorFlips } from "./frontDoor.ts";
import { observabilityFlips } from "./observability.ts";
import { policyFlips } from "./globalPolicy.ts";

const cacheRule = { name: "cache-pause", source: "mcr.microsoft.com/oss/pause", target: "mirror/pause" };
const withLogin = {
  name: "cache-redis",
  source: "docker.io/library/redis",
  target: "mirror/redis",
  credentials: "docker-hub",
};
const loginRule = {
  ...withLogin,
  name: "cache-nginx",
  source: "docker.io/library/nginx",
  target: "mirror/nginx",
};
const login = {
  name: "docker-hub",
  loginServer: "docker.io",
  usernameSecret: "docker-user",
  passwordSecret: "docker-password",
};

/** Other values for the keys of the global stack that are neither switches nor choices. */
export const flips: Readonly<Record<string, Flip>> = {
  ...firewallPolicy,
  location: { to: "westus3" },
  // Permits what is stopped otherwise.
  retiredRegions: { to: ["nowhere"], refused: /nowhere/ },
  "cosmos.accountName": { to: "cosno-bh-gl-restored" },
  "cosmos.databaseName": { to: "other" },
  "cosmos.maxThroughput": { to: 5000 },
  "cosmos.zoneRedundant": { to: { westeurope: false } },
  ...frontDoorFlips,
  "frontDoor.originResponseTimeoutSeconds": { to: 90 },
  ...observabilityFlips,
  ...policyFlips,
  // Azure keeps periodic settings out of an account with continuous backup, so they count with the periodic mode only.
  "cosmos.backup.intervalInMinutes": { to: 300, given: { "cosmos.backup.mode": "periodic" } },
  "cosmos.backup.retentionInHours": { to: 72, given: { "cosmos.backup.mode": "periodic" } },
  "cosmos.backup.storage": { to: "Zone", given: { "cosmos.backup.mode": "periodic" } },
  "registry.untaggedRetentionDays": { to: 7 },
  // The committed registry has replicas.
  "registry.softDeleteDays": { to: 14, refused: /registry\.softDeleteDays: The registry is replicated/ },
  "registry.cacheRules[].name": { to: "other-rule", given: { "registry.cacheRules": [cacheRule] } },
  "registry.cacheRules[].source": {
    to: "mcr.microsoft.com/other",
    given: { "registry.cacheRules": [cacheRule] },
  },
  "registry.cacheRules[].target": { to: "mirror/other", given: { "registry.cacheRules": [cacheRule] } },
  "registry.cacheRules[].credentials": {
    to: undefined,
    given: { "registry.cacheRules": [loginRule, withLogin], "registry.credentials": [login] },
  },
  "registry.credentials[].name": {
    to: "other-login",
    given: { "registry.cacheRules": [withLogin], "registry.credentials": [login] },
    refused: /There is no credential set 'docker-hub'/,
  },
  "registry.credentials[].loginServer": {
    to: "ghcr.io",
    given: { "registry.cacheRules": [withLogin], "registry.credentials": [login] },
    refused: /is for ghcr\.io, and the rule fetches from docker\.io/,
  },
  "registry.credentials[].usernameSecret": {
    to: "other-user",
    given: { "registry.cacheRules": [withLogin], "registry.credentials": [login] },
  },
  "registry.credentials[].passwordSecret": {
    to: "other-password",
    given: { "registry.cacheRules": [withLogin], "registry.credentials": [login] },
  },
  "vault.expiryWebhook": { to: "https://example.com/expiry" },
  "storage.deletedRetentionDays": { to: 14 },
  "archive.coolAfterDays": { to: 10 },
  "archive.coldAfterDays": { to: 100 },
  "archive.deleteAfterDays": { to: 1000 },
  "archive.immutableDays": { to: 365 },
  "activityLogs.categories": { to: ["Administrative", "Security"] },
  "entraLogs.categories": { to: ["AuditLogs"], given: { "entraLogs.enabled": true } },
  "defender.malwareScanGbPerMonth": { to: 100 },
  "defender.contact.emails": { to: ["soc@example.com"] },
  "ddos.planId": {
    to: "/subscriptions/other/resourceGroups/rg-network/providers/Microsoft.Network/ddosProtectionPlans/ddos",
    inContract: true,
  },
  "budget.monthlyAmount": { to: 500 },
  "budget.alertPercents": { to: [80] },
  "budget.contactEmails": { to: ["costs@example.com"] },
  "budget.contactRoles": { to: ["Reader"] },
  tags: { to: { team: "other" } },
};
