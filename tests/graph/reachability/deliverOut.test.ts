import { expect } from "chai";
import type { Properties } from "../../../lib/properties.ts";
import { end, noGroup, send, two, vault } from "../support/delivery.ts";
import { at, named } from "../support/hops.ts";
import { addresses, collection, hosts, ids, rule, Sketch, toFirewall } from "../support/sketch.ts";

describe("a packet to the Internet", () => {
  it("leaves with an address of Microsoft's where the subnet says nothing, or says so", () => {
    for (const more of [{}, { defaultOutboundAccess: true }]) {
      const { allowed, hops } = send(two(more).graph(), named("example.com"));
      expect(allowed).to.equal(true);
      expect(hops).to.deep.equal([
        `security group (nsg.none): ${noGroup}`,
        "route (route.default): a: system route 0.0.0.0/0 to the Internet",
        "route (route.default-outbound): a leaves with an address of Microsoft's <a>",
      ]);
    }
  });

  it("does not leave a private subnet without a way out of its own", () => {
    const { allowed, hops } = send(two({ defaultOutboundAccess: false }).graph(), named("example.com"));
    expect(allowed).to.equal(false);
    expect(hops.at(-1)).to.equal(
      "STOP route (route.private-subnet): a has neither a NAT gateway nor default outbound access: nothing of it reaches the Internet <a>",
    );
  });

  it("leaves a private subnet through a NAT gateway", () => {
    const graph = two({ defaultOutboundAccess: false, natGateway: { id: "/nat" } }).graph();
    const { allowed, hops } = send(graph, named("example.com"));
    expect(allowed).to.equal(true);
    expect(hops.at(-1)).to.equal("route (route.explicit-outbound): a leaves through a NAT gateway <a>");
  });

  describe("from a machine", () => {
    const cardId = (name: string) => `/subscriptions/s/providers/Microsoft.Network/networkInterfaces/${name}`;
    const card = (sketch: Sketch, name: string, subnet: string, address: Properties = {}) =>
      sketch.add("network:NetworkInterface", name, cardId(name), {
        ipConfigurations: [{ subnet: { id: ids.subnet("n", subnet) }, ...address }],
      });
    const own = { publicIPAddress: { id: "/pip" } };
    const closed = two({ defaultOutboundAccess: false });
    card(closed, "bare", "a");
    card(closed, "public", "a", own);
    card(closed, "elsewhere", "b", own);
    const graph = closed.graph();
    const as = (label: string) => send(graph, named("example.com"), { from: at("10.1.0.10", { label }) });

    it("leaves a private subnet with the public address of the machine itself", () => {
      const { allowed, hops } = as("public");
      expect(allowed).to.equal(true);
      expect(hops.at(-1)).to.equal("route (route.explicit-outbound): public has a public address <public>");
    });

    it("does not leave with the public address of a neighbour, or of a machine elsewhere", () => {
      for (const label of ["bare", "elsewhere", "10.1.0.10"]) {
        expect(as(label).allowed, label).to.equal(false);
        expect(as(label).hops.at(-1)).to.match(/^STOP route \(route\.private-subnet\)/);
      }
    });
  });

  it("is let in by an open service, and not by one that is closed to the public", () => {
    const services = (properties: Properties) => two().vault("kv", properties).graph();
    expect(send(services({}), named("kv.vault.azure.net")).allowed).to.equal(true);
    expect(end(services({}), named("kv.vault.azure.net"))).to.equal(
      "service (service.default-action): kv lets everybody in over its public address <kv>",
    );
    expect(end(services({ publicNetworkAccess: "Disabled" }), named("kv.vault.azure.net"))).to.equal(
      "STOP service (service.public-access): kv has public network access disabled <kv>",
    );
    expect(
      send(services({ publicNetworkAccess: "Disabled" }), named("other.vault.azure.net")).allowed,
    ).to.equal(true);
  });

  it("comes with an address that no list of a service can name", () => {
    const graph = two()
      .vault("kv", { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "0.0.0.0/0" }] } })
      .graph();
    expect(end(graph, named("kv.vault.azure.net"))).to.equal(
      "STOP service (service.default-action): kv keeps out whom no rule of its firewall names <kv>",
    );
  });

  it("shows a service the subnet, where that has a service endpoint for it", () => {
    const listing = (subnet: string, more: Properties) =>
      two(more)
        .vault("kv", {
          networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: ids.subnet("n", subnet) }] },
        })
        .graph();
    const endpoints = { serviceEndpoints: [{ service: "Microsoft.KeyVault" }], defaultOutboundAccess: false };
    const { allowed, hops } = send(listing("a", endpoints), named("kv.vault.azure.net"));
    expect(allowed).to.equal(true);
    expect(hops.slice(1)).to.deep.equal([
      "route (route.service-endpoint): a: system route AzureKeyVault to the service endpoint for Microsoft.KeyVault",
      "service (service.subnet-rules): kv lists the subnet, which has its service endpoint <kv>",
    ]);
    expect(send(listing("b", endpoints), named("kv.vault.azure.net")).allowed, "another subnet").to.equal(
      false,
    );
    expect(send(listing("a", {}), named("kv.vault.azure.net")).allowed, "no service endpoint").to.equal(
      false,
    );
  });

  it("shows a service no address of its own through a service endpoint", () => {
    const graph = two({ serviceEndpoints: [{ service: "Microsoft.KeyVault" }] })
      .vault("kv", { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "0.0.0.0/0" }] } })
      .graph();
    expect(send(graph, named("kv.vault.azure.net")).allowed).to.equal(false);
  });
});

