import { expect } from "chai";
import { graphOf } from "../../../graph/model.ts";
import type { End } from "../../../graph/reachability/ends.ts";
import { decidingRule, letsIn, letsOut, type Packet } from "../../../graph/reachability/securityGroups.ts";
import type { SecurityGroup, Subnet } from "../../../graph/reachability/world/types.ts";
import { readNetworks } from "../../../graph/reachability/world/networks.ts";
import type { Properties } from "../../../lib/properties.ts";
import { at, follow, named, subnetOf } from "../support/hops.ts";
import { ids, rule, Sketch, toFirewall } from "../support/sketch.ts";

const outside = at("198.51.100.7");

function subnet(rules?: readonly Properties[], routes?: readonly Properties[]): Subnet {
  const graph = new Sketch()
    .network("n", "10.1.0.0/16")
    .network("m", "10.2.0.0/16")
    .peer("n", "m")
    .subnet("n", "a", "10.1.0.0/24", {
      ...(rules === undefined ? {} : { rules }),
      ...(routes === undefined ? {} : { routes }),
    })
    .graph();
  return subnetOf(graph, "n", "a");
}

/** The group of a network card. */
function card(...securityRules: Properties[]): SecurityGroup {
  const graph = new Sketch()
    .add("network:NetworkSecurityGroup", "nsg-card", ids.group("card"), { securityRules })
    .graph();
  return readNetworks(graphOf(graph.nodes)).securityGroup(ids.group("card")) ?? expect.fail("no group");
}

const packet = (more: Partial<Packet> = {}): Packet => ({
  from: at("10.1.0.10"),
  to: at("10.1.1.10"),
  port: 443,
  protocol: "Tcp",
  ...more,
});

const goesOut = (own: Subnet, more: Partial<Packet> = {}) =>
  follow((trail) => letsOut(packet(more), own, trail));
const comesIn = (own: Subnet, more: Partial<Packet> = {}) =>
  follow((trail) => letsIn(packet(more), own, trail));

const deny = rule({ priority: 4096, allow: false });
const only = (more: Properties): Subnet => subnet([{ ...rule({ priority: 100 }), ...more }, deny]);

