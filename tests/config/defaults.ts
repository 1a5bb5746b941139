/** What a stamp is where its file says nothing: changing one of these changes platforms that stand. */
export const stampDefaults: Record<string, unknown> = {
  zones: ["1", "2", "3"],
  "network.hub": undefined,
  "network.flowLogs.enabled": true,
  "cluster.apiServer.access": "privateLink",
  "cluster.egress": "firewall",
  "cluster.kubernetesVersion": "1.36",
  "cluster.podNetwork": "overlay",
  "cluster.systemPool.minCount": 3,
  "cluster.systemPool.maxCount": 6,
  "cluster.upgrades.channel": "patch",
  "cluster.features.azurePolicy": true,
  "firewall.tier": "Premium",
  "firewall.allowedHosts": [],
  "ingress.type": "none",
  "edge.enabled": true,
  "edge.weight": 500,
  "people.groups": [],
  tags: {},
};

/** The same of the global stack. */
export const globalDefaults: Record<string, unknown> = {
  retiredRegions: [],
  "cosmos.databaseName": "catalog",
  "cosmos.maxThroughput": 4000,
  "registry.zoneRedundant": true,
  "frontDoor.originResponseTimeoutSeconds": 60,
  "logs.retentionInDays": 90,
  "logs.dailyQuotaGb": -1,
  tags: {},
};

/** What a configuration has under these dotted keys. */
export const defaultsOf = (config: unknown, keys: object): Record<string, unknown> =>
  Object.fromEntries(Object.keys(keys).map((key) => [key, valueAt(config, key)]));

const valueAt = (values: unknown, key: string): unknown =>
  key
    .split(".")
    .reduce<unknown>(
      (value, part) => (value === undefined ? undefined : (value as Record<string, unknown>)[part]),
      values,
    );
