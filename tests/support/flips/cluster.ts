import type { Flip } from "../flips.ts";

const group = {
  name: "sre",
  objectId: "11111111-2222-4333-8444-555555555555",
  role: "admin",
  namespace: "workload",
};
const oneGroup = { "people.groups": [group] };
const window = { dayOfWeek: "Sunday", startTime: "02:00", durationHours: 6 };
/** Pools keep one size beside node auto-provisioning. */
const fixedPools = { "cluster.systemPool.maxCount": 3, "cluster.userPools[].maxCount": 3 };
/** FIPS images and ARM sizes have no Trusted Launch. */
const untrusted = (pool: string): Readonly<Record<string, unknown>> => ({ [`${pool}.trustedLaunch`]: false });

/** The keys of a pool that are neither switches nor choices, and those that need another. */
const pool = (path: string): Readonly<Record<string, Flip>> => ({
  [`${path}.vmSize`]: { to: "Standard_D8ds_v5" },
  [`${path}.minCount`]: { to: 4 },
  [`${path}.osDiskSizeGB`]: { to: 64 },
  [`${path}.maxPods`]: { to: 60 },
  [`${path}.labels`]: { to: { team: "catalog" } },
  [`${path}.maxSurgePercent`]: { to: 10 },
  [`${path}.drainTimeoutMinutes`]: { to: 60 },
  [`${path}.nodeSoakMinutes`]: { to: 5 },
  [`${path}.fips`]: { to: true, given: untrusted(path) },
});

const windows = (path: string): Readonly<Record<string, Flip>> => ({
  [`${path}.dayOfWeek`]: { to: "Monday", given: { [path]: window } },
  [`${path}.startTime`]: { to: "03:00", given: { [path]: window } },
  [`${path}.durationHours`]: { to: 8, given: { [path]: window } },
});

/** Other values for the keys of the cluster. */
export const cluster: Readonly<Record<string, Flip>> = {
  "cluster.kubernetesVersion": { to: "1.35" },
  "cluster.longTermSupport": { to: true, given: { "cluster.tier": "Premium" } },
  "cluster.tier": { to: "Premium" },
  "cluster.apiServer.access": { to: "vnetIntegration" },
  "cluster.apiServer.authorizedIpRanges": {
    to: ["203.0.113.0/24"],
    given: {
      "cluster.apiServer.access": "public",
      "cluster.apiServer.authorizedIpRanges": ["198.51.100.0/24"],
    },
  },
  // Takes a registry that caches AKS' images, which the committed one does not; tests/components/clusterOptions.test.ts shows the cluster.
  "cluster.egress": { to: "networkIsolated", refused: /registry.cacheRules/ },
  "cluster.podNetwork": {
    to: "podSubnet",
    given: {
      "network.addressSpace": "10.64.0.0/18",
      "cluster.systemPool.maxPods": 30,
      "cluster.userPools[].maxPods": 30,
    },
  },
  "cluster.podCidr": { to: "192.168.0.0/17" },
  "cluster.serviceCidr": { to: "172.17.0.0/16" },
  ...pool("cluster.systemPool"),
  "cluster.systemPool.maxCount": { to: 7 },
  "cluster.userPools[].name": { to: "other" },
  ...pool("cluster.userPools[]"),
  "cluster.userPools[].maxCount": { to: 21 },
  "cluster.userPools[].taints": { to: ["team=catalog:NoSchedule"] },
  "cluster.autoscaler.scanIntervalSeconds": { to: 20 },
  "cluster.autoscaler.scaleDownUnneededMinutes": { to: 5 },
  "cluster.autoscaler.scaleDownDelayAfterAddMinutes": { to: 15 },
  "cluster.autoscaler.maxGracefulTerminationSeconds": { to: 1200 },
  ...windows("cluster.upgrades.clusterWindow"),
  ...windows("cluster.upgrades.nodeOsWindow"),
  "cluster.imageCleaner.intervalHours": { to: 48 },
  "cluster.features.snapshotController": { to: true, given: { "cluster.features.diskCsiDriver": true } },
  "cluster.features.nodeProvisioning": { to: true, given: fixedPools },
};

/** Other values for the keys about people. */
export const people: Readonly<Record<string, Flip>> = {
  "people.groups[].name": { to: "operators", given: oneGroup },
  "people.groups[].objectId": { to: "aaaaaaaa-2222-4333-8444-555555555555", given: oneGroup },
  "people.groups[].role": { to: "writer", given: oneGroup },
  "people.groups[].namespace": { to: "gateway", given: oneGroup },
  "people.deployer.objectId": { to: "11111111-2222-4333-8444-555555555555" },
};