describe("security groups", () => {
  it("let everything pass where there is none", () => {
    expect(goesOut(subnet())).to.deep.equal({
      allowed: true,
      certain: true,
      hops: ["security group (nsg.none): a has no security group: everything goes out"],
    });
    expect(comesIn(subnet(), { from: outside }).hops).to.deep.equal([
      "security group (nsg.none): a has no security group: everything goes in",
    ]);
  });

  it("say which rule of theirs decided, and what about", () => {
    const own = subnet([
      rule({ priority: 100 }),
      rule({ priority: 200, allow: false, direction: "Inbound" }),
    ]);
    expect(goesOut(own, { to: named("example.com") }).hops).to.deep.equal([
      "security group (nsg.first-match): a on a, outbound: rule-100 (100) allows 10.1.0.10 to example.com Tcp 443 <nsg-a/rule-100>",
    ]);
    expect(comesIn(own, { to: at("10.1.0.11", { label: "web" }), port: 53, protocol: "Udp" })).to.deep.equal({
      allowed: false,
      certain: true,
      hops: [
        "STOP security group (nsg.first-match): a on a, inbound: rule-200 (200) denies 10.1.0.10 to web (10.1.0.11) Udp 53 <nsg-a/rule-200>",
      ],
    });
  });

  it("take the first match by priority, and ask no further", () => {
    const allow = rule({ priority: 200 });
    const earlier = rule({ priority: 150, allow: false, port: "443" });
    expect(goesOut(subnet([allow, earlier])).allowed).to.equal(false);
    expect(goesOut(subnet([earlier, allow]), { port: 80 }).allowed).to.equal(true);
    expect(goesOut(subnet([rule({ priority: 100 }), earlier])).allowed).to.equal(true);
  });

  it("ask rules of the packet's direction alone", () => {
    const own = subnet([rule({ priority: 100, allow: false, direction: "Inbound" })]);
    expect(goesOut(own).allowed).to.equal(true);
    expect(comesIn(own).allowed).to.equal(false);
  });

  it("let nothing pass that no rule matches, were the default rules missing", () => {
    const own = subnet([]);
    const { securityGroup } = own;
    if (securityGroup === undefined) return expect.fail("no group");
    const bare: Subnet = { ...own, securityGroup: { ...securityGroup, rules: [] } };
    expect(goesOut(bare)).to.deep.equal({
      allowed: false,
      certain: true,
      hops: ["STOP security group (nsg.first-match): no rule of a matches <nsg-a>"],
    });
  });

  describe("their default rules", () => {
    const hop = (own: Subnet, way: typeof goesOut, more: Partial<Packet>) => way(own, more).hops[0];

    it("let traffic pass within the network and its peers, and nothing else in", () => {
      const own = subnet([]);
      expect(hop(own, comesIn, {})).to.equal(
        "security group (nsg.default-rules): a on a, inbound: default rule AllowVnetInBound (65000) allows 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-a/AllowVnetInBound>",
      );
      expect(comesIn(own, { from: at("10.2.0.1") }).allowed).to.equal(true);
      expect(comesIn(own, { from: at("10.3.0.1") }).allowed).to.equal(false);
      expect(hop(own, comesIn, { from: outside })).to.equal(
        "STOP security group (nsg.default-rules): a on a, inbound: default rule DenyAllInBound (65500) denies 198.51.100.7 to 10.1.1.10 Tcp 443 <nsg-a/DenyAllInBound>",
      );
    });

    it("let the probes of load balancers in", () => {
      expect(comesIn(subnet([]), { from: at("168.63.129.16"), to: outside }).hops[0]).to.contain(
        "default rule AllowAzureLoadBalancerInBound (65001) allows",
      );
    });

    it("let traffic out to the network, its peers and the Internet, and to no other private address", () => {
      const own = subnet([]);
      expect(hop(own, goesOut, { to: at("10.2.0.1") })).to.contain(
        "default rule AllowVnetOutBound (65000) allows",
      );
      for (const to of [outside, named("example.com")])
        expect(hop(own, goesOut, { to })).to.contain("default rule AllowInternetOutBound (65001) allows");
      expect(hop(own, goesOut, { to: at("10.3.0.1") })).to.equal(
        "STOP security group (nsg.default-rules): a on a, outbound: default rule DenyAllOutBound (65500) denies 10.1.0.10 to 10.3.0.1 Tcp 443 <nsg-a/DenyAllOutBound>",
      );
    });

    it("take everything for the network once a route of the subnet leads everything away", () => {
      const own = subnet([], [toFirewall]);
      expect(comesIn(own, { from: outside }).allowed).to.equal(true);
      expect(hop(own, goesOut, { to: at("10.3.0.1") })).to.contain(
        "default rule AllowVnetOutBound (65000) allows",
      );
    });
  });

  describe("what their rules match", () => {
    it("is the protocol, or every one", () => {
      const answers = (protocol: string) =>
        (["Tcp", "Udp", "Icmp"] as const).map(
          (own) => goesOut(only({ protocol }), { protocol: own }).allowed,
        );
      expect(answers("Tcp")).to.deep.equal([true, false, false]);
      expect(answers("UDP")).to.deep.equal([false, true, false]);
      expect(answers("Icmp")).to.deep.equal([false, false, true]);
      expect(answers("*")).to.deep.equal([true, true, true]);
      expect(answers("Esp")).to.deep.equal([false, false, false]);
    });

    it("is the port of the destination, one of several, which ICMP has none of", () => {
      const own = only({ destinationPortRange: undefined, destinationPortRanges: ["443", "8000-8100"] });
      for (const [port, allowed] of [
        [442, false],
        [443, true],
        [444, false],
        [7999, false],
        [8000, true],
        [8100, true],
        [8101, false],
      ] as const)
        expect(goesOut(own, { port }).allowed, String(port)).to.equal(allowed);
      expect(goesOut(own, { port: 1, protocol: "Icmp" }).allowed).to.equal(true);
    });

    it("is a caller's port, any of the dynamic range", () => {
      const answers = (...sourcePortRanges: string[]) =>
        goesOut(only({ sourcePortRange: undefined, sourcePortRanges })).allowed;
      expect(answers("*")).to.equal(true);
      expect(answers("49152-65535")).to.equal(true);
      expect(answers("1024-65535")).to.equal(true);
      expect(answers("443", "0-65535")).to.equal(true);
      expect(answers("49153-65535")).to.equal(false);
      expect(answers("49152-65534")).to.equal(false);
      expect(answers("443")).to.equal(false);
      // Two halves do not make one range here: no caller is sure of both.
      expect(answers("0-60000", "60001-65535")).to.equal(false);
    });

    it("is any prefix of the sender's and of the receiver's side", () => {
      const own = only({
        sourceAddressPrefix: undefined,
        sourceAddressPrefixes: ["10.1.0.0/28", "10.1.0.32"],
        destinationAddressPrefix: undefined,
        destinationAddressPrefixes: ["10.1.1.0/24", "AzureKeyVault"],
      });
      for (const [from, to, allowed] of [
        [at("10.1.0.15"), at("10.1.1.0"), true],
        [at("10.1.0.32"), at("10.1.1.255"), true],
        [at("10.1.0.32"), named("kv.vault.azure.net"), true],
        [at("10.1.0.16"), at("10.1.1.0"), false],
        [at("10.1.0.31"), at("10.1.1.0"), false],
        [at("10.1.0.15"), at("10.1.2.0"), false],
        [at("10.1.0.15"), named("example.com"), false],
      ] as const)
        expect(goesOut(own, { from, to }).allowed, `${from.label} ${to.label}`).to.equal(allowed);
    });

    it("is any application security group of the cards, on either side", () => {
      const web = ids.asg("web").toLowerCase();
      const all = ids.asg("all").toLowerCase();
      const groups = (...own: string[]): Partial<End> => ({ groups: own });
      const sender = subnet([rule({ priority: 100, fromGroup: "web" }), deny]);
      const receiver = subnet([rule({ priority: 100, toGroup: "web" }), deny]);
      for (const [own, allowed] of [
        [groups(web), true],
        [groups(all, web), true],
        [groups(all), false],
        [groups(), false],
        [{}, false],
      ] as const) {
        const label = JSON.stringify(own);
        expect(goesOut(sender, { from: at("10.1.0.10", own) }).allowed, label).to.equal(allowed);
        expect(goesOut(receiver, { to: at("10.1.1.10", own) }).allowed, label).to.equal(allowed);
      }
      // The group is the sender's alone.
      expect(goesOut(sender, { to: at("10.1.1.10", groups(web)) }).allowed).to.equal(false);
    });
  });

  it("tell the deciding rule itself", () => {
    const own = subnet([
      rule({ priority: 300, port: "80" }),
      rule({ priority: 200, allow: false, port: "443" }),
    ]);
    const group = own.securityGroup ?? expect.fail("no group");
    const decided = (direction: "Inbound" | "Outbound", port: number) =>
      decidingRule(group, direction, packet({ port }), own)?.name;
    expect(decided("Outbound", 443)).to.equal("rule-200");
    expect(decided("Outbound", 80)).to.equal("rule-300");
    expect(decided("Outbound", 22)).to.equal("AllowVnetOutBound");
    expect(decided("Inbound", 443)).to.equal("AllowVnetInBound");
  });
});

