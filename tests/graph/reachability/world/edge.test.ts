import { expect } from "chai";
import { graphOf } from "../../../../graph/model.ts";
import {
  readFrontDoorHosts,
  readGateways,
  readMachines,
  readOrigins,
} from "../../../../graph/reachability/world/edge.ts";
import { approvalKey, readApprovals } from "../../../../graph/reachability/world/endpoints.ts";
import { readNetworks } from "../../../../graph/reachability/world/networks.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { ids, Sketch } from "../../support/sketch.ts";

const providers = "/subscriptions/s/resourceGroups/RG/providers";
const groupId = (name: string) => `${providers}/Microsoft.Cdn/profiles/fd/originGroups/${name}`;
const linkId = `${providers}/Microsoft.Network/privateLinkServices/PLS`;

const network = () =>
  new Sketch().network("n", "10.1.0.0/16").subnet("n", "A", "10.1.0.0/24").subnet("n", "b", "10.1.1.0/24");
const inSubnet = (name: string) => ({ subnet: { id: ids.subnet("n", name) } });

describe("origins of Front Door", () => {
  const route = (group: string | undefined, enabledState?: string) => ({
    ...(group === undefined ? {} : { originGroup: { id: group } }),
    ...(enabledState === undefined ? {} : { enabledState }),
  });
  function origin(inputs: Properties, routes: readonly Properties[] = [], approvals: readonly string[] = []) {
    const sketch = new Sketch().add("cdn:AFDOrigin", "logical", `${groupId("API")}/origins/One`, inputs);
    for (const [index, own] of routes.entries())
      sketch.add("cdn:Route", `route-${index}`, `/subscriptions/s/routes/${index}`, own);
    const [read] = readOrigins(sketch.graph(), new Set(approvals));
    return read ?? expect.fail("no origin was read");
  }

  it("have Azure's name, their host name in lower case, and Azure's defaults", () => {
    const { node, ...rest } = origin({});
    expect(node.name).to.equal("logical");
    expect(rest).to.deep.equal({
      name: "One",
      hostName: "",
      httpsPort: 443,
      enabled: true,
      groupName: "",
      routed: false,
      link: undefined,
    });
    expect(origin({ hostName: "Stamp.Example.com", httpsPort: 8443, originGroupName: "API" })).to.include({
      hostName: "stamp.example.com",
      httpsPort: 8443,
      groupName: "API",
    });
  });

  it("are used unless they are disabled", () => {
    expect(origin({ enabledState: "Enabled" }).enabled).to.equal(true);
    expect(origin({ enabledState: "Disabled" }).enabled).to.equal(false);
  });

  it("are routed to when any enabled route leads to their group, however its id is spelt", () => {
    const routed = (...routes: Properties[]) => origin({}, routes).routed;
    expect(routed(route(groupId("API")))).to.equal(true);
    expect(routed(route(groupId("api").toUpperCase()))).to.equal(true);
    expect(routed(route(groupId("API"), "Enabled"))).to.equal(true);
    expect(routed(route(groupId("API"), "Disabled"))).to.equal(false);
    expect(routed(route(groupId("api2")), route(undefined))).to.equal(false);
    expect(routed(route(groupId("other")), route(groupId("API")))).to.equal(true);
    expect(routed(route(`${groupId("API")}/origins/One`))).to.equal(false);
  });

  it("count as routed to in a preview that knows neither their id nor the group of a route", () => {
    const [node] = new Sketch().add("cdn:AFDOrigin", "new", "x", {}).nodes;
    const [to] = new Sketch().add("cdn:Route", "route", "y", {}).nodes;
    if (node === undefined || to === undefined) return expect.fail("no nodes");
    const unknown = { ...node, id: undefined };
    const read = (nodes: readonly (typeof node)[]) => readOrigins(graphOf(nodes), new Set())[0]?.routed;
    expect([read([unknown, to]), read([unknown])]).to.deep.equal([true, false]);
  });

  it("tell where their private link leads and what it asks for", () => {
    const link = { privateLink: { id: linkId }, groupId: "blob", requestMessage: "let me in" };
    expect(origin({ sharedPrivateLinkResource: link }).link).to.deep.equal({
      targetId: linkId.toLowerCase(),
      groupId: "blob",
      requestMessage: "let me in",
      approved: false,
    });
    expect(origin({ sharedPrivateLinkResource: { privateLink: { id: linkId } } }).link).to.deep.equal({
      targetId: linkId.toLowerCase(),
      groupId: undefined,
      requestMessage: "",
      approved: false,
    });
    expect(origin({ sharedPrivateLinkResource: { requestMessage: "let me in" } }).link).to.equal(undefined);
  });

  it("are approved by their state, or by somebody for the same target and message", () => {
    const approved = (more: Properties, approvals: readonly string[] = []) =>
      origin({ sharedPrivateLinkResource: { privateLink: { id: linkId }, ...more } }, [], approvals).link
        ?.approved;
    for (const status of ["Pending", "Rejected", "Disconnected", "Timeout"])
      expect([status, approved({ status })]).to.deep.equal([status, false]);
    expect(approved({ status: "Approved" })).to.equal(true);
    const message = { requestMessage: "let me in" };
    expect(approved(message, [approvalKey(linkId.toLowerCase(), "let me in")])).to.equal(true);
    expect(approved(message, [approvalKey(linkId, "let them in")])).to.equal(false);
    expect(approved(message, [approvalKey(`${linkId}2`, "let me in")])).to.equal(false);
    expect(approved({}, [approvalKey(linkId, undefined)])).to.equal(true);
    const program = new Sketch().add("bulkhead:edge:PrivateLinkApproval", "a", "a", {
      targetId: linkId,
      requestMessage: "let me in",
    });
    expect(approved(message, [...readApprovals(program.graph())])).to.equal(true);
  });

  it("are read each, and only they", () => {
    const sketch = new Sketch()
      .add("cdn:AFDOrigin", "one", `${groupId("a")}/origins/one`, { hostName: "one.example.com" })
      .add("cdn:AFDOrigin", "two", `${groupId("b")}/origins/two`, { hostName: "two.example.com" })
      .add("cdn:AFDOriginGroup", "a", groupId("a"), { hostName: "three.example.com" })
      .add("cdn:Route", "route", "/subscriptions/s/route", { originGroup: { id: groupId("b") } });
    expect(
      readOrigins(sketch.graph(), new Set()).map(({ hostName, routed }) => [hostName, routed]),
    ).to.deep.equal([
      ["one.example.com", false],
      ["two.example.com", true],
    ]);
  });
});

