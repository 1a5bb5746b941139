import { expect } from "chai";
import type { End } from "../../../graph/reachability/ends.ts";
import { passFirewall, translations } from "../../../graph/reachability/firewall.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import type { Firewall } from "../../../graph/reachability/world/types.ts";
import type { Properties } from "../../../lib/properties.ts";
import { firewall, pass, type Options } from "../support/firewalls.ts";
import { at, hopsOf, named } from "../support/hops.ts";
import { addresses, collection, hosts } from "../support/sketch.ts";

describe("what a firewall looks for besides its rules", () => {
  const any = collection("any", addresses("*"));
  const notes = (own: Firewall, to: End = at("192.0.2.7")) => {
    const trail = new Trail();
    passFirewall(own, { from: at("10.1.0.10"), to, port: 443, protocol: "Tcp" }, trail);
    return hopsOf(trail);
  };
  const modes = (parent: Properties, child: Properties): Firewall => {
    const own = firewall([any, collection("web", hosts("example.com"))], { parent: [] });
    const [above, below] = own.policies;
    if (above === undefined || below === undefined) return expect.fail("no parent");
    return {
      ...own,
      policies: [
        { ...above, ...parent },
        { ...below, ...child },
      ],
    };
  };

  it("is threat intelligence first, in the stricter mode of parent and child", () => {
    const alert =
      "note firewall (firewall.threat-intelligence): threat intelligence (Alert) looks first <fw>";
    const deny =
      "note firewall (firewall.threat-intelligence): threat intelligence (Deny) looks first: known malicious names and addresses are dropped <fw>";
    const table = [
      ["Off", "Off", undefined],
      ["Alert", "Off", alert],
      ["Off", "Alert", alert],
      ["Alert", "Deny", deny],
      ["Deny", "Alert", deny],
      ["Deny", "Off", deny],
    ] as const;
    for (const [parent, child, expected] of table) {
      const hops = notes(modes({ threatIntelligence: parent }, { threatIntelligence: child }));
      const rest = hops.filter((hop) => hop.includes("network-rules"));
      expect(hops, `${parent}, ${child}`).to.deep.equal([
        ...(expected === undefined ? [] : [expected]),
        ...rest,
      ]);
      expect(rest).to.have.length(1);
    }
  });

  it("is nothing without a policy", () => {
    expect(notes({ ...firewall([]), policies: [] })).to.have.length(1);
  });

  it("is intrusion detection afterwards, where it denies and the rules let the packet through", () => {
    const detection =
      "note firewall (firewall.intrusion-detection): intrusion detection (Deny) may still drop what matches a signature <fw>";
    const told = (parent: string, child: string, to?: End) =>
      notes(modes({ intrusionDetection: parent }, { intrusionDetection: child }), to).at(-1) === detection;
    expect(told("Off", "Off")).to.equal(false);
    expect(told("Off", "Alert")).to.equal(false);
    expect(told("Alert", "Deny")).to.equal(true);
    expect(told("Deny", "Off")).to.equal(true);
    const { policies, ...own } = modes({}, { intrusionDetection: "Deny" });
    const apps = policies.map((policy) => ({ ...policy, collections: policy.collections.slice(1) }));
    expect(notes({ ...own, policies: apps }, named("example.com")).at(-1)).to.equal(detection);
    expect(notes({ ...own, policies: apps }, named("example.org")).at(-1)).to.match(/^STOP/);
    const refused = apps.map((policy) => ({
      ...policy,
      collections: policy.collections.map((entry) => ({ ...entry, action: "Deny" })),
    }));
    expect(notes({ ...own, policies: refused }, named("example.com")).at(-1)).to.match(/^STOP/);
    const closed = firewall([collection("no", addresses("*"), "Deny")], {
      policy: { intrusionDetection: { mode: "Deny" } },
    });
    expect(notes(closed).at(-1)).to.match(/^STOP/);
  });
});

