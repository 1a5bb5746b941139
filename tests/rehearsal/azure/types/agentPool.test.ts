import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { diffOf } from "../../../../rehearsal/azure/diff.ts";
import { newClusterKit, type ClusterKit } from "../clusterKit.ts";
import { changed, refusal } from "../kit.ts";

const token = "containerservice:AgentPool";
const cluster = "containerservice:ManagedCluster";

describe("rehearsal/azure: AKS node pools", () => {
  let kit: ClusterKit;
  let clusterId: string;
  beforeEach(async () => {
    kit = await newClusterKit();
    clusterId = (await kit.create(cluster, kit.cluster)).id;
  });

  it("accepts a pool", async () => {
    const { id } = await kit.create(token, kit.pool);
    expect(id).to.equal(`${clusterId}/agentPools/user`);
    await kit.remove(token, id);
  });

  const refused: [string, string, Properties][] = [
    ["a capital letter in the name", "InvalidResourceName", { agentPoolName: "User" }],
    ["thirteen characters", "InvalidResourceName", { agentPoolName: "u".repeat(13) }],
    [
      "seven characters for Windows",
      "WindowsAgentPoolNameTooLong",
      { agentPoolName: "windows", osType: "Windows" },
    ],
    ["the name of a pool that was made with the cluster", "Conflict", { agentPoolName: "system" }],
    ["no size", "InvalidParameter", { vmSize: undefined }],
    ["scaling without bounds", "InvalidParameter", { maxCount: undefined }],
    ["more at least than at most", "InvalidParameter", { minCount: 6, count: undefined }],
    ["a count out of bounds", "InvalidParameter", { count: 6 }],
    ["bounds without scaling", "AutoScalingNotEnabled", { enableAutoScaling: false }],
    ["a system pool of none", "InvalidParameter", { mode: "System", minCount: 0, count: 0 }],
    [
      "fewer than no nodes",
      "InvalidParameter",
      { enableAutoScaling: false, minCount: undefined, maxCount: undefined, count: -1 },
    ],
    ["1,001 nodes", "AgentPoolMaxCountExceeded", { maxCount: 1001 }],
    ["a system pool of B machines", "InvalidParameter", { mode: "System", vmSize: "Standard_B4ms" }],
    ["a system pool of spot machines", "InvalidParameter", { mode: "System", scaleSetPriority: "Spot" }],
    [
      "a system pool of Windows",
      "InvalidParameter",
      { agentPoolName: "win", mode: "System", osType: "Windows" },
    ],
    [
      "a system pool that keeps system pods away",
      "SystemPoolHasRestrictedTaint",
      { mode: "System", nodeTaints: ["team=a:NoSchedule"] },
    ],
    ["a zone that the region lacks", "AvailabilityZoneNotSupported", { availabilityZones: ["4"] }],
    ["zones in an availability set", "VMSSRequiredForAvailabilityZone", { type: "AvailabilitySet" }],
    ["nine pods", "InvalidParameter", { maxPods: 9 }],
    ["251 pods", "InvalidParameter", { maxPods: 251 }],
    ["a disk of 4 TB", "InvalidParameter", { osDiskSizeGB: 4096 }],
    ["a surge of nothing", "InvalidParameter", { upgradeSettings: { maxSurge: "0" } }],
    ["a day and a minute to drain", "InvalidParameter", { upgradeSettings: { drainTimeoutInMinutes: 1441 } }],
    ["an hour to soak", "InvalidParameter", { upgradeSettings: { nodeSoakDurationInMinutes: 60 } }],
    ["an unknown mode", "InvalidParameter", { mode: "Spare" }],
    ["an unknown system", "InvalidParameter", { osType: "BSD" }],
    ["an unknown disk", "InvalidParameter", { osDiskType: "Floppy" }],
    ["an unknown priority", "InvalidParameter", { scaleSetPriority: "High" }],
    ["a version out of support", "AgentPoolK8sVersionNotSupported", { orchestratorVersion: "1.30" }],
    ["a version newer than the cluster's", "NodePoolMcVersionIncompatible", { orchestratorVersion: "1.37" }],
    ["no subnet where others have one", "AgentPoolsWithEmptySubnetError", { vnetSubnetID: undefined }],
    ["a cluster that is not there", "ParentResourceNotFound", { resourceName: "none" }],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(kit.pool, changes)))).code).to.equal(code);
    });
  }

  it("refuses subnets without route, without right or without room", async () => {
    const unrouted = { ...kit.pool, vnetSubnetID: `${kit.vnetId}/subnets/unrouted` };
    expect((await refusal(kit.create(token, unrouted))).code).to.equal(
      "ExistingRouteTableNotAssociatedWithSubnet",
    );
    expect((await refusal(kit.create(token, { ...kit.pool, maxCount: 200 }))).code).to.equal(
      "InsufficientSubnetSize",
    );
    const route = { id: `${kit.providers}/Microsoft.Network/routeTables/rt` };
    const foreign = await kit.create("network:Subnet", {
      virtualNetworkName: "vnet",
      subnetName: "foreign",
      addressPrefix: "10.0.20.0/24",
      routeTable: route,
    });
    expect((await refusal(kit.create(token, { ...kit.pool, vnetSubnetID: foreign.id }))).code).to.equal(
      "LinkedAuthorizationFailed",
    );
  });

  it("counts the pools of a cluster", async () => {
    for (let index = 0; index < 99; index += 1) {
      await kit.create(token, {
        ...kit.pool,
        agentPoolName: `p${index}`,
        minCount: 0,
        count: 0,
        maxCount: 1,
        upgradeSettings: { maxSurge: "1" },
      });
    }
    expect(
      (await refusal(kit.create(token, { ...kit.pool, minCount: 0, count: 0, maxCount: 1 }))).code,
    ).to.equal("MaxAgentPoolCountReached");
  });

  it("makes another pool of one whose machines change", () => {
    for (const changes of [
      { vmSize: "Standard_D8ds_v5" },
      { osDiskType: "Managed" },
      { availabilityZones: ["1"] },
      { maxPods: 50 },
    ]) {
      const before = { osDiskType: "Ephemeral", maxPods: 110, ...kit.pool };
      expect(
        diffOf(`azure-native:${token}`, before, { ...before, ...changes }).some((change) => change.replaces),
      ).to.equal(true);
    }
    expect(
      diffOf(`azure-native:${token}`, kit.pool, { ...kit.pool, maxCount: 9 }).some(
        (change) => change.replaces,
      ),
    ).to.equal(false);
  });

  it("lets one change at a time happen in a cluster", async () => {
    const first = kit.create(token, kit.pool);
    const second = await refusal(kit.create(token, { ...kit.pool, agentPoolName: "other" }));
    const whole = await refusal(kit.update(cluster, clusterId, { tags: { a: "b" } }));
    expect([second.code, whole.code]).to.deep.equal(["OperationNotAllowed", "OperationNotAllowed"]);
    await first;
    const change = kit.update(cluster, clusterId, { tags: { a: "b" } });
    expect((await refusal(kit.create(token, { ...kit.pool, agentPoolName: "other" }))).status).to.equal(409);
    await change;
  });

  it("keeps a system pool", async () => {
    const { id } = await kit.create(token, { ...kit.pool, mode: "System" });
    await kit.update(token, id, { mode: "User" });
    await kit.update(token, id, { mode: "System" });
    const profiles = changed(kit.cluster, { "agentPoolProfiles.0.mode": "User" })["agentPoolProfiles"];
    await kit.update(cluster, clusterId, { agentPoolProfiles: profiles });
    expect((await refusal(kit.update(token, id, { mode: "User" }))).code).to.equal(
      "MustDefineAtLeastOneSystemPool",
    );
    expect((await refusal(kit.remove(token, id))).code).to.equal("MustDefineAtLeastOneSystemPool");
    await kit.remove(cluster, clusterId);
  });

  it("gives up where the firewall no longer lets nodes out, and takes its time for upgrades", async () => {
    const { id } = await kit.create(token, { ...kit.pool, orchestratorVersion: "1.35" });
    const before = kit.clock.now;
    await kit.update(token, id, { orchestratorVersion: "1.36" });
    expect(kit.clock.now - before).to.equal(6 * 5);
    await kit.update("network:FirewallPolicyRuleCollectionGroup", kit.rulesId, { ruleCollections: [] });
    expect((await refusal(kit.create(token, { ...kit.pool, agentPoolName: "other" }))).code).to.equal(
      "OutboundConnFail",
    );
  });
});

