import { expect } from "chai";
import type { Recorded, StackRun } from "../support/runStack.ts";
import {
  dependencyNames,
  globalContract,
  input,
  named,
  ofType,
  only,
  runStamp,
  stampRun,
} from "../support/stacks.ts";

/** The inline pool of the one cluster. */
function inlinePool(run: StackRun): Record<string, unknown> {
  const pools = only(run, "containerservice:ManagedCluster").inputs["agentPoolProfiles"];
  const [pool, ...others] = pools as Record<string, unknown>[];
  if (pool === undefined || others.length > 0) throw new Error("There is not exactly one inline pool.");
  return pool;
}

/** The stamp with these keys of its cluster, after an earlier deployment where a contract of it is given. */
async function withCluster(cluster: Record<string, unknown>, contract?: unknown): Promise<StackRun> {
  const contracts = { global: await globalContract(), "stamp-eastus": contract };
  return runStamp("stamp-eastus", { values: { cluster }, contracts });
}

describe("PrivateCluster", function () {
  let run: StackRun;
  let cluster: Recorded;
  before(async () => {
    run = await stampRun();
    cluster = only(run, "containerservice:ManagedCluster");
  });

  it("is private, without local accounts, run command or public name", () => {
    expect(cluster.inputs["apiServerAccessProfile"]).to.deep.equal({
      enablePrivateCluster: true,
      enablePrivateClusterPublicFQDN: false,
      privateDNSZone: zoneId(run),
      disableRunCommand: true,
    });
    expect(cluster.inputs["disableLocalAccounts"]).to.equal(true);
    expect(cluster.inputs["aadProfile"]).to.deep.include({ managed: true, enableAzureRBAC: true });
    expect(cluster.inputs["nodeResourceGroupProfile"]).to.deep.equal({ restrictionLevel: "ReadOnly" });
  });

  it("leaves through the routes, with Cilium in an overlay, and configures no load balancer's way out", () => {
    expect(cluster.inputs["networkProfile"]).to.deep.equal({
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      networkDataplane: "cilium",
      networkPolicy: "cilium",
      outboundType: "userDefinedRouting",
      podCidr: "192.168.0.0/16",
      serviceCidr: "172.16.0.0/16",
      dnsServiceIP: "172.16.0.10",
      loadBalancerSku: "standard",
    });
  });

  it("waits for everything its nodes need: ways out, rules, names, rights", () => {
    const roles = ofType(run, "authorization:RoleAssignment").map(({ name }) => name);
    expect(dependencyNames(cluster)).to.include.members([
      ...ofType(run, "network:Subnet").map(({ name }) => name),
      "network-routes",
      "firewall-firewall",
      "dns-aks-link",
      "registry-connection-records",
      ...roles.filter((name) => name.startsWith("identities-")),
    ]);
    const groups = ofType(run, "network:FirewallPolicyRuleCollectionGroup").map(({ name }) => name);
    expect(groups).to.not.deep.equal([]);
    expect(dependencyNames(named(run, "firewall-firewall"))).to.include.members(groups);
  });

  it("keeps user workloads off the system pool, in three zones, with trusted nodes", () => {
    const system = inlinePool(run);
    expect(system).to.deep.include({
      mode: "System",
      nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
      availabilityZones: ["1", "2", "3"],
      osSKU: "AzureLinux3",
      osDiskType: "Ephemeral",
      enableAutoScaling: true,
      minCount: 3,
      maxCount: 6,
      enableNodePublicIP: false,
      securityProfile: { enableSecureBoot: true, enableVTPM: true },
      upgradeSettings: {
        maxSurge: "33%",
        drainTimeoutInMinutes: 30,
        nodeSoakDurationInMinutes: 0,
        undrainableNodeBehavior: "Cordon",
      },
    });
    expect(system["name"]).to.match(/^system[0-9a-z]{4}$/);
    const pool = only(run, "containerservice:AgentPool");
    expect(pool.inputs).to.deep.include({ mode: "User", minCount: 3, maxCount: 20 });
    expect(pool.inputs["agentPoolName"]).to.match(/^workload[0-9a-z]{4}$/);
    expect(pool.inputs["nodeTaints"]).to.equal(undefined);
    expect(pool.inputs["vnetSubnetID"]).to.match(/snet-nodes-user$/);
  });

  it("leaves counts to the autoscaler", () => {
    expect(cluster.ignoreChanges).to.deep.equal(["agentPoolProfiles[0].count"]);
    expect(only(run, "containerservice:AgentPool").ignoreChanges).to.deep.equal(["count"]);
  });

  it("changes one thing at a time: pools, then the windows", async () => {
    const two = await withCluster({
      userPools: [
        { name: "one", maxCount: 5 },
        { name: "two", maxCount: 5 },
      ],
    });
    expect(dependencyNames(named(two, "cluster-pool-two"))).to.include("cluster-pool-one");
    expect(dependencyNames(named(two, "cluster-upgrade-window"))).to.include("cluster-pool-two");
    expect(dependencyNames(named(two, "cluster-node-image-window"))).to.include("cluster-upgrade-window");
  });

  it("is upgraded in other hours than the other region", async () => {
    const other = await stampRun("stamp-westeurope");
    const windows = [run, other].map(
      (stamp) => named(stamp, "cluster-upgrade-window").inputs["maintenanceWindow"],
    );
    expect(windows[0]).to.not.deep.equal(windows[1]);
    expect(
      ofType(run, "containerservice:MaintenanceConfiguration").map(({ inputs }) => inputs["configName"]),
    ).to.have.members(["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"]);
  });

  it("joins its agents with the rules of the region", () => {
    const associations = ofType(run, "monitor:DataCollectionRuleAssociation");
    expect(associations.map(({ inputs }) => inputs["associationName"])).to.have.members([
      "ContainerInsightsExtension",
      "ContainerInsightsMetricsExtension",
      "configurationAccessEndpoint",
    ]);
    for (const { inputs } of associations)
      expect(inputs["resourceUri"]).to.match(/managedClusters\/aks-bulkhead-eus$/);
  });
});

