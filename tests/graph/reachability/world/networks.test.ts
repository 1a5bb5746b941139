import { expect } from "chai";
import { graphOf, type Graph, type GraphNode } from "../../../../graph/model.ts";
import { formatAddress } from "../../../../graph/reachability/address.ts";
import { prefixesOf, readNetworks } from "../../../../graph/reachability/world/networks.ts";
import type {
  Network,
  SecurityGroup,
  SecurityRule,
  Subnet,
} from "../../../../graph/reachability/world/types.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { ids, Sketch } from "../../support/sketch.ts";

const sketch = () => new Sketch().network("n", "10.1.0.0/16");

function networkOf(graph: Graph, name = "n"): Network {
  return (
    readNetworks(graph).networks.find((network) => network.name === name) ?? expect.fail(`no network ${name}`)
  );
}

/** The subnet a of network n with these inputs. */
function subnetWith(inputs: Properties, made = sketch()): Subnet {
  const graph = made.add("network:Subnet", "a", ids.subnet("n", "a"), inputs).graph();
  return networkOf(graph).subnets[0] ?? expect.fail("no subnet");
}

/** The group with these rules, as a reader of subnets and cards gets it. */
function groupWith(...securityRules: Properties[]): SecurityGroup {
  const graph = new Sketch()
    .add("network:NetworkSecurityGroup", "nsg", ids.group("web"), { securityRules })
    .graph();
  return readNetworks(graph).securityGroup(ids.group("web")) ?? expect.fail("no group");
}

const texts = (prefixes: readonly { readonly text: string }[]) => prefixes.map(({ text }) => text);

describe("prefixes", () => {
  it("are read where they are some, and passed over where they are tags", () => {
    expect(texts(prefixesOf(["10.0.0.0/8", "Internet", "10.1.0.4", ""]))).to.deep.equal([
      "10.0.0.0/8",
      "10.1.0.4",
    ]);
    expect(prefixesOf([])).to.deep.equal([]);
  });
});

describe("virtual networks", () => {
  it("have their ranges and name servers, and are known by their ids in lower case", () => {
    const graph = new Sketch()
      .add("network:VirtualNetwork", "hub", ids.network("Hub"), {
        addressSpace: { addressPrefixes: ["10.1.0.0/16", "10.8.0.0/20"] },
        dhcpOptions: { dnsServers: ["10.1.9.4", "10.1.9.5"] },
      })
      .network("bare", "10.2.0.0/16")
      .graph();
    const hub = networkOf(graph, "Hub");
    expect(hub.id).to.equal(ids.network("hub").toLowerCase());
    expect(hub.node.name).to.equal("hub");
    expect(texts(hub.prefixes)).to.deep.equal(["10.1.0.0/16", "10.8.0.0/20"]);
    expect(hub.dnsServers).to.deep.equal(["10.1.9.4", "10.1.9.5"]);
    expect([hub.subnets, hub.peers, hub.endpoints]).to.deep.equal([[], [], []]);
    expect(networkOf(graph, "bare").dnsServers).to.deep.equal([]);
  });

  it("are none in a graph without any", () => {
    expect(readNetworks(new Sketch().graph()).networks).to.deep.equal([]);
  });

  it("are known by their URN before they exist", () => {
    const [node] = sketch().graph().nodes;
    if (node === undefined) return expect.fail("no node");
    const unborn: GraphNode = { ...node, id: undefined };
    expect(networkOf(graphOf([unborn])).id).to.equal(node.urn.toLowerCase());
  });
});

