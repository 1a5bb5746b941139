import { expect } from "chai";
import type { End } from "../../../graph/reachability/ends.ts";
import type { Packet } from "../../../graph/reachability/securityGroups.ts";
import type { Firewall } from "../../../graph/reachability/world/types.ts";
import type { Properties } from "../../../lib/properties.ts";
import { allows, firewall, firewallOf, pass } from "../support/firewalls.ts";
import { at, named } from "../support/hops.ts";
import { addresses, collection, hosts, Sketch } from "../support/sketch.ts";

describe("network rules of a firewall", () => {
  const rules = (more: Properties) => firewall([collection("net", addresses("192.0.2.0/24", ["443"], more))]);

  it("say who let a packet through, as its policy, group and collection name it", () => {
    expect(pass(rules({}), at("192.0.2.7"))).to.deep.equal({
      allowed: true,
      translated: true,
      by: "network",
      hops: [
        "firewall (firewall.network-rules): child: network rule net-rule of net (group-1000) allows 192.0.2.7 Tcp 443 <child-1000/net-rule>",
      ],
    });
  });

  it("say who stopped it", () => {
    const closed = firewall([
      collection("no", addresses("192.0.2.7"), "Deny", 100),
      collection("yes", addresses("192.0.2.0/24"), "Allow", 200),
    ]);
    const { allowed, by, hops } = pass(closed, at("192.0.2.7"));
    expect([allowed, by]).to.deep.equal([false, "network"]);
    expect(hops).to.deep.equal([
      "STOP firewall (firewall.network-rules): child: network rule no-rule of no (group-1000) denies 192.0.2.7 Tcp 443 <child-1000/no-rule>",
    ]);
    expect(allows(closed, at("192.0.2.8"))).to.equal(true);
  });

  it("hold the addresses of their prefixes, from the first to the last", () => {
    for (const [address, allowed] of [
      ["192.0.1.255", false],
      ["192.0.2.0", true],
      ["192.0.2.255", true],
      ["192.0.3.0", false],
    ] as const)
      expect(allows(rules({}), at(address)), address).to.equal(allowed);
    expect(allows(rules({}), named("example.com")), "a name whose address nobody knows").to.equal(false);
  });

  it("hold every destination of several", () => {
    const several = rules({ destinationAddresses: ["198.51.100.1", "192.0.2.1-192.0.2.9", "AzureMonitor"] });
    expect(allows(several, at("198.51.100.1"))).to.equal(true);
    expect(allows(several, at("192.0.2.9"))).to.equal(true);
    expect(allows(several, at("192.0.2.10"))).to.equal(false);
    expect(allows(several, named("dc.monitor.azure.com"))).to.equal(true);
    expect(allows(several, named("kv.vault.azure.net"))).to.equal(false);
  });

  it("hold their ports", () => {
    const ports = (...destinationPorts: string[]) => rules({ destinationPorts });
    for (const [port, allowed] of [
      [442, false],
      [443, true],
      [444, false],
      [7999, false],
      [8000, true],
      [8100, true],
      [8101, false],
    ] as const)
      expect(allows(ports("443", "8000-8100"), at("192.0.2.7"), { port }), String(port)).to.equal(allowed);
    expect(allows(ports("*"), at("192.0.2.7"), { port: 1 })).to.equal(true);
    expect(allows(ports(), at("192.0.2.7"))).to.equal(false);
  });

  it("hold their protocols: Any is every one, and ICMP has no ports", () => {
    const protocols = (...ipProtocols: string[]) => rules({ ipProtocols });
    const table = [
      [["TCP"], [true, false, false]],
      [["UDP"], [false, true, false]],
      [["ICMP"], [false, false, true]],
      [
        ["TCP", "UDP"],
        [true, true, false],
      ],
      [["Any"], [true, true, true]],
      [["any"], [true, true, true]],
      [["tcp"], [true, false, false]],
      [[], [false, false, false]],
    ] as const;
    for (const [own, expected] of table)
      expect(
        (["Tcp", "Udp", "Icmp"] as const).map((protocol) =>
          allows(protocols(...own), at("192.0.2.7"), { protocol }),
        ),
        own.join(),
      ).to.deep.equal(expected);
    expect(allows(protocols("ICMP"), at("192.0.2.7"), { protocol: "Icmp", port: 1 })).to.equal(true);
    expect(allows(protocols("TCP"), at("192.0.2.7"), { port: 1 })).to.equal(false);
  });

  it("hold any of their senders", () => {
    const senders = rules({ sourceAddresses: ["10.1.0.0/28", "10.2.0.0/16"] });
    for (const [address, allowed] of [
      ["10.1.0.15", true],
      ["10.1.0.16", false],
      ["10.2.255.255", true],
      ["10.3.0.0", false],
    ] as const)
      expect(allows(senders, at("192.0.2.7"), { from: at(address) }), address).to.equal(allowed);
    expect(allows(rules({ sourceAddresses: [] }), at("192.0.2.7"))).to.equal(false);
  });

  it("hold names only while the policy of the firewall itself proxies DNS", () => {
    const byName = [
      collection(
        "name",
        addresses("192.0.2.7", ["443"], { destinationAddresses: [], destinationFqdns: ["Time.example.com"] }),
      ),
    ];
    const proxy = (enableProxy: boolean) => ({ policy: { dnsSettings: { enableProxy } } });
    const host = named("time.example.com");
    expect(allows(firewall(byName, proxy(true)), host)).to.equal(true);
    expect(allows(firewall(byName, proxy(true)), at("10.2.0.7", { host: "time.example.com" }))).to.equal(
      true,
    );
    expect(allows(firewall(byName, proxy(false)), host)).to.equal(false);
    expect(allows(firewall(byName), host)).to.equal(false);
    expect(allows(firewall(byName, proxy(true)), named("other.example.com"))).to.equal(false);
    expect(allows(firewall(byName, proxy(true)), at("192.0.2.8")), "an address without a name").to.equal(
      false,
    );
  });
});