describe("host names of Front Door", () => {
  it("are those of its endpoints, which can be switched off, and its own domains", () => {
    const sketch = new Sketch()
      .add("cdn:AFDEndpoint", "on", "/subscriptions/s/on", {}, { hostName: "On.azurefd.net" })
      .add(
        "cdn:AFDEndpoint",
        "off",
        "/subscriptions/s/off",
        { enabledState: "Disabled" },
        { hostName: "off.azurefd.net" },
      )
      .add(
        "cdn:AFDEndpoint",
        "said",
        "/subscriptions/s/said",
        { enabledState: "Enabled" },
        { hostName: "said.azurefd.net" },
      )
      .add("cdn:AFDEndpoint", "new", "/subscriptions/s/new", {})
      .add("cdn:AFDCustomDomain", "www", "/subscriptions/s/www", { hostName: "WWW.example.com" })
      .add("cdn:AFDCustomDomain", "later", "/subscriptions/s/later", {});
    expect([...readFrontDoorHosts(sketch.graph())]).to.deep.equal([
      ["on.azurefd.net", true],
      ["off.azurefd.net", false],
      ["said.azurefd.net", true],
      ["www.example.com", true],
    ]);
    expect(readFrontDoorHosts(network().graph()).size).to.equal(0);
  });
});

