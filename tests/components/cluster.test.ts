import { expect } from "chai";
import type { StackRun } from "../support/runStack.ts";
import { dependencyNames, input, named, ofType, only, runStamp, stampRun } from "../support/stacks.ts";

describe("PrivateCluster", function () {
  this.timeout(30_000);

  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("is private, without local accounts, run command or public name", () => {
    const cluster = only(run, "containerservice:ManagedCluster");
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

  it("leaves through the routes, with Cilium in an overlay", () => {
    expect(only(run, "containerservice:ManagedCluster").inputs["networkProfile"]).to.deep.equal({
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      networkDataplane: "cilium",
      networkPolicy: "cilium",
      outboundType: "userDefinedRouting",
      podCidr: "192.168.0.0/16",
      serviceCidr: "172.16.0.0/16",
      dnsServiceIP: "172.16.0.10",
      loadBalancerSku: "standard",
      // The SDK adds the two defaults.
      loadBalancerProfile: {
        backendPoolType: "NodeIPConfiguration",
        allocatedOutboundPorts: 0,
        idleTimeoutInMinutes: 30,
      },
    });
  });

  it("waits for everything its nodes need: ways out, rules, names, rights", () => {
    const cluster = only(run, "containerservice:ManagedCluster");
    const roles = ofType(run, "authorization:RoleAssignment").map(({ name }) => name);
    expect(dependencyNames(cluster)).to.include.members([
      ...ofType(run, "network:Subnet").map(({ name }) => name),
      "network-routes",
      "firewall-firewall",
      "firewall-rcg-platform",
      "dns-aks-link",
      "registry-connection-records",
      ...roles.filter((name) => name.startsWith("identities-")),
    ]);
  });

  it("keeps user workloads off the system pool, in three zones, with trusted nodes", () => {
    const cluster = only(run, "containerservice:ManagedCluster");
    const pools = cluster.inputs["agentPoolProfiles"] as Record<string, unknown>[];
    expect(pools).to.have.length(1);
    expect(pools[0]).to.deep.include({
      name: "system",
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
    });
    const pool = only(run, "containerservice:AgentPool");
    expect(pool.inputs).to.deep.include({
      agentPoolName: "workload",
      mode: "User",
      minCount: 3,
      maxCount: 20,
    });
    expect(pool.inputs["nodeTaints"]).to.equal(undefined);
    expect(pool.inputs["vnetSubnetID"]).to.match(/snet-nodes-user$/);
  });

  it("leaves counts to the autoscaler and versions to the upgrade channel", () => {
    expect(only(run, "containerservice:ManagedCluster").ignoreChanges).to.deep.equal([
      "kubernetesVersion",
      "agentPoolProfiles[0].count",
      "agentPoolProfiles[0].orchestratorVersion",
    ]);
    expect(only(run, "containerservice:AgentPool").ignoreChanges).to.deep.equal([
      "count",
      "orchestratorVersion",
    ]);
  });

  it("changes one thing at a time: pools, then the windows", async () => {
    const pool = { vmSize: "Standard_D4ds_v5", minCount: 3, maxCount: 5 };
    const two = await runStamp("stamp-eastus", {
      values: {
        cluster: {
          userPools: [
            { name: "one", ...pool },
            { name: "two", ...pool },
          ],
        },
      },
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
});

describe("what runs in the cluster", function () {
  this.timeout(30_000);

  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("uses a provider that asks for tokens and survives an unreachable cluster", () => {
    const provider = named(run, "kubernetes");
    expect(provider.inputs).to.include({ deleteUnreachable: "false", skipUpdateUnreachable: "true" });
    expect(provider.inputs["clusterIdentifier"]).to.match(/managedClusters\/aks-bulkhead-eus$/);
    expect(provider.inputs["kubeconfig"]).to.contain("azurecli");
    expect(dependencyNames(provider)).to.include("cluster-cluster");
  });

  it("takes the secrets store from our own registry, in a pinned version, once there are nodes", () => {
    const release = named(run, "platform-secrets-store");
    expect(release.inputs).to.include({
      chart: "oci://crbhglxxxxx.azurecr.io/helm/csi-secrets-store-provider-azure",
      version: "1.8.2",
      namespace: "kube-system",
    });
    expect(dependencyNames(release)).to.include("cluster-pool-workload");
    const images = [...JSON.stringify(release.inputs["values"]).matchAll(/"repository":"([^"]+)"/g)].map(
      ([, image]) => image,
    );
    expect(images).to.have.length(5);
    for (const image of images) expect(image).to.match(/^crbhglxxxxx\.azurecr\.io\//);
  });

  it("installs the workload after the secrets store, its identity and its private connections", () => {
    const release = named(run, "workload-release");
    expect(release.inputs).to.include({ chart: "./charts/workload", namespace: "workload" });
    expect(dependencyNames(release)).to.include.members([
      "platform-secrets-store",
      "workload-identity-credential",
      "workload-identity-reads-vault",
      "workload-identity-writes-database",
      "cosmos-connection-records",
      "keyvault-connection-records",
    ]);
    expect(release.provider).to.contain("kubernetes");
  });

  it("asks for the private link service that the origin expects", () => {
    const annotations = input(named(run, "workload-release"), "values.service.annotations") as Record<
      string,
      string
    >;
    const prefix = "service.beta.kubernetes.io/azure-pls-";
    const id = input(named(run, "origin-origin"), "sharedPrivateLinkResource.privateLink.id");
    expect(id).to.match(
      new RegExp(
        `/resourceGroups/${annotations[`${prefix}resource-group`]}/.*/privateLinkServices/${annotations[`${prefix}name`]}$`,
      ),
    );
  });
});

function zoneId(run: StackRun): string {
  const cluster = only(run, "containerservice:ManagedCluster");
  const id = input(cluster, "apiServerAccessProfile.privateDNSZone") as string;
  expect(id).to.match(/privateDnsZones\/privatelink\.eastus\.azmk8s\.io$/);
  return id;
}