describe("a packet through a firewall", () => {
  /** Subnet a sends everything to the firewall; b's replies take `back`. */
  function routed(
    collections: readonly Properties[],
    {
      back,
      options = {},
      b = {},
    }: { back?: readonly Properties[]; options?: Parameters<Sketch["firewall"]>[3]; b?: Properties } = {},
  ): Sketch {
    return new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24", {
        routes: [toFirewall, { ...toFirewall, name: "inside", addressPrefix: "10.1.0.0/16" }],
      })
      .subnet("n", "b", "10.1.1.0/24", { more: b, ...(back === undefined ? {} : { routes: back }) })
      .firewall("n", "10.1.9.0/26", collections, options);
  }

  const web = collection("web", hosts("example.com", "kv.vault.azure.net"));
  const everywhere = collection("any", addresses("*"));
  const replies = { ...toFirewall, name: "back", addressPrefix: "10.1.0.0/24" };
  const alert = "note firewall (firewall.threat-intelligence): threat intelligence (Alert) looks first <fw>";

  it("leaves with the firewall's public addresses", () => {
    const { allowed, certain, hops } = send(routed([web]).graph(), named("example.com"));
    expect([allowed, certain]).to.deep.equal([true, true]);
    expect(hops).to.deep.equal([
      `security group (nsg.none): ${noGroup}`,
      "route (route.user-first): a: a: to-firewall (0.0.0.0/0) to VirtualAppliance <rt-a/to-firewall>",
      alert,
      "firewall (firewall.application-rules): child: application rule web-rule of web (group-1000) allows example.com Tcp 443 <child-1000/web-rule>",
      "note firewall (firewall.translation): the destination sees 203.0.113.4 <fw>",
    ]);
  });

  it("stops where no rule of the firewall lets it through", () => {
    const { allowed, hops } = send(routed([web]).graph(), named("example.org"));
    expect(allowed).to.equal(false);
    expect(hops.at(-1)).to.equal(
      "STOP firewall (firewall.default-deny): no rule of child names example.org Tcp 443: denied by default <child>",
    );
  });

  it("shows services the firewall's address, which they may list", () => {
    const listing = (value: string) =>
      routed([web])
        .vault("kv", { networkAcls: { defaultAction: "Deny", ipRules: [{ value }] } })
        .graph();
    expect(end(listing("203.0.113.4"), named("kv.vault.azure.net"))).to.equal(
      "service (service.ip-rules): kv lists the address that it sees (203.0.113.4) <kv>",
    );
    expect(send(listing("203.0.113.5"), named("kv.vault.azure.net")).allowed).to.equal(false);
  });

  it("goes nowhere public without a public address of the firewall", () => {
    const { allowed, hops } = send(
      routed([web], { options: { publicAddress: false } }).graph(),
      named("example.com"),
    );
    expect(allowed).to.equal(false);
    expect(hops.at(-1)).to.equal(
      "STOP firewall (firewall.public-address): fw has no public address to go out with <fw>",
    );
  });

  it("goes nowhere public where network rules keep the source address for every destination", () => {
    const options = { policy: { snat: { privateRanges: ["0.0.0.0/0"] } } };
    const kept = send(routed([everywhere], { options }).graph(), named("example.com"));
    expect(kept.allowed).to.equal(false);
    expect(kept.hops.at(-1)).to.equal(
      "STOP firewall (firewall.translation): fw keeps the private source address, with which nothing comes back from the Internet <fw>",
    );
    // Application rules translate whatever the ranges say.
    expect(send(routed([web], { options }).graph(), named("example.com")).allowed).to.equal(true);
  });

  it("goes on by the routes of the firewall's own subnet, and has to find the way back", () => {
    const { allowed, hops } = send(routed([everywhere], { back: [replies] }).graph(), at("10.1.1.10"));
    expect(allowed).to.equal(true);
    expect(hops.slice(3)).to.deep.equal([
      "firewall (firewall.network-rules): child: network rule any-rule of any (group-1000) allows 10.1.1.10 Tcp 443 <child-1000/any-rule>",
      "route (route.network): AzureFirewallSubnet: system route 10.1.0.0/16 to n",
      "security group (nsg.none): b has no security group: everything goes in",
    ]);
  });

  it("is lost where replies go past a firewall that keeps the source address", () => {
    const lost =
      "STOP firewall (firewall.asymmetric): fw keeps the source address, and replies from b do not come back to it <fw>";
    const cases: readonly (readonly Properties[] | undefined)[] = [
      undefined,
      [{ ...replies, nextHopIpAddress: "10.1.9.5" }],
      [{ ...replies, nextHopType: "None" }],
    ];
    for (const back of cases) {
      const { allowed, hops } = send(
        routed([everywhere], back === undefined ? {} : { back }).graph(),
        at("10.1.1.10"),
      );
      expect(allowed).to.equal(false);
      expect(hops.at(-1)).to.equal(lost);
    }
  });

  it("finds the way back from any of the prefixes of a subnet", () => {
    const graph = routed([everywhere], {
      b: { addressPrefix: undefined, addressPrefixes: ["10.1.3.0/24", "10.1.1.0/24"] },
    }).graph();
    expect(end(graph, at("10.1.1.10"))).to.match(/^STOP firewall \(firewall\.asymmetric\)/);
    expect(end(graph, at("10.1.3.10"))).to.match(/^STOP firewall \(firewall\.asymmetric\)/);
  });

  it("needs no way back where the firewall puts its own address in", () => {
    const seen = (b: readonly Properties[]) =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24", { routes: [{ ...toFirewall, addressPrefix: "10.1.0.0/16" }] })
        .subnet("n", "b", "10.1.1.0/24", { rules: b })
        .firewall("n", "10.1.9.0/26", [everywhere], {
          policy: { snat: { privateRanges: ["255.255.255.255/32"] } },
        })
        .graph();
    const only = (from: string) => [
      rule({ priority: 100, direction: "Inbound", from }),
      rule({ priority: 200, direction: "Inbound", allow: false }),
    ];
    expect(end(seen(only("10.1.9.0/26")), at("10.1.1.10"))).to.equal(
      "security group (nsg.first-match): b on b, inbound: rule-100 (100) allows fw (10.1.9.4) to 10.1.1.10 Tcp 443 <nsg-b/rule-100>",
    );
    expect(send(seen(only("10.1.0.0/24")), at("10.1.1.10")).allowed).to.equal(false);
  });

  it("shows the destination's security group the sender where the firewall keeps the source address", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24", { routes: [{ ...toFirewall, addressPrefix: "10.1.0.0/16" }] })
      .subnet("n", "b", "10.1.1.0/24", {
        rules: [
          rule({ priority: 100, direction: "Inbound", from: "10.1.0.0/24" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
        routes: [replies],
      })
      .firewall("n", "10.1.9.0/26", [everywhere])
      .graph();
    expect(send(graph, at("10.1.1.10")).allowed).to.equal(true);
  });

  it("reaches nobody behind a firewall at an address between the subnets", () => {
    expect(end(routed([everywhere]).graph(), at("10.1.7.1"))).to.equal(
      "STOP route (route.nobody): nobody in n has 10.1.7.1 <n>",
    );
  });

  it("reaches a private endpoint behind the firewall, translated", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24", {
        routes: [{ ...toFirewall, name: "endpoints", addressPrefix: "10.1.2.0/24" }],
      })
      .subnet("n", "pe", "10.1.2.0/24", { more: { privateEndpointNetworkPolicies: "Enabled" } })
      .firewall("n", "10.1.9.0/26", [collection("kv", hosts("kv.vault.azure.net"))])
      .vault("kv")
      .endpoint("n", "pe", "pe-kv", vault, { address: "10.1.2.4" })
      .graph();
    const { allowed, hops } = send(
      graph,
      at("10.1.2.4", { label: "kv.vault.azure.net", host: "kv.vault.azure.net" }),
    );
    expect(allowed).to.equal(true);
    expect(hops.slice(4)).to.deep.equal([
      "route (route.endpoint): AzureFirewallSubnet: system route 10.1.2.4/32 to the private endpoint pe-kv",
      "security group (nsg.none): pe has no security group: everything goes in",
      "private link (endpoint.approved): the connection of pe-kv is approved <pe-kv>",
      "service (service.endpoint): kv lets in what comes by private endpoint, whatever its firewall says <kv>",
    ]);
  });

  it("has no way on where the firewall's own subnet drops it, or sends it to one more appliance", () => {
    const far = at("192.168.5.5");
    const dropped = send(routed([everywhere]).graph(), far);
    expect(dropped.allowed).to.equal(false);
    expect(dropped.hops.at(-1)).to.equal(
      "STOP route (firewall.onward-route): fw has no way on: system route 192.168.0.0/16 to nowhere <fw>",
    );
    const sketch = routed([everywhere]);
    const looped = sketch
      .subnet("n", "AzureFirewallSubnet", "10.1.9.0/26", { routes: [{ ...toFirewall, name: "loop" }] })
      .graph();
    expect(end(looped, far)).to.equal(
      "STOP route (firewall.onward-route): fw has no way on: AzureFirewallSubnet: loop (0.0.0.0/0) to VirtualAppliance <rt-AzureFirewallSubnet/loop>",
    );
  });
});
