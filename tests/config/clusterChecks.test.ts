import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkCluster, clusterChecks } from "../../config/clusterChecks.ts";
import { checkBootstrapCache } from "../../config/clusterChecksIsolation.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";
import type { StackFile } from "../../config/stackFiles.ts";
import { parseStackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";

type Values = Record<string, unknown>;

const file = "Pulumi.stamp-eastus.yaml";

function configWith(cluster: Values, location = "eastus") {
  return stampConfigSchema.parse({ location, network: { addressSpace: "10.10.0.0/20" }, cluster });
}

function refusalOf(cluster: Values, location?: string): UserError | undefined {
  try {
    checkCluster(configWith(cluster, location), file);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Every rule of the table, with a configuration it refuses and one next to it that it accepts. */
const cases: readonly {
  rule: string;
  key: string;
  refused: Values;
  accepted: Values;
  location?: string;
}[] = [
  {
    rule: "Long-term support needs the tier Premium.",
    key: "cluster.longTermSupport",
    refused: { longTermSupport: true },
    accepted: { longTermSupport: true, tier: "Premium" },
  },
  {
    rule: "Cost analysis needs the tier Standard or Premium.",
    key: "cluster.features.costAnalysis",
    refused: { tier: "Free" },
    accepted: { tier: "Free", features: { costAnalysis: false } },
  },
  {
    rule: "Authorized IP ranges mean nothing to a private API server.",
    key: "cluster.apiServer.authorizedIpRanges",
    refused: { apiServer: { authorizedIpRanges: ["198.51.100.0/24"] } },
    accepted: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24"] } },
  },
  {
    rule: "A public API server answers to named ranges only.",
    key: "cluster.apiServer.authorizedIpRanges",
    refused: { apiServer: { access: "public" } },
    accepted: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24"] } },
  },
  {
    rule: "0.0.0.0/0 is no restriction.",
    key: "cluster.apiServer.authorizedIpRanges",
    refused: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24", "0.0.0.0/0"] } },
    accepted: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/32"] } },
  },
  {
    rule: "API server VNet integration is not offered in every region.",
    key: "cluster.apiServer.access",
    refused: { apiServer: { access: "vnetIntegration" } },
    accepted: { apiServer: { access: "privateLink" } },
    location: "qatarcentral",
  },
  {
    rule: "Node auto-provisioning works in the overlay only.",
    key: "cluster.features.nodeProvisioning",
    refused: { podNetwork: "podSubnet", features: { nodeProvisioning: true } },
    accepted: { podNetwork: "podSubnet" },
  },
  {
    rule: "Node auto-provisioning excludes the cluster autoscaler, so pools have a fixed size.",
    key: "cluster.userPools[0].maxCount",
    refused: {
      systemPool: { maxCount: 3 },
      userPools: [{ name: "workload", minCount: 3, maxCount: 4 }],
      features: { nodeProvisioning: true },
    },
    accepted: {
      systemPool: { maxCount: 3 },
      userPools: [{ name: "workload", minCount: 3, maxCount: 3 }],
      features: { nodeProvisioning: true },
    },
  },
  {
    rule: "Nodes of a network isolated cluster take their patches with new images.",
    key: "cluster.upgrades.nodeOsChannel",
    refused: { egress: "networkIsolated", upgrades: { nodeOsChannel: "SecurityPatch" } },
    accepted: { egress: "networkIsolated" },
  },
  {
    rule: "Snapshots are of managed disks.",
    key: "cluster.features.snapshotController",
    refused: { features: { snapshotController: true } },
    accepted: { features: { snapshotController: true, diskCsiDriver: true } },
  },
  {
    rule: "The service range holds the name server and is smaller than /12.",
    key: "cluster.serviceCidr",
    refused: { serviceCidr: "172.16.0.0/28" },
    accepted: { serviceCidr: "172.16.0.0/27" },
  },
  {
    rule: "An ephemeral OS disk needs a size with a disk of its own.",
    key: "cluster.userPools[0].osDiskType",
    refused: { userPools: [{ name: "workload", vmSize: "Standard_D4s_v5" }] },
    accepted: { userPools: [{ name: "workload", vmSize: "Standard_D4s_v5", osDiskType: "Managed" }] },
  },
  {
    rule: "An ephemeral OS disk is no larger than the machine's own disk.",
    key: "cluster.systemPool.osDiskSizeGB",
    refused: { systemPool: { osDiskSizeGB: 151 } },
    accepted: { systemPool: { osDiskSizeGB: 150 } },
  },
  {
    rule: "ARM and confidential sizes have no Trusted Launch.",
    key: "cluster.systemPool.trustedLaunch",
    refused: { systemPool: { vmSize: "Standard_D4pds_v5" } },
    accepted: { systemPool: { vmSize: "Standard_D4pds_v5", trustedLaunch: false } },
  },
  {
    rule: "FIPS images have no Trusted Launch.",
    key: "cluster.systemPool.fips",
    refused: { systemPool: { fips: true } },
    accepted: { systemPool: { fips: true, trustedLaunch: false } },
  },
  {
    rule: "System pods do not run on burstable machines.",
    key: "cluster.systemPool.vmSize",
    refused: { systemPool: { vmSize: "Standard_B4ms", osDiskType: "Managed" } },
    accepted: { systemPool: { vmSize: "Standard_D4ds_v5" } },
  },
  {
    rule: "System pods need at least two cores.",
    key: "cluster.systemPool.vmSize",
    refused: { systemPool: { vmSize: "Standard_D1_v2" } },
    accepted: { systemPool: { vmSize: "Standard_D2_v2" } },
  },
];

describe("preconditions of AKS", () => {
  it("are all met by the defaults", () => {
    expect(refusalOf({})).to.equal(undefined);
  });

  it("each have a test", () => {
    expect(cases.map(({ rule }) => rule)).to.deep.equal(clusterChecks.map(({ rule }) => rule));
  });

  it("each stand in the page about the cluster", () => {
    const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "cluster.md"), "utf8");
    for (const { rule } of clusterChecks) expect(page).to.contain(`- ${rule}\n`);
  });

  for (const { rule, key, refused, accepted, location } of cases) {
    it(rule, () => {
      // The rule itself, whichever other one might refuse first.
      const check = clusterChecks.find((candidate) => candidate.rule === rule);
      expect(check?.refuse(configWith(refused, location))?.key).to.equal(key);
      expect(check?.refuse(configWith(accepted, location))).to.equal(undefined);
      const refusal = refusalOf(refused, location);
      expect(refusal?.file).to.equal(file);
      expect(refusal?.remedy).to.match(/\S/);
    });
  }

  it("name the largest service range AKS takes", () => {
    expect(refusalOf({ serviceCidr: "10.64.0.0/12" })?.message).to.contain("from /13 to /27");
  });
});

describe("a network isolated cluster", () => {
  const global = (registry: unknown): StackFile => ({
    stack: parseStackName("global"),
    file: "Pulumi.global.yaml",
    values: { registry },
    layers: [],
  });
  const isolated = configWith({ egress: "networkIsolated" });

  it("needs a registry that caches AKS' own images", () => {
    for (const registry of [
      undefined,
      {},
      { cacheRules: "none" },
      { cacheRules: [{ source: "docker.io/*" }] },
    ]) {
      expect(() => checkBootstrapCache(isolated, [global(registry)])).to.throw(
        UserError,
        /Pulumi.global.yaml: registry.cacheRules: .*aks-managed-mcr/,
      );
    }
    const cacheRules = [{ name: "aks-managed-mcr", source: "mcr.microsoft.com/*", target: "x/*" }];
    checkBootstrapCache(isolated, [global({ cacheRules })]);
  });

  it("needs a registry that takes the nodes' tokens", () => {
    expect(() => checkBootstrapCache(isolated, [global({ armTokens: false })])).to.throw(
      UserError,
      /registry.armTokens/,
    );
  });

  it("is not asked of others", () => {
    checkBootstrapCache(configWith({}), [global({})]);
  });
});

describe("keys that Kubernetes and AKS have rules for", () => {
  const refused: [string, Values][] = [
    ["a pool name of nine characters", { userPools: [{ name: "workloads" }] }],
    ["a pool name that begins with a digit", { userPools: [{ name: "1st" }] }],
    ["the system pool's name for a user pool", { userPools: [{ name: "system" }] }],
    ["a label of the platform", { systemPool: { labels: { "kubernetes.azure.com/mode": "x" } } }],
    ["a label that is none", { systemPool: { labels: { "a b": "x" } } }],
    ["a taint without effect", { userPools: [{ name: "workload", taints: ["team=catalog"] }] }],
    ["taints on the system pool", { systemPool: { taints: ["a=b:NoSchedule"] } }],
    ["spot machines for system pods", { systemPool: { spot: true } }],
    ["more surge than the address plan keeps room for", { systemPool: { maxSurgePercent: 34 } }],
    ["two system nodes", { systemPool: { minCount: 2 } }],
    ["251 pods on a node", { systemPool: { maxPods: 251 } }],
    ["an image cleaner that runs twice a day", { imageCleaner: { intervalHours: 12 } }],
    [
      "a window of three hours",
      { upgrades: { clusterWindow: { dayOfWeek: "Monday", startTime: "22:00", durationHours: 3 } } },
    ],
    ["a window at 24:00", { upgrades: { nodeOsWindow: { dayOfWeek: "Monday", startTime: "24:00" } } }],
    ["a range that is none", { apiServer: { authorizedIpRanges: ["198.51.100.0"] } }],
    ["the outdated channel node-image", { upgrades: { channel: "node-image" } }],
  ];
  for (const [what, cluster] of refused) {
    it(`refuse ${what}`, () => {
      expect(() => configWith(cluster)).to.throw();
    });
  }
});

describe("people", () => {
  const objectId = "11111111-2222-4333-8444-555555555555";
  const withGroups = (groups: Values[]) => () =>
    stampConfigSchema.parse({
      location: "eastus",
      network: { addressSpace: "10.10.0.0/20" },
      people: { groups },
    });

  it("are groups with object ids", () => {
    expect(withGroups([{ name: "sre", objectId, role: "clusterAdmin" }])).to.not.throw();
    expect(withGroups([{ name: "sre", objectId: "sre@example.com", role: "reader" }])).to.throw(/GUID/);
    expect(withGroups([{ name: "SRE", objectId, role: "reader" }])).to.throw(/lower-case/);
    expect(withGroups([{ name: "sre", objectId, role: "owner" }])).to.throw();
  });

  it("are not cluster admins of a namespace", () => {
    expect(withGroups([{ name: "sre", objectId, role: "clusterAdmin", namespace: "workload" }])).to.throw(
      /whole cluster/,
    );
  });

  it("are not listed twice for the same", () => {
    const reader = { objectId, role: "reader", namespace: "workload" };
    expect(
      withGroups([
        { ...reader, name: "one" },
        { ...reader, name: "two", objectId: objectId.toUpperCase() },
      ]),
    ).to.throw(/same group/);
    expect(
      withGroups([
        { ...reader, name: "one" },
        { ...reader, name: "one", role: "writer" },
      ]),
    ).to.not.throw();
  });
});
