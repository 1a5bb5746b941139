import { expect } from "chai";
import { contains, parseCidr } from "../../lib/cidr.ts";
import type { Recorded, StackRun } from "../support/runStack.ts";
import { withStackFiles } from "../support/stackFiles.ts";
import { dependencyNames, input, named, ofType, only, runStamp, stampRun } from "../support/stacks.ts";

/**
 * What AKS demands of everything around a cluster and the program always keeps, whatever is configured. What a
 * configuration can break is refused before anything is asked of Azure: tests/config/clusterChecks.test.ts and
 * tests/config/load.test.ts.
 */
describe("preconditions of AKS that the program keeps", function () {
  const clusterOf = (run: StackRun): Recorded => only(run, "containerservice:ManagedCluster");
  const subnetsOf = (run: StackRun): Recorded[] => ofType(run, "network:Subnet");
  const prefixOf = (subnet: Recorded): number => parseCidr(String(subnet.inputs["addressPrefix"])).prefix;
  const poolsOf = (run: StackRun): Record<string, unknown>[] => [
    ...(input(clusterOf(run), "agentPoolProfiles") as Record<string, unknown>[]),
    ...ofType(run, "containerservice:AgentPool").map(({ inputs }) => inputs),
  ];

  const runs = new Map<string, StackRun>();
  before(async () => {
    runs.set("the defaults", await stampRun());
    const space = { addressSpace: "10.64.0.0/16" };
    const variants = {
      "an API server in the network": {
        network: space,
        cluster: { apiServer: { access: "vnetIntegration" } },
      },
      "pods in a subnet": { network: space, cluster: { podNetwork: "podSubnet" } },
    };
    for (const [title, values] of Object.entries(variants))
      runs.set(title, await runStamp("stamp-eastus", { values }));
    const registry = {
      cacheRules: [
        { name: "aks-managed-mcr", source: "mcr.microsoft.com/*", target: "aks-managed-repository/*" },
      ],
    };
    const isolated = await withStackFiles({ global: { registry } }, (projectRoot) =>
      runStamp("stamp-eastus", { projectRoot, values: { cluster: { egress: "networkIsolated" } } }),
    );
    runs.set("a network isolated cluster", isolated);
  });

  /** Checks all variants. */
  const each = (check: (run: StackRun, title: string) => void): void =>
    runs.forEach((run, title) => check(run, title));

  it("workload identity comes with the issuer of tokens that it needs", () => {
    each((run, title) => {
      expect(input(clusterOf(run), "oidcIssuerProfile.enabled"), title).to.equal(true);
      expect(input(clusterOf(run), "securityProfile.workloadIdentity.enabled"), title).to.equal(true);
    });
  });

  it("the Cilium data plane has Cilium's policies, and an overlay or a pod subnet", () => {
    each((run, title) => {
      const network = input(clusterOf(run), "networkProfile") as Record<string, unknown>;
      expect(network, title).to.include({
        networkPlugin: "azure",
        networkDataplane: "cilium",
        networkPolicy: "cilium",
      });
      const podSubnets = poolsOf(run).map(({ podSubnetID }) => podSubnetID !== undefined);
      const overlay = network["networkPluginMode"] === "overlay";
      expect(new Set(podSubnets), title).to.deep.equal(new Set([!overlay]));
      expect(network["podCidr"] !== undefined, title).to.equal(overlay);
    });
  });

  it("a zone of one's own has a name that AKS takes, an identity that may write to it, and no public name", () => {
    each((run, title) => {
      const cluster = clusterOf(run);
      const zone = String(input(cluster, "apiServerAccessProfile.privateDNSZone"));
      expect(zone.split("/").at(-1), title).to.match(/^(privatelink|private)\.eastus\.azmk8s\.io$/);
      expect(input(cluster, "apiServerAccessProfile.enablePrivateClusterPublicFQDN"), title).to.equal(false);
      expect(input(cluster, "identity.type"), title).to.equal("UserAssigned");
      expect(dependencyNames(cluster), title).to.include.members(["identities-api-zone", "dns-aks-link"]);
    });
  });

  it("the API server's subnet is large enough for two clusters, delegated, and without encrypted traffic", () => {
    const run = runs.get("an API server in the network") as StackRun;
    const subnet = named(run, "network-snet-api-server");
    expect(prefixOf(subnet)).to.be.at.most(27);
    expect(input(subnet, "delegations.0.serviceName")).to.equal("Microsoft.ContainerService/managedClusters");
    expect(input(clusterOf(run), "apiServerAccessProfile.subnetId")).to.match(/snet-api-server$/);
    for (const pool of poolsOf(run)) expect(pool["vnetSubnetID"]).to.not.match(/snet-api-server$/);
    expect(only(run, "network:VirtualNetwork").inputs["encryption"]).to.equal(undefined);
  });

  it("every node subnet leads to the firewall before the first node starts", () => {
    each((run, title) => {
      const nodes = poolsOf(run).map(({ vnetSubnetID }) => String(vnetSubnetID).split("/").at(-1) ?? "");
      expect(new Set(nodes), title).to.deep.equal(new Set(["snet-nodes-system", "snet-nodes-user"]));
      for (const subnet of nodes)
        expect(input(named(run, `network-${subnet}`), "routeTable.id"), title).to.be.a("string");
      expect(input(only(run, "network:RouteTable"), "routes.0.addressPrefix"), title).to.equal("0.0.0.0/0");
      expect(dependencyNames(clusterOf(run)), title).to.include.members([
        "network-routes",
        "network-snet-nodes-system",
        "network-snet-nodes-user",
        "firewall-firewall",
      ]);
    });
  });

  it("the name server is in the service range, and not at its first address", () => {
    each((run, title) => {
      const cluster = clusterOf(run);
      const services = parseCidr(String(input(cluster, "networkProfile.serviceCidr")));
      const server = parseCidr(`${String(input(cluster, "networkProfile.dnsServiceIP"))}/32`);
      expect(contains(services, server), title).to.equal(true);
      expect(server.address - services.address, title).to.be.greaterThan(1);
    });
  });

  it("the private link service has a subnet that lets it be, apart from nodes and pods", () => {
    each((run, title) => {
      const subnet = named(run, "network-snet-private-link");
      expect(subnet.inputs["privateLinkServiceNetworkPolicies"], title).to.equal("Disabled");
      for (const pool of poolsOf(run))
        for (const key of ["vnetSubnetID", "podSubnetID"])
          expect(String(pool[key]), title).to.not.match(/snet-private-link$/);
      expect(input(clusterOf(run), "networkProfile.loadBalancerSku"), title).to.equal("standard");
      // Any profile would contradict the routes; without one the backend pool is of node addresses, as it must be.
      expect(input(clusterOf(run), "networkProfile.loadBalancerProfile"), title).to.equal(undefined);
    });
  });

  it("the firewall has a /26", () => {
    expect(prefixOf(named(runs.get("the defaults") as StackRun, "network-AzureFirewallSubnet"))).to.equal(26);
  });

  it("the system pool is tainted, of Linux, and of at least three nodes", () => {
    each((run, title) => {
      const [system, ...users] = poolsOf(run);
      expect(system, title).to.deep.include({
        mode: "System",
        osType: "Linux",
        nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
      });
      expect(system?.["minCount"], title).to.be.at.least(3);
      expect(users.map(({ mode }) => mode)).to.deep.equal(["User"]);
    });
  });

  it("pools are of the cluster's version", () => {
    each((run, title) => {
      const versions = poolsOf(run).map(({ orchestratorVersion }) => orchestratorVersion);
      expect(new Set(versions), title).to.deep.equal(new Set([clusterOf(run).inputs["kubernetesVersion"]]));
    });
  });

  it("a network isolated cluster may pull from the registry before it is made", () => {
    const cluster = clusterOf(runs.get("a network isolated cluster") as StackRun);
    expect(dependencyNames(cluster)).to.include.members(["identities-pulls", "registry-connection-records"]);
    expect(input(cluster, "bootstrapProfile.artifactSource")).to.equal("Cache");
    expect(input(cluster, "networkProfile.outboundType")).to.equal("none");
    expect(input(cluster, "autoUpgradeProfile.nodeOSUpgradeChannel")).to.equal("NodeImage");
  });

  it("no subnet of any variant has Azure's hidden way out", () => {
    each((run, title) =>
      subnetsOf(run).forEach((subnet) =>
        expect(subnet.inputs["defaultOutboundAccess"], `${title}: ${subnet.name}`).to.equal(false),
      ),
    );
  });
});