describe("application rules of a firewall", () => {
  const web = (...targets: string[]) => firewall([collection("web", hosts(...targets))]);

  it("go by the name that is asked for, whatever its address", () => {
    const own = web("example.com");
    expect(pass(own, named("example.com"))).to.deep.equal({
      allowed: true,
      translated: true,
      by: "application",
      hops: [
        "firewall (firewall.application-rules): child: application rule web-rule of web (group-1000) allows example.com Tcp 443 <child-1000/web-rule>",
      ],
    });
    expect(allows(own, at("10.2.0.4", { host: "example.com" }))).to.equal(true);
    expect(allows(own, at("192.0.2.7"))).to.equal(false);
  });

  it("hold labels to the left of a star, and not the name behind it", () => {
    const own = web("*.example.com", "example.org");
    expect(allows(own, named("a.example.com"))).to.equal(true);
    expect(allows(own, named("a.b.example.com"))).to.equal(true);
    expect(allows(own, named("example.com"))).to.equal(false);
    expect(allows(own, named("example.org"))).to.equal(true);
    expect(allows(own, named("a.example.org"))).to.equal(false);
    expect(allows(web("*"), named("anything.example"))).to.equal(true);
  });

  it("hold the ports of their protocols, over TCP alone", () => {
    const own = firewall([
      collection("web", {
        ...hosts("example.com"),
        protocols: [
          { protocolType: "Http", port: 80 },
          { protocolType: "Https", port: 8443 },
        ],
      }),
    ]);
    for (const [port, allowed] of [
      [80, true],
      [443, false],
      [8443, true],
    ] as const)
      expect(allows(own, named("example.com"), { port }), String(port)).to.equal(allowed);
    expect(allows(own, named("example.com"), { port: 80, protocol: "Udp" })).to.equal(false);
    expect(allows(own, named("example.com"), { port: 80, protocol: "Icmp" })).to.equal(false);
  });

  it("hold any of their senders", () => {
    const own = firewall([
      collection("web", { ...hosts("example.com"), sourceAddresses: ["10.1.0.0/28", "10.2.0.0/16"] }),
    ]);
    expect(allows(own, named("example.com"), { from: at("10.1.0.15") })).to.equal(true);
    expect(allows(own, named("example.com"), { from: at("10.2.0.1") })).to.equal(true);
    expect(allows(own, named("example.com"), { from: at("10.1.0.16") })).to.equal(false);
  });

  it("hold the hosts that their tags are known for, and say what they do not know", () => {
    const tagged = (...fqdnTags: string[]) => firewall([collection("aks", { ...hosts(), fqdnTags })]);
    const own = tagged("WindowsUpdate", "AzureKubernetesService");
    expect(allows(own, named("mcr.microsoft.com"))).to.equal(true);
    expect(allows(own, named("a.data.mcr.microsoft.com"))).to.equal(true);
    const { allowed, translated, by, hops } = pass(own, named("example.com"));
    expect([allowed, translated, by]).to.deep.equal([false, false, undefined]);
    expect(hops).to.deep.equal([
      "note firewall (firewall.fqdn-tags): WindowsUpdate, AzureKubernetesService: what this tag lets through is Microsoft's to say; example.com is not among the hosts it is known for <fw>",
      "STOP firewall (firewall.default-deny): no rule of child names example.com Tcp 443: denied by default <child>",
    ]);
  });

  it("name a tag once, and none where its rule is for another sender, another port or no name is asked for", () => {
    const tag = (name: string, more: Properties = {}) =>
      collection(name, { ...hosts(), fqdnTags: ["WindowsUpdate"], ...more });
    const notes = (own: Firewall, to: End = named("example.com"), more: Partial<Packet> = {}) =>
      pass(own, to, more).hops.slice(0, -1);
    expect(notes(firewall([tag("one"), tag("two")]))).to.deep.equal([
      "note firewall (firewall.fqdn-tags): WindowsUpdate: what this tag lets through is Microsoft's to say; example.com is not among the hosts it is known for <fw>",
    ]);
    expect(notes(firewall([tag("one", { sourceAddresses: ["10.2.0.0/16"] })]))).to.deep.equal([]);
    expect(notes(firewall([tag("one", { sourceAddresses: ["10.2.0.0/16", "10.1.0.0/16"] })]))).to.have.length(
      1,
    );
    expect(notes(firewall([tag("one")]), named("example.com"), { port: 80 })).to.deep.equal([]);
    const both = [
      { protocolType: "Http", port: 80 },
      { protocolType: "Https", port: 443 },
    ];
    expect(notes(firewall([tag("one", { protocols: both })]))).to.have.length(1);
    expect(notes(firewall([tag("one")]), at("192.0.2.7"))).to.deep.equal([]);
    expect(notes(firewall([collection("web", hosts("example.org"))]))).to.deep.equal([]);
    expect(notes(firewall([tag("one", { ruleType: "NetworkRule" })]))).to.deep.equal([]);
  });

  it("name no tag to a packet that is not TCP: tags are for HTTP and HTTPS", () => {
    const own = firewall([collection("aks", { ...hosts(), fqdnTags: ["WindowsUpdate"] })]);
    expect(pass(own, named("example.com"), { protocol: "Udp" }).hops).to.deep.equal([
      "STOP firewall (firewall.default-deny): no rule of child names example.com Udp 443: denied by default <child>",
    ]);
  });
});

