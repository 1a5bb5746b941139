import { expect } from "chai";
import type { Recorded, StackRun } from "../support/runStack.ts";
import { dependencyNames, globalContract, input, named, ofType, only, runStamp } from "../support/stacks.ts";

type Values = Readonly<Record<string, unknown>>;

const hubSubscription = "8d2f6a3e-1c49-5b77-9a10-4e5d6f708192";
const hubId = `/subscriptions/${hubSubscription}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
const space = { addressSpace: "10.64.0.0/16" };
const hub = { virtualNetworkId: hubId, nextHopIp: "10.0.0.4" };

/** What an option changes in the number of network resources of each type; types that are not listed keep theirs. */
interface Option {
  readonly title: string;
  readonly values: Values;
  readonly changes: Readonly<Record<string, number>>;
}

/** Without a firewall of its own a stamp has none of what belongs to it; three public addresses are the default. */
const noFirewall = {
  "network:AzureFirewall": -1,
  "network:FirewallPolicy": -1,
  "network:FirewallPolicyRuleCollectionGroup": -1,
  "network:IpGroup": -1,
  "network:PublicIPAddress": -3,
};
const oneMoreSubnet = { "network:Subnet": 1, "network:NetworkSecurityGroup": 1 };

const anySpace: Values = { network: space };
const options: readonly Option[] = [
  { title: "none", values: anySpace, changes: {} },
  {
    title: "a hub",
    values: { network: { ...space, hub } },
    changes: {
      ...noFirewall,
      "network:Subnet": -1,
      "network:VirtualNetworkPeering": 2,
      "pulumi:providers:azure-native": 1,
      "privatedns:VirtualNetworkLink": 8,
    },
  },
  {
    title: "a hub that makes its own half, has its own name server and its own zones",
    values: {
      network: {
        ...space,
        hub: { ...hub, dnsServers: ["10.0.1.4"], createHubSidePeering: false, linkZones: false },
      },
    },
    changes: { ...noFirewall, "network:Subnet": -1, "network:VirtualNetworkPeering": 1 },
  },
  {
    title: "an appliance",
    values: { network: { ...space, appliance: { nextHopIp: "10.64.255.70" } } },
    changes: { ...noFirewall, "network:NetworkSecurityGroup": 1, "network:RouteTable": 1 },
  },
  {
    title: "application security groups",
    values: { network: { ...space, applicationSecurityGroups: true } },
    changes: { "network:ApplicationSecurityGroup": 2 },
  },
  {
    title: "no flow logs",
    values: { network: { ...space, flowLogs: { enabled: false } } },
    changes: { "network:FlowLog": -1 },
  },
  {
    title: "an API server in the network",
    values: { ...anySpace, cluster: { apiServer: { access: "vnetIntegration" } } },
    // Such an API server has no private link for operations networks.
    changes: { ...oneMoreSubnet, "network:PrivateEndpoint": -1, "network:PrivateDnsZoneGroup": -1 },
  },
  {
    title: "pods with a subnet",
    values: { ...anySpace, cluster: { podNetwork: "podSubnet" } },
    changes: oneMoreSubnet,
  },
  {
    title: "an application gateway",
    values: { ...anySpace, ingress: { type: "applicationGateway" } },
    changes: {
      ...oneMoreSubnet,
      "network:RouteTable": 1,
      "network:PublicIPAddress": 1,
      "network:ApplicationGateway": 1,
      "network:WebApplicationFirewallPolicy": 1,
    },
  },
];

const short = ({ type }: Recorded): string => type.replace(/^azure-native:/, "");
const isOfTheNetwork = (type: string): boolean =>
  /^(network|privatedns|pulumi:providers:azure-native)/.test(type);
const count = (run: StackRun, type: string): number =>
  run.resources.filter((resource) => resource.custom && short(resource) === type).length;
const subnetsOf = (run: StackRun): Map<unknown, Recorded> =>
  new Map(ofType(run, "network:Subnet").map((subnet) => [subnet.inputs["subnetName"], subnet]));
const rulesOf = (run: StackRun, subnet: string): Record<string, unknown>[] =>
  named(run, `network-${subnet}-rules`).inputs["securityRules"] as Record<string, unknown>[];

describe("network options of a stamp", function () {
  const runs = new Map<string, StackRun>();
  const runOf = (title: string): StackRun => {
    const run = runs.get(title);
    if (run === undefined) throw new Error(`No option is called '${title}'.`);
    return run;
  };
  before(async function () {
    // Nine deployments of a stamp.
    for (const { title, values } of options) runs.set(title, await runStamp("stamp-eastus", { values }));
  });

  for (const { title, changes } of options) {
    describe(`with ${title}`, () => {
      it("registers what it needs and nothing that it replaces", () => {
        const [without, run] = [runOf("none"), runOf(title)];
        const types = new Set([...without.resources, ...run.resources].map(short).filter(isOfTheNetwork));
        const changed = [...types].flatMap((type) => {
          const difference = count(run, type) - count(without, type);
          return difference === 0 ? [] : [[type, difference] as const];
        });
        expect(Object.fromEntries(changed)).to.deep.equal(changes);
      });

      it("has no subnet with Azure's hidden way out", () => {
        for (const subnet of ofType(runOf(title), "network:Subnet"))
          expect(subnet.inputs["defaultOutboundAccess"], subnet.name).to.equal(false);
      });

      it("has rules and routes on every subnet but the firewall's, and each subnet after the one before", () => {
        const subnets = ofType(runOf(title), "network:Subnet");
        for (const [index, subnet] of subnets.entries()) {
          const guarded = subnet.inputs["subnetName"] !== "AzureFirewallSubnet";
          expect(input(subnet, "networkSecurityGroup.id") !== undefined, subnet.name).to.equal(guarded);
          expect(input(subnet, "routeTable.id") !== undefined, subnet.name).to.equal(guarded);
          if (index > 0) expect(dependencyNames(subnet)).to.include(subnets[index - 1]?.name);
        }
      });

      it("routes nodes to the way out, and takes no routes from gateways", () => {
        const run = runOf(title);
        for (const table of ofType(run, "network:RouteTable"))
          expect(table.inputs["disableBgpRoutePropagation"], table.name).to.equal(true);
        const nodes = subnetsOf(run).get("snet-nodes-user");
        expect(dependencyNames(nodes ?? named(run, ""))).to.include("network-routes");
        expect(input(named(run, "network-routes"), "routes.0.nextHopType")).to.equal("VirtualAppliance");
      });
    });
  }

  it("leads to the hub, asks its name server and links its zones there and here", () => {
    const run = runOf("a hub");
    const network = only(run, "network:VirtualNetwork");
    expect(input(network, "dhcpOptions.dnsServers")).to.deep.equal(["10.0.0.4"]);
    expect(input(named(run, "network-routes"), "routes.0.nextHopIpAddress")).to.equal("10.0.0.4");
    expect(subnetsOf(run).has("AzureFirewallSubnet")).to.equal(false);

    const links = ofType(run, "privatedns:VirtualNetworkLink").map((link) =>
      input(link, "virtualNetwork.id"),
    );
    expect(links.filter((id) => id === hubId)).to.have.length(links.length / 2);
    expect(run.contract).to.have.deep.property("firewall", { privateIp: "10.0.0.4", publicIps: [] });
  });

  it("peers both ways, with a provider for the hub's subscription, and the cluster after that", () => {
    const run = runOf("a hub");
    const [there, back] = [named(run, "hub-to-hub"), named(run, "hub-from-hub")];
    expect(there.inputs).to.deep.include({
      virtualNetworkPeeringName: "peer-bulkhead-hub-eus",
      virtualNetworkName: "vnet-bulkhead-eus",
      remoteVirtualNetwork: { id: hubId },
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: true,
      allowGatewayTransit: false,
      useRemoteGateways: false,
    });
    expect(back.inputs).to.deep.include({
      virtualNetworkPeeringName: "peer-bulkhead-stamp-eus",
      virtualNetworkName: "vnet-hub",
      resourceGroupName: "rg-hub",
      allowGatewayTransit: false,
    });
    expect(String(input(back, "remoteVirtualNetwork.id"))).to.match(/virtualNetworks\/vnet-bulkhead-eus$/);
    const provider = run.resources.find(({ type }) => type === "pulumi:providers:azure-native");
    expect(provider?.inputs).to.include({ subscriptionId: hubSubscription });
    expect(back.provider).to.contain("hub-hub-subscription");
    expect(there.provider).to.not.contain("hub-hub-subscription");

    // A peering is a change of the network, and nodes need the way out.
    expect(dependencyNames(there)).to.include.members(["network-snet-private-endpoints", "hub-from-hub"]);
    expect(dependencyNames(named(run, "cluster-cluster"))).to.include.members(["hub-to-hub", "hub-from-hub"]);
  });

  it("uses the hub's gateway where the key says so, and the provider of the stamp for a hub beside it", async () => {
    const { subscriptionId } = await globalContract();
    const run = await runStamp("stamp-eastus", {
      values: {
        network: {
          ...space,
          hub: {
            ...hub,
            virtualNetworkId: hubId.replace(hubSubscription, subscriptionId),
            useHubGateway: true,
          },
        },
      },
    });
    expect(named(run, "hub-to-hub").inputs).to.include({
      useRemoteGateways: true,
      allowGatewayTransit: false,
    });
    expect(named(run, "hub-from-hub").inputs).to.include({
      useRemoteGateways: false,
      allowGatewayTransit: true,
    });
    expect(count(run, "pulumi:providers:azure-native")).to.equal(0);
  });

  it("leaves the hub alone where that is asked", () => {
    const run = runOf("a hub that makes its own half, has its own name server and its own zones");
    expect(input(only(run, "network:VirtualNetwork"), "dhcpOptions.dnsServers")).to.deep.equal(["10.0.1.4"]);
    for (const link of ofType(run, "privatedns:VirtualNetworkLink"))
      expect(input(link, "virtualNetwork.id")).to.not.equal(hubId);
  });

  it("lets operators behind the hub in where their ranges are named", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { network: { ...space, hub: { ...hub, operationsRanges: ["10.0.7.0/24"] } } },
    });
    const rule = rulesOf(run, "snet-private-endpoints").find(
      ({ name }) => name === "allow-operations-inbound",
    );
    expect(rule).to.deep.include({ sourceAddressPrefixes: ["10.0.7.0/24"], destinationPortRange: "443" });
    expect(JSON.stringify(rulesOf(runOf("a hub"), "snet-private-endpoints"))).to.not.contain(
      "allow-operations",
    );
  });

  it("leads to the appliance, whose own subnet leads straight out", () => {
    const run = runOf("an appliance");
    expect(input(named(run, "network-routes"), "routes.0.nextHopIpAddress")).to.equal("10.64.255.70");
    expect(input(only(run, "network:VirtualNetwork"), "dhcpOptions.dnsServers")).to.deep.equal([]);
    expect(input(named(run, "network-direct-routes"), "routes.0.nextHopType")).to.equal("Internet");
    const subnet = subnetsOf(run).get("snet-appliance") ?? named(run, "");
    expect(dependencyNames(subnet)).to.include("network-direct-routes");
    expect(dependencyNames(subnet)).to.not.include("network-routes");
    expect(run.contract).to.have.deep.property("firewall", { privateIp: "10.64.255.70", publicIps: [] });
  });

  it("has a network that can be deployed before all else, for the appliance to be put into", () => {
    const { resources } = runOf("an appliance");
    const ofNetwork = ({ urn }: Recorded): boolean => urn.includes("StampNetwork");
    const others = resources
      .filter(ofNetwork)
      .flatMap(({ dependencies }) => dependencies)
      .filter((urn) => !urn.includes("StampNetwork"));
    expect([...new Set(others)].map((urn) => urn.split("$").at(-1))).to.deep.equal([
      "azure-native:resources:ResourceGroup::stamp",
    ]);
  });

  it("delegates the subnets of the API server and of the pods to AKS, and no other", () => {
    const delegated = (run: StackRun) =>
      [...subnetsOf(run)].flatMap(([name, subnet]) => {
        const services = subnet.inputs["delegations"] as { serviceName: string }[] | undefined;
        return services === undefined ? [] : [[name, services.map(({ serviceName }) => serviceName)]];
      });
    const aks = ["Microsoft.ContainerService/managedClusters"];
    expect(delegated(runOf("none"))).to.deep.equal([]);
    expect(delegated(runOf("an API server in the network"))).to.deep.equal([["snet-api-server", aks]]);
    expect(delegated(runOf("pods with a subnet"))).to.deep.equal([["snet-pods", aks]]);
  });

  it("lets pods with a subnet out through the firewall as well", () => {
    const run = runOf("pods with a subnet");
    const pods = subnetsOf(run).get("snet-pods")?.inputs["addressPrefix"];
    expect(only(run, "network:IpGroup").inputs["ipAddresses"]).to.include(pods);
    expect(JSON.stringify(rulesOf(run, "snet-nodes-user"))).to.not.contain("192.168.0.0/16");
  });

  it("keeps the application gateway's subnet off the firewall, and its listener to Front Door", () => {
    const run = runOf("an application gateway");
    const subnet = subnetsOf(run).get("snet-app-gateway") ?? named(run, "");
    expect(subnet.inputs["addressPrefix"]).to.match(/\/24$/);
    expect(dependencyNames(subnet)).to.include("network-direct-routes");
    const inbound = rulesOf(run, "snet-app-gateway").filter(({ direction }) => direction === "Inbound");
    expect(inbound.map((rule) => [rule["sourceAddressPrefix"], rule["destinationPortRange"]])).to.deep.equal([
      ["AzureFrontDoor.Backend", "443"],
      ["GatewayManager", "65200-65535"],
      ["AzureLoadBalancer", "*"],
      ["*", "*"],
    ]);
  });

  it("names nodes and private endpoints by their groups in rules", () => {
    const run = runOf("application security groups");
    const [nodes, endpoints] = ["network-nodes-group", "network-private-endpoints-group"].map((name) =>
      named(run, name),
    );
    expect(nodes?.inputs).to.include({
      applicationSecurityGroupName: "asg-bulkhead-nodes-eus",
      location: "eastus",
    });
    const inbound = rulesOf(run, "snet-private-endpoints").filter(({ access }) => access === "Allow");
    for (const rule of inbound) {
      const source = rule["sourceApplicationSecurityGroups"] as { id: string }[];
      const destination = rule["destinationApplicationSecurityGroups"] as { id: string }[];
      expect(source.map(({ id }) => id.split("/").at(-1))).to.deep.equal(["asg-bulkhead-nodes-eus"]);
      expect(destination.map(({ id }) => id.split("/").at(-1))).to.deep.equal([
        "asg-bulkhead-private-endpoints-eus",
      ]);
      expect(rule).to.not.have.any.keys(
        "sourceAddressPrefix",
        "sourceAddressPrefixes",
        "sourceApplicationSecurityGroup",
        "destinationApplicationSecurityGroup",
      );
    }
    expect(dependencyNames(named(run, "network-snet-private-endpoints-rules"))).to.include(endpoints?.name);
  });

  it("makes nodes and private endpoints members of their groups", () => {
    const [without, run] = [runOf("none"), runOf("application security groups")];
    // Those in operations networks are in no group of this one.
    const own = ofType(run, "network:PrivateEndpoint").filter(({ name }) => !name.startsWith("ops-"));
    expect(own).to.not.have.length(0);
    for (const endpoint of own) {
      const groups = endpoint.inputs["applicationSecurityGroups"] as { id: string }[] | undefined;
      expect(
        groups?.map(({ id }) => id.split("/").at(-1)),
        endpoint.name,
      ).to.deep.equal(["asg-bulkhead-private-endpoints-eus"]);
    }
    const pools = [
      ...(input(only(run, "containerservice:ManagedCluster"), "agentPoolProfiles") as Record<
        string,
        unknown
      >[]),
      ...ofType(run, "containerservice:AgentPool").map(({ inputs }) => inputs),
    ];
    for (const pool of pools) {
      const profile = pool["networkProfile"] as { applicationSecurityGroups?: string[] } | undefined;
      expect(profile?.applicationSecurityGroups?.map((id) => id.split("/").at(-1))).to.deep.equal([
        "asg-bulkhead-nodes-eus",
      ]);
    }
    // AKS joins the nodes to the group, which it may only with rights on it.
    expect(dependencyNames(named(run, "identities-joins-node-group"))).to.include("network-nodes-group");
    expect(JSON.stringify(ofType(without, "network:PrivateEndpoint"))).to.not.contain(
      "applicationSecurityGroups",
    );
    expect(JSON.stringify(ofType(without, "containerservice:AgentPool"))).to.not.contain(
      "applicationSecurityGroups",
    );
  });

  it("protects the network by the global stack's plan where there is one", async () => {
    const plan = `${hubId.split("/virtualNetworks")[0] ?? ""}/ddosProtectionPlans/ddos`;
    const contract = { ...(await globalContract()), ddosProtectionPlanId: plan };
    const run = await runStamp("stamp-eastus", { contracts: { global: contract } });
    expect(only(run, "network:VirtualNetwork").inputs).to.deep.include({
      enableDdosProtection: true,
      ddosProtectionPlan: { id: plan },
    });
  });
});