describe("application gateways", () => {
  function read(inputs: Properties) {
    const sketch = network().add(
      "network:ApplicationGateway",
      "logical",
      `${providers}/Microsoft.Network/applicationGateways/AGW`,
      inputs,
    );
    const graph = sketch.graph();
    return readGateways(graph, readNetworks(graph).subnets);
  }

  it("are in the subnet of their first configuration, however its id is spelt", () => {
    const [gateway] = read({ gatewayIPConfigurations: [inSubnet("A"), inSubnet("b")] });
    expect(gateway?.subnet.name).to.equal("A");
    expect(gateway?.name).to.equal("AGW");
    expect(gateway?.id).to.equal(`${providers}/Microsoft.Network/applicationGateways/AGW`.toLowerCase());
    expect(gateway?.node.name).to.equal("logical");
  });

  it("outside of the graph's subnets are left out", () => {
    expect(read({ gatewayIPConfigurations: [inSubnet("elsewhere")] })).to.deep.equal([]);
    expect(read({ gatewayIPConfigurations: [] })).to.deep.equal([]);
    expect(read({})).to.deep.equal([]);
  });

  it("are public as soon as one of their frontends has a public address", () => {
    const frontends = (...frontendIPConfigurations: Properties[]) =>
      read({ gatewayIPConfigurations: [inSubnet("b")], frontendIPConfigurations })[0]?.isPublic;
    expect(frontends()).to.equal(false);
    expect(frontends({ subnet: { id: "x" } })).to.equal(false);
    expect(frontends({ subnet: { id: "x" } }, { publicIPAddress: { id: "y" } })).to.equal(true);
  });

  it("have addresses and names as backends", () => {
    const [gateway] = read({
      gatewayIPConfigurations: [inSubnet("b")],
      backendAddressPools: [
        { backendAddresses: [{ fqdn: "origin.example.com" }, { ipAddress: "10.1.1.4" }] },
        { backendAddresses: [{ ipAddress: "10.1.1.5" }] },
        {},
      ],
    });
    expect(gateway?.backends).to.have.members(["10.1.1.4", "10.1.1.5", "origin.example.com"]);
    expect(read({ gatewayIPConfigurations: [inSubnet("b")] })[0]?.backends).to.deep.equal([]);
  });

  it("are known by their URN before Azure has given them an id", () => {
    const [node] = new Sketch().add("network:ApplicationGateway", "new", "x", {
      gatewayIPConfigurations: [inSubnet("b")],
    }).nodes;
    if (node === undefined) return expect.fail("no node");
    const graph = graphOf([...network().nodes, { ...node, id: undefined }]);
    expect(readGateways(graph, readNetworks(graph).subnets).map(({ id, name }) => [id, name])).to.deep.equal([
      [node.urn.toLowerCase(), "new"],
    ]);
  });
});

