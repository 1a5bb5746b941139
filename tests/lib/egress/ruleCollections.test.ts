import { expect } from "chai";
import { egressCatalogue, type FeatureEgress } from "../../../lib/egress/catalogue.ts";
import {
  ruleCollectionGroups,
  ruleCollections,
  type EgressCollections,
  type FilterRuleCollection,
} from "../../../lib/egress/firewallRules.ts";
import type { EgressFeatureId, EgressRule } from "../../../lib/egress/types.ts";

/** A rule for one host by HTTPS, and what the test changes. */
const ruleOf = (name: string, changes: Partial<EgressRule> = {}): EgressRule => ({
  name,
  hosts: [`${name}.example.com`],
  protocol: "Https",
  port: 443,
  reason: `Without it ${name} stops.`,
  source: "A document.",
  ...changes,
});
const feature = (id: string, ...rules: readonly EgressRule[]): EgressCollections => ({
  feature: { id },
  rules,
});

function ofCatalogue(id: EgressFeatureId, ...rules: readonly EgressRule[]): FeatureEgress {
  const found = egressCatalogue.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no feature ${id}`);
  return { feature: found, rules };
}

/**
 * Which rule lets a request such as "Https a.example.com:443" through, as Azure Firewall asks them: network rules before
 * application rules, each by ascending priority; what none allows is dropped.
 */
function letThrough(collections: readonly FilterRuleCollection[], request: string): string {
  const [, protocol = "", host = "", port = ""] = /^(\w+) (\S+):(\d+)$/.exec(request) ?? [];
  const rules = collections.toSorted((a, b) => a.priority - b.priority).flatMap((each) => each.rules);
  const transport = protocol === "Udp" ? "UDP" : "TCP";
  const network = rules.find(
    (rule) =>
      rule.ruleType === "NetworkRule" &&
      rule.ipProtocols.includes(transport) &&
      rule.destinationPorts.includes(port) &&
      rule.destinationFqdns?.includes(host) === true,
  );
  const application = rules.find(
    (rule) =>
      rule.ruleType === "ApplicationRule" &&
      rule.protocols.some((each) => each.protocolType === protocol && each.port === Number(port)) &&
      rule.targetFqdns?.includes(host) === true,
  );
  return (network ?? application)?.name ?? "dropped";
}

describe("rule collections of a firewall", () => {
  it("let through each host by its protocol and port, and drop the rest", () => {
    const collections = ruleCollections([
      feature("images", ruleOf("registry"), ruleOf("lists", { protocol: "Http", port: 80 })),
      feature(
        "workload",
        ruleOf("mail", { protocol: "Tcp", port: 587 }),
        ruleOf("time", { protocol: "Udp", port: 123 }),
        ruleOf("shop", { port: 8443 }),
      ),
    ]);
    for (const [request, rule] of [
      ["Https registry.example.com:443", "registry"],
      ["Http registry.example.com:443", "dropped"],
      ["Https registry.example.com:80", "dropped"],
      ["Http lists.example.com:80", "lists"],
      ["Https lists.example.com:80", "dropped"],
      ["Https shop.example.com:8443", "shop"],
      ["Https shop.example.com:443", "dropped"],
      ["Tcp mail.example.com:587", "mail"],
      ["Udp mail.example.com:587", "dropped"],
      ["Tcp mail.example.com:25", "dropped"],
      ["Udp time.example.com:123", "time"],
      ["Tcp time.example.com:123", "dropped"],
      ["Https other.example.com:443", "dropped"],
    ] as const)
      expect(letThrough(collections, request), request).to.equal(rule);
  });

  it("are one per feature and kind of rule, network rules first, asked in the order of the features", () => {
    const collections = ruleCollections([
      feature("images", ruleOf("registry")),
      feature("workload", ruleOf("shop"), ruleOf("mail", { protocol: "Tcp", port: 587 }), ruleOf("pay")),
      feature("clock", ruleOf("time", { protocol: "Udp", port: 123 })),
    ]);
    expect(
      collections.map(({ name, priority, rules }) => [name, priority, rules.map((rule) => rule.name)]),
    ).to.deep.equal([
      ["allow-images", 1000, ["registry"]],
      ["allow-workload-network", 1100, ["mail"]],
      ["allow-workload", 1200, ["shop", "pay"]],
      ["allow-clock-network", 1300, ["time"]],
    ]);
  });

  it("hold one kind of rule each, which is all that Azure takes", () => {
    const mixed = ruleCollections([
      feature("workload", ruleOf("shop"), ruleOf("mail", { protocol: "Tcp", port: 587 })),
    ]);
    expect(mixed.map(({ rules }) => rules.map(({ ruleType }) => ruleType))).to.deep.equal([
      ["NetworkRule"],
      ["ApplicationRule"],
    ]);
  });

  it("allow and never deny: what no rule allows is dropped anyway", () => {
    const collections = ruleCollections([
      feature("workload", ruleOf("shop"), ruleOf("mail", { protocol: "Tcp" })),
    ]);
    for (const { ruleCollectionType, action } of collections)
      expect({ ruleCollectionType, action }).to.deep.equal({
        ruleCollectionType: "FirewallPolicyFilterRuleCollection",
        action: { type: "Allow" },
      });
    expect(collections).to.have.length(2);
  });

  it("are none for a feature without rules", () => {
    expect(ruleCollections([])).to.deep.equal([]);
    expect(ruleCollections([feature("nothing"), feature("images", ruleOf("registry"))])).to.have.length(1);
  });

  it("give the reason as description, beside a tag of Azure's instead of hosts where a rule has one", () => {
    const [collection] = ruleCollections([
      feature(
        "aks",
        ruleOf("registry"),
        ruleOf("tagged", { hosts: [], fqdnTags: ["AzureKubernetesService"] }),
      ),
    ]);
    expect(collection?.rules).to.deep.equal([
      {
        name: "registry",
        description: "Without it registry stops.",
        ruleType: "ApplicationRule",
        protocols: [{ protocolType: "Https", port: 443 }],
        targetFqdns: ["registry.example.com"],
      },
      {
        name: "tagged",
        description: "Without it tagged stops.",
        ruleType: "ApplicationRule",
        protocols: [{ protocolType: "Https", port: 443 }],
        fqdnTags: ["AzureKubernetesService"],
      },
    ]);
  });

  it("open TLS only for rules that are inspected", () => {
    const [collection] = ruleCollections([
      feature(
        "workload",
        ruleOf("shop"),
        ruleOf("pay", { inspected: true }),
        ruleOf("bank", { inspected: false }),
      ),
    ]);
    const tls = collection?.rules.map((rule) => [
      rule.name,
      "terminateTLS" in rule ? rule.terminateTLS : "left out",
    ]);
    expect(tls).to.deep.equal([
      ["shop", "left out"],
      ["pay", true],
      ["bank", "left out"],
    ]);
  });
});

describe("rule collection groups of a stamp's firewall", () => {
  it("ask what keeps nodes alive before what the workload calls, each in a group with rules only", () => {
    const platform = ofCatalogue("aks-core", ruleOf("registry"));
    const own = ofCatalogue("workload", ruleOf("shop"));
    const names = (egress: readonly FeatureEgress[]): unknown =>
      ruleCollectionGroups(egress).map((group) => [
        group.name,
        group.priority,
        group.ruleCollections.map(({ name, priority }) => `${priority} ${name}`),
      ]);
    const first = ["rcg-platform", 1000, ["1000 allow-aks-core"]];
    const second = ["rcg-workload", 2000, ["1000 allow-workload"]];
    expect(names([own, platform])).to.deep.equal([first, second]);
    expect(names([platform])).to.deep.equal([first]);
    expect(names([own])).to.deep.equal([second]);
    expect(names([])).to.deep.equal([]);
  });
});