describe("the security group of a network card", () => {
  const open = (direction: "Inbound" | "Outbound") => rule({ priority: 100, direction });
  const closed = (direction: "Inbound" | "Outbound") => rule({ priority: 100, direction, allow: false });

  it("is asked before the subnet's on the way out", () => {
    const own = subnet([closed("Outbound")]);
    const from = (group: SecurityGroup) => at("10.1.0.10", { card: group });
    expect(goesOut(own, { from: from(card(open("Outbound"))) })).to.deep.include({
      allowed: false,
      hops: [
        "security group (nsg.first-match): card on the network card, outbound: rule-100 (100) allows 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-card/rule-100>",
        "STOP security group (nsg.first-match): a on a, outbound: rule-100 (100) denies 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-a/rule-100>",
      ],
    });
    expect(goesOut(subnet([open("Outbound")]), { from: from(card(closed("Outbound"))) })).to.deep.include({
      allowed: false,
      hops: [
        "STOP security group (nsg.first-match): card on the network card, outbound: rule-100 (100) denies 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-card/rule-100>",
      ],
    });
    expect(goesOut(subnet([open("Outbound")]), { from: from(card(open("Outbound"))) }).allowed).to.equal(
      true,
    );
  });

  it("is asked after the subnet's on the way in", () => {
    const to = (group: SecurityGroup) => at("10.1.1.10", { card: group });
    expect(comesIn(subnet([open("Inbound")]), { to: to(card(closed("Inbound"))) })).to.deep.include({
      allowed: false,
      hops: [
        "security group (nsg.first-match): a on a, inbound: rule-100 (100) allows 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-a/rule-100>",
        "STOP security group (nsg.first-match): card on the network card, inbound: rule-100 (100) denies 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-card/rule-100>",
      ],
    });
    expect(comesIn(subnet([closed("Inbound")]), { to: to(card(open("Inbound"))) })).to.deep.include({
      allowed: false,
      hops: [
        "STOP security group (nsg.first-match): a on a, inbound: rule-100 (100) denies 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-a/rule-100>",
      ],
    });
    expect(comesIn(subnet([open("Inbound")]), { to: to(card(open("Inbound"))) }).allowed).to.equal(true);
  });

  it("of the other end is not asked", () => {
    const refusing = card(closed("Inbound"), closed("Outbound"));
    expect(goesOut(subnet(), { to: at("10.1.1.10", { card: refusing }) }).allowed).to.equal(true);
    expect(comesIn(subnet(), { from: at("10.1.0.10", { card: refusing }) }).allowed).to.equal(true);
  });
});