describe("the order of a firewall's rules", () => {
  const host = at("192.0.2.7", { host: "example.com" });
  const decidedBy = (own: Firewall) => pass(own, host).hops[0]?.replace(/^.*<.*\/(.*)>$/, "$1");

  it("asks every network rule before any application rule", () => {
    const own = firewall([
      collection("app", hosts("example.com"), "Allow", 100),
      collection("net", addresses("192.0.2.7"), "Deny", 65000),
    ]);
    expect(decidedBy(own)).to.equal("net-rule");
    expect(allows(own, host)).to.equal(false);
  });

  it("asks collections by ascending priority, and rules from the top", () => {
    const own = firewall([
      collection("late", addresses("192.0.2.7"), "Allow", 200),
      collection("early", addresses("192.0.2.7"), "Deny", 100),
    ]);
    expect(decidedBy(own)).to.equal("early-rule");
    const rules = ["198.51.100.1", "192.0.2.7", "*"].map((to) => ({ name: `to ${to}`, ...addresses(to) }));
    expect(decidedBy(firewall([{ ...collection("many", {}), rules }]))).to.equal("to 192.0.2.7");
  });

  it("asks a parent's collections before the child's, whatever their priorities", () => {
    const own = firewall([collection("child", addresses("192.0.2.7"), "Allow", 100)], {
      parent: [collection("parent", addresses("192.0.2.7"), "Deny", 65000)],
    });
    expect(decidedBy(own)).to.equal("parent-rule");
    expect(pass(own, host).hops).to.deep.equal([
      "STOP firewall (firewall.network-rules): parent: network rule parent-rule of parent (group-1000) denies 192.0.2.7 Tcp 443 <parent-1000/parent-rule>",
    ]);
  });

  it("asks a child's network rules before a parent's application rules", () => {
    const own = firewall([collection("child", addresses("192.0.2.7"), "Deny")], {
      parent: [collection("parent", hosts("example.com"), "Allow")],
    });
    expect(decidedBy(own)).to.equal("child-rule");
  });

  it("ends with a refusal that names all policies, or the firewall where it has none", () => {
    const stop = "STOP firewall (firewall.default-deny): ";
    expect(pass(firewall([], { parent: [] }), at("192.0.2.7")).hops).to.deep.equal([
      `${stop}no rule of parent or child names 192.0.2.7 Tcp 443: denied by default <child>`,
    ]);
    const bare = firewallOf(
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "AzureFirewallSubnet", "10.1.9.0/26")
        .add(
          "network:AzureFirewall",
          "bare",
          "/subscriptions/s/providers/Microsoft.Network/azureFirewalls/bare",
          {
            ipConfigurations: [
              {
                subnet: {
                  id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/n/subnets/AzureFirewallSubnet",
                },
              },
            ],
          },
        )
        .graph(),
    );
    expect(pass(bare, at("192.0.2.7"))).to.deep.equal({
      allowed: false,
      translated: false,
      by: undefined,
      hops: [`${stop}no rule of bare names 192.0.2.7 Tcp 443: denied by default <bare>`],
    });
    expect(allows({ ...bare, policies: [] }, named("example.com"))).to.equal(false);
  });

  it("asks no destination translation on the way out", () => {
    const nat = {
      ruleType: "NatRule",
      ...addresses("*"),
      translatedAddress: "10.1.0.4",
      translatedPort: 443,
    };
    expect(allows(firewall([collection("nat", { ...nat, ruleType: "NatRule" }, "DNAT")]), host)).to.equal(
      false,
    );
  });
});