describe("subnets", () => {
  it("have one prefix or several", () => {
    expect(texts(subnetWith({ addressPrefix: "10.1.0.0/24" }).prefixes)).to.deep.equal(["10.1.0.0/24"]);
    expect(texts(subnetWith({ addressPrefixes: ["10.1.0.0/24", "10.1.1.0/24"] }).prefixes)).to.deep.equal([
      "10.1.0.0/24",
      "10.1.1.0/24",
    ]);
  });

  it("are what Azure makes of a subnet that says nothing more", () => {
    expect(subnetWith({ addressPrefix: "10.1.0.0/24" })).to.deep.include({
      id: ids.subnet("n", "a").toLowerCase(),
      name: "a",
      securityGroup: undefined,
      routeTable: undefined,
      // Neither security groups nor routes apply to private endpoints; both apply to private link services.
      endpointPolicies: "Disabled",
      linkServicePolicies: "Enabled",
      serviceEndpoints: [],
      defaultOutbound: undefined,
      natGateway: undefined,
    });
  });

  it("say what applies to endpoints, which services they reach directly, and how they go out", () => {
    expect(
      subnetWith({
        addressPrefix: "10.1.0.0/24",
        privateEndpointNetworkPolicies: "RouteTableEnabled",
        privateLinkServiceNetworkPolicies: "Disabled",
        serviceEndpoints: [{ service: "Microsoft.Storage" }, { service: "Microsoft.KeyVault" }],
        defaultOutboundAccess: false,
        natGateway: { id: "/nat" },
      }),
    ).to.deep.include({
      endpointPolicies: "RouteTableEnabled",
      linkServicePolicies: "Disabled",
      serviceEndpoints: ["Microsoft.Storage", "Microsoft.KeyVault"],
      defaultOutbound: false,
      natGateway: "/nat",
    });
    expect(subnetWith({ defaultOutboundAccess: true }).defaultOutbound).to.equal(true);
  });

  it("belong to the network whose id theirs begins with, however it is spelt", () => {
    const graph = sketch()
      .network("n2", "10.2.0.0/16")
      .add("network:Subnet", "a", ids.subnet("N", "a"), { addressPrefix: "10.1.0.0/24" })
      .add("network:Subnet", "b", ids.subnet("n2", "b"), { addressPrefix: "10.2.0.0/24" })
      .add("network:Subnet", "lost", ids.subnet("gone", "lost"), { addressPrefix: "10.3.0.0/24" })
      .graph();
    const { networks, subnets } = readNetworks(graph);
    expect(networks.map((network) => network.subnets.map(({ name }) => name))).to.deep.equal([["a"], ["b"]]);
    expect([...subnets.keys()]).to.deep.equal([
      ids.subnet("n", "a").toLowerCase(),
      ids.subnet("n2", "b").toLowerCase(),
    ]);
    expect(subnets.get(ids.subnet("n", "a").toLowerCase())?.network).to.equal(networks[0]);
  });

  it("share the groups and tables that they name, which are read once", () => {
    const graph = sketch()
      .add("network:NetworkSecurityGroup", "nsg", ids.group("web"), {})
      .add("network:RouteTable", "rt", ids.routes("web"), {})
      .add("network:Subnet", "a", ids.subnet("n", "a"), {
        networkSecurityGroup: { id: ids.group("web") },
        routeTable: { id: ids.routes("web") },
      })
      .add("network:Subnet", "b", ids.subnet("n", "b"), {
        networkSecurityGroup: { id: ids.group("WEB").toUpperCase() },
        routeTable: { id: ids.routes("web").toUpperCase() },
      })
      .graph();
    const networks = readNetworks(graph);
    const [a, b] = networks.networks[0]?.subnets ?? [];
    expect(a?.securityGroup?.name).to.equal("web");
    expect(a?.securityGroup).to.equal(b?.securityGroup);
    expect(networks.securityGroup(ids.group("web"))).to.equal(a?.securityGroup);
    expect(a?.routeTable?.name).to.equal("web");
    expect(a?.routeTable).to.equal(b?.routeTable);
    expect(networks.securityGroup(undefined)).to.equal(undefined);
    expect(networks.securityGroup(ids.group("gone"))).to.equal(undefined);
  });
});

