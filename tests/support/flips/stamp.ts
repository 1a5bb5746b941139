import type { Flip } from "../flips.ts";
import { networkFlips } from "./network.ts";
import { cluster, people } from "./cluster.ts";
import { firewall, ingress } from "./firewall.ts";
import { kubernetesFlips } from "./kubernetes.ts";
import { stampAlertFlips } from "./observability.ts";

/** Other values for the keys of a stamp that are neither switches nor choices. */
export const flips: Readonly<Record<string, Flip>> = {
  // The stack's name says it as well, so that a copied file cannot build over another region.
  location: { to: "westus3", refused: /stamp-eastus/ },
  zones: { to: ["1", "2"] },
  ...networkFlips,
  ...cluster,
  ...people,
  ...firewall,
  ...ingress,
  "edge.weight": { to: 400 },
  "edge.priority": { to: 2 },
  "edge.originHostName": { to: "eastus.origin.example.com" },
  "vault.apiKeyRotatedOn": { to: "2026-12-01" },
  "vault.apiKeyValidDays": { to: 180 },
  "eventHubs.tier": { to: "Premium" },
  "eventHubs.capacity": { to: 4 },
  "eventHubs.autoInflate.maximumThroughputUnits": { to: 20 },
  "eventHubs.partitions": { to: 16 },
  "eventHubs.retentionHours": { to: 24 },
  "storage.deletedRetentionDays": { to: 7 },
  "privateLinkScope.ingestionAccessMode": { to: "Open", given: { "privateLinkScope.enabled": true } },
  "privateLinkScope.queryAccessMode": { to: "PrivateOnly", given: { "privateLinkScope.enabled": true } },
  "diagnostics.clusterLogs": { to: ["kube-audit", "guard"] },
  "budget.monthlyAmount": { to: 9000 },
  "budget.alertPercents": { to: [80] },
  "budget.contactEmails": { to: ["oncall@example.com"] },
  "budget.contactRoles": { to: ["Contributor"] },
  ...kubernetesFlips,
  ...stampAlertFlips,
  tags: { to: { team: "other" } },
};