describe("the address that a destination sees behind a firewall", () => {
  const any = [collection("any", addresses("*"))];
  const ranges = (...privateRanges: string[]) => ({ policy: { snat: { privateRanges } } });
  const translated = (options: Options, to: End) => pass(firewall(any, options), to).translated;
  const name = named("example.com");

  it("is the firewall's for public destinations, and the sender's for private ones", () => {
    for (const [address, expected] of [
      ["10.2.0.1", false],
      ["172.16.0.1", false],
      ["172.32.0.1", true],
      ["192.168.0.1", false],
      ["100.64.0.1", false],
      ["192.0.2.7", true],
    ] as const)
      expect(translated({}, at(address)), address).to.equal(expected);
    expect(translated({}, name)).to.equal(true);
  });

  it("is always the firewall's where the ranges are 255.255.255.255/32", () => {
    expect(translated(ranges("255.255.255.255/32"), at("10.2.0.1"))).to.equal(true);
    expect(translated(ranges("10.0.0.0/8", "255.255.255.255/32"), at("10.2.0.1"))).to.equal(true);
  });

  it("is never the firewall's where the ranges are everything", () => {
    for (const to of [at("10.2.0.1"), at("192.0.2.7"), name])
      expect(translated(ranges("0.0.0.0/0"), to), to.label).to.equal(false);
  });

  it("is the sender's for the listed ranges alone, of which Azure's own have a name", () => {
    const listed = ranges("198.51.100.0/24", "10.2.0.0/16");
    expect(translated(listed, at("198.51.100.1"))).to.equal(false);
    expect(translated(listed, at("10.2.0.1"))).to.equal(false);
    expect(translated(listed, at("10.3.0.1"))).to.equal(true);
    expect(translated(listed, name)).to.equal(true);
    const both = ranges("198.51.100.0/24", "IANAPrivateRanges");
    expect(translated(both, at("198.51.100.1"))).to.equal(false);
    expect(translated(both, at("10.3.0.1"))).to.equal(false);
    expect(translated(both, at("192.0.2.7"))).to.equal(true);
    expect(translated(both, name)).to.equal(true);
  });

  it("is decided by the child's ranges, and by the parent's where the child has none", () => {
    const [above, below] = firewall(any, { parent: [] }).policies;
    if (above === undefined || below === undefined) return expect.fail("no parent");
    const seen = (parent: readonly string[] | undefined, child: readonly string[] | undefined) =>
      pass(
        {
          ...firewall(any),
          policies: [
            { ...above, snatRanges: parent },
            { ...below, snatRanges: child },
          ],
        },
        at("10.2.0.1"),
      ).translated;
    const always = ["255.255.255.255/32"];
    expect(seen(undefined, undefined)).to.equal(false);
    expect(seen(always, undefined)).to.equal(true);
    expect(seen(undefined, always)).to.equal(true);
    expect(seen(always, ["10.0.0.0/8"])).to.equal(false);
    expect(seen(["10.0.0.0/8"], always)).to.equal(true);
  });

  it("is always the firewall's behind an application rule", () => {
    const own = firewall([collection("web", hosts("example.com"))], ranges("0.0.0.0/0"));
    expect(pass(own, at("10.2.0.1", { host: "example.com" })).translated).to.equal(true);
  });
});

describe("destination translations of a firewall", () => {
  const nat = (name: string, more: Properties = {}) =>
    collection(
      name,
      { ...addresses("203.0.113.4", ["443"], more), ruleType: "NatRule", translatedAddress: "10.1.0.4" },
      "DNAT",
    );
  const told = (own: Firewall, protocol: string) =>
    translations(own, protocol).map(({ collection: from, rule }) => `${from.name}: ${rule.name}`);

  it("are the rules for it of all policies, for the protocol in question", () => {
    const own = firewall(
      [
        nat("web", { ipProtocols: ["TCP"] }),
        collection("any", addresses("*")),
        collection("app", hosts("*")),
      ],
      { parent: [nat("names", { ipProtocols: ["UDP"] }), nat("both", { ipProtocols: ["Any"] })] },
    );
    expect(told(own, "Tcp")).to.deep.equal(["both: both-rule", "web: web-rule"]);
    expect(told(own, "Udp")).to.deep.equal(["names: names-rule", "both: both-rule"]);
    expect(told(own, "Icmp")).to.deep.equal(["both: both-rule"]);
    expect(told(firewall([]), "Tcp")).to.deep.equal([]);
  });
});
