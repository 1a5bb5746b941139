import type { Flip } from "../flips.ts";
import { exceptions } from "./firewall.ts";

const image =
  "/subscriptions/pki/resourceGroups/rg-images/providers/Microsoft.Compute/galleries/gal/images/tools";
const objectId = "8d2f6a3e-1c49-5b77-9a10-4e5d6f708192";
const otherId = "1c49d2f6-6a3e-5b77-9a10-4e5d6f708192";
const group = { "jumpBoxes.groups": [{ name: "operators", objectId, role: "user" }] };
const pool = {
  "agents.type": "managedPool",
  "agents.organization": "contoso",
  "agents.managedPool": { servicePrincipalObjectId: objectId },
};
const github = {
  "agents.type": "githubRunners",
  "agents.github": { scope: "orgs/contoso", appId: 1, installationId: 2 },
};

/** Other values for the keys of an operations stack that are neither switches nor choices. */
export const flips: Readonly<Record<string, Flip>> = {
  // Confirms the stack's name.
  location: { to: "westeurope", refused: /The file is for eastus by its name/ },
  zones: { to: ["1", "2"] },
  lifecycle: { to: "leaving", inContract: true },
  "network.addressSpace": { to: "10.200.0.0/22" },
  "network.flowLogs.retentionDays": { to: 30 },
  "network.flowLogs.trafficAnalyticsIntervalMinutes": { to: 10 },
  "network.flowLogs.networkWatcherResourceGroup": { to: "rg-network-watchers" },
  "network.flowLogs.networkWatcherName": { to: "nw-eastus" },
  // The committed global stack has no Standard parent, for no committed stack asks for one.
  "egress.tier": { to: "Standard", refused: /no parent policy for Standard firewalls/ },
  "egress.publicIpCount": { to: 2 },
  "egress.furtherFeatures": { to: ["base-images"] },
  "egress.allowedHosts.jumpBoxes": { to: ["wiki.example.com"] },
  "egress.allowedHosts.agents": { to: ["artifacts.example.com"] },
  ...exceptions("egress"),
  "bastion.scaleUnits": { to: 3 },
  "bastion.sessionRecording": {
    to: true,
    given: { "bastion.sku": "Premium", "bastion.nativeClient": false },
  },
  "jumpBoxes.count": { to: 3 },
  "jumpBoxes.vmSize": { to: "Standard_D4ds_v5" },
  "jumpBoxes.imageId": { to: image },
  "jumpBoxes.groups[].name": { to: "admins", given: group },
  "jumpBoxes.groups[].objectId": { to: otherId, given: group },
  "jumpBoxes.groups[].role": { to: "admin", given: group },
  "agents.type": { to: "none" },
  "agents.maxCount": { to: 100 },
  "agents.vmSize": { to: "Standard_D8ds_v5" },
  "agents.imageId": { to: image },
  "agents.organization": { to: "contoso" },
  "agents.managedPool.servicePrincipalObjectId": { to: otherId, given: pool },
  "agents.managedPool.image": { to: "ubuntu-22.04/latest", given: pool },
  "agents.managedPool.projects": { to: ["platform"], given: pool },
  "agents.github.scope": { to: "repos/contoso/platform", given: github },
  "agents.github.appId": { to: 3, given: github },
  "agents.github.installationId": { to: 4, given: github },
  "agents.github.keySecret": { to: "other-key", given: github },
  "agents.github.runnerGroupId": { to: 5, given: github },
  "agents.github.labels": { to: ["other"], given: github },
  "budget.monthlyAmount": { to: 500 },
  "budget.alertPercents": { to: [80] },
  "budget.contactEmails": { to: ["costs@example.com"] },
  "budget.contactRoles": { to: ["Reader"] },
  tags: { to: { team: "other" } },
};