describe("rehearsal/azure: AKS maintenance windows", () => {
  const window = "containerservice:MaintenanceConfiguration";
  const good: Properties = {
    resourceName: "aks",
    configName: "aksManagedAutoUpgradeSchedule",
    maintenanceWindow: {
      schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
      durationHours: 4,
      startTime: "02:00",
      utcOffset: "+00:00",
    },
  };
  let kit: ClusterKit;
  before(async () => {
    kit = await newClusterKit();
    await kit.create("containerservice:ManagedCluster", kit.cluster);
  });

  it("accepts one", async () => {
    await kit.create(window, good);
    const { id } = await kit.create(window, {
      resourceName: "aks",
      configName: "default",
      timeInWeek: [{ day: "Sunday", hourSlots: [1, 2] }],
    });
    await kit.remove(window, id);
  });

  const refused: [string, Properties][] = [
    ["another name", { configName: "sundays" }],
    ["three hours", { "maintenanceWindow.durationHours": 3 }],
    ["25 hours", { "maintenanceWindow.durationHours": 25 }],
    ["no duration", { "maintenanceWindow.durationHours": undefined }],
    ["no schedule", { "maintenanceWindow.schedule": {} }],
    ["two schedules", { "maintenanceWindow.schedule.daily": { intervalDays: 1 } }],
    ["five weeks", { "maintenanceWindow.schedule.weekly.intervalWeeks": 5 }],
    ["no such day", { "maintenanceWindow.schedule.weekly.dayOfWeek": "Someday" }],
    ["eight days", { "maintenanceWindow.schedule": { daily: { intervalDays: 8 } } }],
    [
      "the 32nd",
      { "maintenanceWindow.schedule": { absoluteMonthly: { intervalMonths: 1, dayOfMonth: 32 } } },
    ],
    [
      "every seven months",
      { "maintenanceWindow.schedule": { absoluteMonthly: { intervalMonths: 7, dayOfMonth: 1 } } },
    ],
    [
      "every seven months by day of week",
      { "maintenanceWindow.schedule": { relativeMonthly: { intervalMonths: 7 } } },
    ],
    ["a time like 2am", { "maintenanceWindow.startTime": "2am" }],
    ["a time zone by name", { "maintenanceWindow.utcOffset": "CET" }],
    ["hour slots", { timeInWeek: [{ day: "Sunday", hourSlots: [1] }] }],
    ["the default without any time", { configName: "default", maintenanceWindow: undefined }],
  ];
  for (const [title, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect(
        (
          await refusal(
            kit.create(window, changed({ ...good, configName: "aksManagedNodeOSUpgradeSchedule" }, changes)),
          )
        ).code,
      ).to.equal("InvalidParameter");
    });
  }
});
