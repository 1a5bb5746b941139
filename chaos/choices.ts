/** What chaos chooses from. */
import type { FaultId } from "../rehearsal/faults/catalogue.ts";
import type { Setting, Start, Victim } from "./model.ts";
import { homeRegion } from "./regions.ts";

interface Weighted {
  readonly weight: number;
}

/** Deploying from nothing takes longest and goes wrong in the same places as a new stamp, so it is chosen seldom. */
export const startChoices: readonly (Weighted & { readonly start: Start })[] = [
  { start: "nothing", weight: 1 },
  { start: "global", weight: 3 },
  { start: "one stamp", weight: 5 },
  { start: "two stamps", weight: 3 },
];

/** How many steps a run has. */
export const stepChoices: readonly (Weighted & { readonly steps: number })[] = [
  { steps: 1, weight: 5 },
  { steps: 2, weight: 4 },
  { steps: 3, weight: 2 },
  { steps: 4, weight: 1 },
];

export const actionWeights = {
  up: 5,
  preview: 1,
  destroy: 3,
  destroyAll: 1,
  add: 3,
  remove: 3,
  set: 6,
} as const;

const stamp = `stamp-${homeRegion}`;

/** One change per kind of work that a change makes: updates, replacements, new resources, releases, resources that go. */
export const settings: readonly Setting[] = [
  { stack: stamp, key: ["edge", "weight"], value: 300 },
  { stack: stamp, key: ["cluster", "userPools"], value: [{ name: "workload", vmSize: "Standard_D8ds_v5" }] },
  { stack: stamp, key: ["workload", "components", "catalog-api", "tag"], value: "0.1.1" },
  { stack: stamp, key: ["vault", "apiKeyRotatedOn"], value: "2026-11-02" },
  { stack: stamp, key: ["firewall", "publicIpCount"], value: 2 },
  { stack: stamp, key: ["firewall", "allowedHosts"], value: ["api.example.com"] },
  { stack: "global", key: ["frontDoor", "waf", "rateLimitPerMinute"], value: 500 },
  { stack: "global", key: ["logs", "retentionInDays"], value: 120 },
  { stack: "global", key: ["webTest", "enabled"], value: true },
];

export const victimChoices: readonly (Weighted & { readonly victim: Victim })[] = [
  { victim: "engine", weight: 3 },
  { victim: "azure", weight: 3 },
  { victim: "tree", weight: 3 },
  { victim: "command", weight: 1 },
  { victim: "interrupt", weight: 1 },
];

/** How many things go wrong with a step; none at all makes a run that only moves. */
export const troubleChoices: readonly (Weighted & { readonly troubles: number })[] = [
  { troubles: 0, weight: 1 },
  { troubles: 1, weight: 6 },
  { troubles: 2, weight: 3 },
  { troubles: 3, weight: 2 },
  { troubles: 5, weight: 1 },
];

/** Of all troubles, the share that are kills from outside; the others are faults of the catalogue. */
export const shareOfKills = 0.35;

/** Faults of the catalogue by how often they are chosen. What they cannot meet is left to the catalogue. */
export const faultWeights: Readonly<Record<FaultId, number>> = {
  throttling: 2,
  busy: 2,
  "server-error": 2,
  quota: 1,
  "zone-capacity": 1,
  "operation-failed": 3,
  "operation-timeout": 2,
  "lost-answer": 4,
  "role-propagation": 1,
  "identity-propagation": 1,
  "link-recreated": 3,
  "soft-deleted-name": 1,
  "provider-killed": 3,
  "engine-killed": 3,
  "command-killed": 3,
  "disk-full": 2,
  "backend-locked": 1,
  "clock-skew": 1,
  "region-lost": 1,
};

/** Types that a fault is aimed at, where it does not meet whatever comes: each has conflicts or an ending of its own. */
export const aims: readonly string[] = [
  "Microsoft.Network/virtualNetworks/subnets",
  "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
  "Microsoft.Network/azureFirewalls",
  "Microsoft.Network/privateEndpoints",
  "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
  "Microsoft.ContainerService/managedClusters",
  "Microsoft.ContainerService/managedClusters/agentPools",
  "Microsoft.DocumentDB/databaseAccounts",
  "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
  "Microsoft.ContainerRegistry/registries/replications",
  "Microsoft.KeyVault/vaults",
  "Microsoft.KeyVault/vaults/secrets",
  "Microsoft.Authorization/roleAssignments",
  "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  "Microsoft.Cdn/profiles/originGroups/origins",
  "Microsoft.Insights/diagnosticSettings",
  "Microsoft.Resources/resourceGroups",
];