describe("a cluster that exists", function () {
  let contract: { cluster: { kubernetesVersion: string; systemPools: { pools: string[] } } };
  before(async () => {
    contract = (await stampRun()).contract as typeof contract;
  });

  it("keeps the patch versions that Azure chose", async () => {
    const again = await withCluster({}, contract);
    expect(only(again, "containerservice:ManagedCluster").ignoreChanges).to.have.members([
      "kubernetesVersion",
      "agentPoolProfiles[0].count",
      "agentPoolProfiles[0].orchestratorVersion",
    ]);
    expect(only(again, "containerservice:AgentPool").ignoreChanges).to.have.members([
      "count",
      "orchestratorVersion",
    ]);
  });

  it("is upgraded, pools included, when its minor version is raised", async () => {
    const upgraded = await withCluster({ kubernetesVersion: "1.37" }, contract);
    const cluster = only(upgraded, "containerservice:ManagedCluster");
    expect(cluster.inputs["kubernetesVersion"]).to.equal("1.37");
    expect(inlinePool(upgraded)["orchestratorVersion"]).to.equal("1.37");
    expect(cluster.ignoreChanges).to.deep.equal(["agentPoolProfiles[0].count"]);
    expect(only(upgraded, "containerservice:AgentPool").inputs["orchestratorVersion"]).to.equal("1.37");
  });

  it("is neither taken back nor over two versions at once", async () => {
    const at = (kubernetesVersion: string) => ({
      ...contract,
      cluster: { ...contract.cluster, kubernetesVersion },
    });
    const back = await withCluster({ kubernetesVersion: "1.35" }, contract).then(() => "", String);
    expect(back).to.match(/Pulumi.stamp-eastus.yaml: cluster.kubernetesVersion: .*never goes back/);
    const over = await withCluster({ kubernetesVersion: "1.37" }, at("1.35")).then(() => "", String);
    expect(over).to.match(/Deploy with "1.36" first/);
  });

  it("gets another system pool beside the first, which is emptied once the other works", async () => {
    const larger = { systemPool: { vmSize: "Standard_D8ds_v5" } };
    const first = inlinePool(await stampRun());
    const added = await withCluster(larger, contract);
    expect(inlinePool(added)).to.deep.equal(first);
    const successor = named(added, "cluster-pool-system");
    expect(successor.inputs).to.deep.include({ mode: "System", vmSize: "Standard_D8ds_v5", minCount: 3 });
    expect(successor.inputs["agentPoolName"]).to.not.equal(first["name"]);
    // User pools wait for the system pool.
    expect(dependencyNames(named(added, "cluster-pool-workload"))).to.include("cluster-pool-system");

    const moved = await withCluster(larger, added.contract);
    expect(inlinePool(moved)).to.deep.include({
      name: first["name"],
      mode: "User",
      count: 0,
      enableAutoScaling: false,
      vmSize: "Standard_D4ds_v5",
    });
    expect(inlinePool(moved)).to.not.have.any.keys("minCount", "maxCount");
    expect(only(moved, "containerservice:ManagedCluster").ignoreChanges).to.not.include(
      "agentPoolProfiles[0].count",
    );

    const back = await withCluster({}, moved.contract);
    expect(inlinePool(back)).to.deep.equal(first);
    expect(back.resources.map(({ name }) => name)).to.not.include("cluster-pool-system");
  });

  it("gets another user pool in place of one whose machines change", async () => {
    const before = only(await stampRun(), "containerservice:AgentPool");
    const changed = await withCluster({ userPools: [{ name: "workload", maxPods: 60 }] }, contract);
    const after = only(changed, "containerservice:AgentPool");
    expect(after.urn).to.equal(before.urn);
    expect(after.inputs["agentPoolName"]).to.not.equal(before.inputs["agentPoolName"]);
    // Pulumi makes the new one before it deletes the old one, though azure-native would have it otherwise.
    expect(after.deleteBeforeReplace).to.equal(false);
  });

  it("keeps its pools when only their sizes change", async () => {
    const before = only(await stampRun(), "containerservice:AgentPool").inputs["agentPoolName"];
    const changed = await withCluster({
      userPools: [{ name: "workload", maxCount: 21, labels: { a: "b" } }],
    });
    expect(only(changed, "containerservice:AgentPool").inputs["agentPoolName"]).to.equal(before);
  });
});

function zoneId(run: StackRun): string {
  const cluster = only(run, "containerservice:ManagedCluster");
  const id = input(cluster, "apiServerAccessProfile.privateDNSZone") as string;
  expect(id).to.match(/privateDnsZones\/privatelink\.eastus\.azmk8s\.io$/);
  return id;
}