describe("security groups", () => {
  const line = ({ direction, priority, name, allow, sources, destinations, isDefault }: SecurityRule) =>
    `${direction} ${priority} ${name}: ${allow ? "allow" : "deny"} ${sources.join()} to ${destinations.join()}${isDefault ? " (default)" : ""}`;

  it("end with Azure's rules, which say nothing of protocols, ports and groups", () => {
    const { rules, name, node } = groupWith();
    expect([name, node.name]).to.deep.equal(["web", "nsg"]);
    expect(rules.map(line)).to.deep.equal([
      "Inbound 65000 AllowVnetInBound: allow VirtualNetwork to VirtualNetwork (default)",
      "Outbound 65000 AllowVnetOutBound: allow VirtualNetwork to VirtualNetwork (default)",
      "Inbound 65001 AllowAzureLoadBalancerInBound: allow AzureLoadBalancer to * (default)",
      "Outbound 65001 AllowInternetOutBound: allow * to Internet (default)",
      "Inbound 65500 DenyAllInBound: deny * to * (default)",
      "Outbound 65500 DenyAllOutBound: deny * to * (default)",
    ]);
    for (const rule of rules)
      expect(rule).to.deep.include({
        protocol: "*",
        sourcePorts: ["*"],
        destinationPorts: ["*"],
        sourceGroups: [],
        destinationGroups: [],
      });
  });

  it("have their own rules by priority, before those", () => {
    const rule = (name: string, priority: number, direction: string, access: string) => ({
      name,
      priority,
      direction,
      access,
      sourceAddressPrefix: "10.1.0.0/24",
      destinationAddressPrefix: "*",
    });
    const { rules } = groupWith(
      rule("late", 4096, "Inbound", "Allow"),
      rule("early", 100, "Outbound", "Deny"),
      rule("middle", 200, "Inbound", "Deny"),
    );
    expect(rules.slice(0, 4).map(line)).to.deep.equal([
      "Outbound 100 early: deny 10.1.0.0/24 to *",
      "Inbound 200 middle: deny 10.1.0.0/24 to *",
      "Inbound 4096 late: allow 10.1.0.0/24 to *",
      "Inbound 65000 AllowVnetInBound: allow VirtualNetwork to VirtualNetwork (default)",
    ]);
  });

  it("name one value or several, and application security groups by their ids in lower case", () => {
    const { rules } = groupWith(
      {
        name: "one",
        priority: 100,
        protocol: "Tcp",
        sourceAddressPrefix: "10.1.0.0/24",
        destinationAddressPrefix: "VirtualNetwork",
        sourcePortRange: "*",
        destinationPortRange: "443",
      },
      {
        name: "many",
        priority: 101,
        sourceAddressPrefixes: ["10.1.0.0/24", "10.1.1.0/24"],
        destinationAddressPrefixes: ["10.1.2.0/24", "10.1.3.0/24"],
        sourcePortRanges: ["1024-2047", "4096"],
        destinationPortRanges: ["80", "443"],
      },
      {
        name: "groups",
        priority: 102,
        sourceApplicationSecurityGroups: [{ id: ids.asg("Web") }, { id: ids.asg("all") }],
        destinationApplicationSecurityGroups: [{ id: ids.asg("Data") }],
      },
    );
    const none = { sourceGroups: [], destinationGroups: [], isDefault: false };
    expect(rules[0]).to.deep.include({
      ...none,
      protocol: "Tcp",
      sources: ["10.1.0.0/24"],
      destinations: ["VirtualNetwork"],
      sourcePorts: ["*"],
      destinationPorts: ["443"],
    });
    expect(rules[1]).to.deep.include({
      ...none,
      protocol: "*",
      sources: ["10.1.0.0/24", "10.1.1.0/24"],
      destinations: ["10.1.2.0/24", "10.1.3.0/24"],
      sourcePorts: ["1024-2047", "4096"],
      destinationPorts: ["80", "443"],
    });
    expect(rules[2]).to.deep.include({
      sources: [],
      destinations: [],
      sourceGroups: [ids.asg("web").toLowerCase(), ids.asg("all").toLowerCase()],
      destinationGroups: [ids.asg("data").toLowerCase()],
    });
  });

  it("take rules that are resources of their own, of theirs and no other group", () => {
    const rule = (access: string, priority: number) => ({ direction: "Inbound", access, priority });
    const graph = new Sketch()
      .add("network:NetworkSecurityGroup", "nsg", ids.group("web"), {
        securityRules: [{ name: "inline", ...rule("Deny", 200) }],
      })
      .add("network:SecurityRule", "own", `${ids.group("WEB")}/securityRules/own`, rule("Allow", 100))
      .add("network:SecurityRule", "other", `${ids.group("web2")}/securityRules/other`, rule("Allow", 50))
      .graph();
    const group = readNetworks(graph).securityGroup(ids.group("web")) ?? expect.fail("no group");
    expect(group.rules.slice(0, 2).map(({ name, allow }) => [name, allow])).to.deep.equal([
      ["own", true],
      ["inline", false],
    ]);
    expect(group.rules.filter(({ isDefault }) => !isDefault)).to.have.length(2);
  });

  it("read Azure's words in any case", () => {
    const said = { direction: "OUTBOUND", access: "allow", priority: 100 };
    const [rule] = groupWith({ name: "r", ...said }).rules;
    expect([rule?.direction, rule?.allow]).to.deep.equal(["Outbound", true]);
  });

  it("let nothing pass by a rule of which nothing is known yet", () => {
    expect(groupWith({}).rules[0]).to.deep.equal({
      name: "",
      priority: 0,
      direction: "Inbound",
      allow: false,
      protocol: "*",
      sources: [],
      destinations: [],
      sourcePorts: [],
      destinationPorts: [],
      sourceGroups: [],
      destinationGroups: [],
      isDefault: false,
    });
  });
});

