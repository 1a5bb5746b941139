import type { Flip } from "../flips.ts";

/** Other values for the keys of a stamp that are neither switches nor choices. */
export const flips: Readonly<Record<string, Flip>> = {
  // The stack's name says it as well, so that a copied file cannot build over another region.
  location: { to: "westus3", refused: /stamp-eastus/ },
  zones: { to: ["1", "2"] },
  "network.addressSpace": { to: "10.200.0.0/20" },
  "cluster.kubernetesVersion": { to: "1.35" },
  "cluster.podCidr": { to: "192.168.0.0/17" },
  "cluster.serviceCidr": { to: "172.17.0.0/16" },
  "cluster.systemPool.vmSize": { to: "Standard_D8ds_v5" },
  "cluster.systemPool.minCount": { to: 4 },
  "cluster.systemPool.maxCount": { to: 7 },
  "cluster.userPools[].name": { to: "other" },
  "cluster.userPools[].vmSize": { to: "Standard_D8ds_v5" },
  "cluster.userPools[].minCount": { to: 4 },
  "cluster.userPools[].maxCount": { to: 21 },
  "firewall.publicIpCount": { to: 2 },
  "firewall.allowedHosts": { to: ["api.example.com"] },
  "edge.weight": { to: 400 },
  "edge.priority": { to: 2 },
  tags: { to: { team: "other" } },
};