describe("machines outside of clusters", () => {
  const securityGroup = (sketch: Sketch) =>
    sketch.add("network:NetworkSecurityGroup", "nsg", ids.group("Card"), { securityRules: [] });
  const card = (name: string, more: Properties = {}, own: Properties = {}): Properties => ({
    ipConfigurations: [{ ...inSubnet(name), ...more }],
    ...own,
  });
  const read = (sketch: Sketch) => {
    const graph = sketch.graph();
    return readMachines(graph, readNetworks(graph)).map(({ node, subnet, securityGroup: own, ...rest }) => ({
      ...rest,
      logical: node.name,
      subnet: subnet.name,
      securityGroup: own?.name,
    }));
  };
  const one = (sketch: Sketch) => {
    const [first, ...others] = read(sketch);
    expect(others).to.deep.equal([]);
    return first;
  };
  const withCard = (inputs: Properties) =>
    securityGroup(network()).add(
      "network:NetworkInterface",
      "logical",
      `${providers}/Microsoft.Network/networkInterfaces/NIC`,
      inputs,
    );

  it("are network cards with their subnet, their groups and the security group of the card itself", () => {
    const bare = {
      name: "logical",
      logical: "logical",
      groups: [],
      securityGroup: undefined,
      hasPublicAddress: false,
    };
    expect(one(withCard(card("A")))).to.deep.equal({ ...bare, subnet: "A" });
    const grouped = card(
      "b",
      { applicationSecurityGroups: [{ id: ids.asg("Operators") }, { id: ids.asg("x") }] },
      { networkSecurityGroup: { id: ids.group("card").toUpperCase() } },
    );
    expect(one(withCard(grouped))).to.deep.equal({
      ...bare,
      subnet: "b",
      groups: [ids.asg("operators").toLowerCase(), ids.asg("x").toLowerCase()],
      securityGroup: "Card",
    });
  });

  it("have a public address as a card's own resource or as part of a scale set", () => {
    const isPublic = (more: Properties) => one(withCard(card("A", more)))?.hasPublicAddress;
    expect(isPublic({})).to.equal(false);
    expect(isPublic({ privateIPAddress: "10.1.0.9" })).to.equal(false);
    expect(isPublic({ publicIPAddress: { id: "/pip" } })).to.equal(true);
    expect(isPublic({ publicIPAddressConfiguration: { name: "pip" } })).to.equal(true);
    expect(
      isPublic({ publicIPAddress: { id: "/pip" }, publicIPAddressConfiguration: { name: "pip" } }),
    ).to.equal(true);
  });

  it("are the cards of scale sets, each of several", () => {
    const scaleSet = (...networkInterfaceConfigurations: Properties[]) =>
      network().add(
        "compute:VirtualMachineScaleSet",
        "jump",
        `${providers}/Microsoft.Compute/virtualMachineScaleSets/Jump`,
        { virtualMachineProfile: { networkProfile: { networkInterfaceConfigurations } } },
      );
    expect(read(scaleSet(card("A"), card("b"))).map(({ name, subnet }) => [name, subnet])).to.deep.equal([
      ["Jump", "A"],
      ["Jump", "b"],
    ]);
    expect(read(scaleSet())).to.deep.equal([]);
    // A scale set has no card of its own outside of its profile.
    expect(read(network().add("compute:VirtualMachineScaleSet", "x", "/x", card("A")))).to.deep.equal([]);
  });

  it("are pools of build agents, which have neither groups nor public addresses", () => {
    const pool = (name: string | undefined) =>
      network().add(
        "devopsinfrastructure:Pool",
        "agents",
        `${providers}/Microsoft.DevOpsInfrastructure/pools/Agents`,
        {
          fabricProfile: { networkProfile: name === undefined ? {} : { subnetId: ids.subnet("n", name) } },
        },
      );
    const graph = pool("A").graph();
    expect(readMachines(graph, readNetworks(graph))[0]?.node.name).to.equal("agents");
    expect(one(pool("A"))).to.deep.equal({
      name: "Agents",
      logical: "agents",
      subnet: "A",
      groups: [],
      securityGroup: undefined,
      hasPublicAddress: false,
    });
    expect(read(pool("elsewhere"))).to.deep.equal([]);
    // Without a network of one's own Microsoft keeps the agents in one of its.
    expect(read(pool(undefined))).to.deep.equal([]);
  });

  it("outside of the graph's subnets are left out", () => {
    expect(read(withCard(card("elsewhere")))).to.deep.equal([]);
    expect(read(withCard({ ipConfigurations: [] }))).to.deep.equal([]);
    expect(read(withCard({}))).to.deep.equal([]);
  });

  it("are read of every kind", () => {
    const sketch = withCard(card("A")).add("devopsinfrastructure:Pool", "agents", "/subscriptions/s/agents", {
      fabricProfile: { networkProfile: { subnetId: ids.subnet("n", "b") } },
    });
    expect(read(sketch).map(({ logical }) => logical)).to.deep.equal(["logical", "agents"]);
  });
});