describe("route tables", () => {
  it("lead prefixes and service tags to hops", () => {
    const { routeTable } = subnetWith(
      { routeTable: { id: ids.routes("rt") } },
      sketch().add("network:RouteTable", "table", ids.routes("rt"), {
        routes: [
          {
            name: "out",
            addressPrefix: "0.0.0.0/0",
            nextHopType: "VirtualAppliance",
            nextHopIpAddress: "10.1.9.4",
          },
          { name: "tag", addressPrefix: "AzureCloud.eastus", nextHopType: "Internet" },
          {},
        ],
      }),
    );
    expect([routeTable?.name, routeTable?.node.name]).to.deep.equal(["rt", "table"]);
    const [out, tag, unknown] = routeTable?.routes ?? [];
    expect(out?.prefix).to.deep.include({ text: "0.0.0.0/0", length: 0 });
    expect([out?.name, out?.hop, formatAddress(out?.hopAddress ?? 0)]).to.deep.equal([
      "out",
      "VirtualAppliance",
      "10.1.9.4",
    ]);
    expect(tag).to.deep.equal({
      name: "tag",
      prefix: "AzureCloud.eastus",
      hop: "Internet",
      hopAddress: undefined,
    });
    // A route of which nothing is known yet leads nowhere, and holds nothing.
    expect(unknown).to.deep.equal({ name: "", prefix: "", hop: "None", hopAddress: undefined });
    expect(routeTable?.routes).to.have.length(3);
  });

  it("may be empty", () => {
    const made = sketch().add("network:RouteTable", "table", ids.routes("rt"), {});
    expect(subnetWith({ routeTable: { id: ids.routes("rt") } }, made).routeTable?.routes).to.deep.equal([]);
  });
});

describe("routes that are resources of their own", () => {
  it("belong to the table whose id theirs begins with", () => {
    const hop = (nextHopType: string) => ({ addressPrefix: "0.0.0.0/0", nextHopType });
    const graph = sketch()
      .subnet("n", "a", "10.1.0.0/24", { routes: [{ name: "inline", ...hop("None") }] })
      .add("network:Route", "out", `${ids.routes("A")}/routes/out`, hop("internet"))
      .add("network:Route", "else", `${ids.routes("b")}/routes/else`, hop("None"))
      .graph();
    const routes = networkOf(graph).subnets[0]?.routeTable?.routes ?? [];
    expect(routes.map(({ name, hop: to }) => `${name} ${to}`)).to.deep.equal(["inline None", "out Internet"]);
  });
});

describe("peerings", () => {
  const peersOf = (graph: Graph) => networkOf(graph).peers.map(({ name }) => name);
  const two = () => sketch().network("m", "10.2.0.0/16");
  const peering = (made: Sketch, id: string, inputs: Properties) =>
    peersOf(made.add("network:VirtualNetworkPeering", "p", id, inputs).graph());
  const own = `${ids.network("n")}/virtualNetworkPeerings/p`;
  const remote = { remoteVirtualNetwork: { id: ids.network("m") } };

  it("lead from the network that has them to the remote one, and not back", () => {
    const graph = two().peer("n", "m").graph();
    expect(peersOf(graph)).to.deep.equal(["m"]);
    expect(networkOf(graph, "m").peers).to.deep.equal([]);
    expect(networkOf(graph).peers[0]).to.deep.include({ name: "m" });
  });

  it("are found however ids are spelt", () => {
    expect(
      peering(two(), own.toUpperCase(), { remoteVirtualNetwork: { id: ids.network("m").toUpperCase() } }),
    ).to.deep.equal(["m"]);
  });

  it("lead nowhere where access is switched off", () => {
    expect(peering(two(), own, { ...remote, allowVirtualNetworkAccess: false })).to.deep.equal([]);
    expect(peering(two(), own, { ...remote, allowVirtualNetworkAccess: true })).to.deep.equal(["m"]);
  });

  it("are passed over where either network is not part of the graph", () => {
    expect(peering(two(), `${ids.network("gone")}/virtualNetworkPeerings/p`, remote)).to.deep.equal([]);
    expect(peering(two(), own, { remoteVirtualNetwork: { id: ids.network("gone") } })).to.deep.equal([]);
    expect(peering(two(), own, {})).to.deep.equal([]);
  });

  it("that do not exist yet lead nowhere", () => {
    const graph = two().peer("n", "m").graph();
    const unborn = graph.nodes.map((node) =>
      node.type.endsWith(":VirtualNetworkPeering") ? { ...node, id: undefined } : node,
    );
    expect(peersOf(graphOf(unborn))).to.deep.equal([]);
  });
});
