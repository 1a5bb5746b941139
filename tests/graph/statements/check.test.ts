import { expect } from "chai";
import { graphOf, type Graph } from "../../../graph/model.ts";
import {
  checkStatement,
  checkStatements,
  findingLines,
  statements,
  type Finding,
} from "../../../graph/statements/check.ts";
import type { Statement } from "../../../graph/statements/types.ts";
import type { Properties } from "../../../lib/properties.ts";
import { addresses, collection, ids, rule, Sketch, toFirewall } from "../support/sketch.ts";

const open = [rule({ priority: 100 }), rule({ priority: 100, direction: "Inbound" })];

function stated(
  from: string,
  to: string,
  expected: Statement["expected"],
  more: Partial<Statement> = {},
): Statement {
  return { id: "made-up", text: "It is so.", seeds: ["000"], of: "stamp", from, to, expected, ...more };
}

/** A stamp whose nodes' routes and rules a test gives. */
function stamp(
  stack: string,
  space = "10.1",
  { rules = open, routes }: { rules?: readonly Properties[]; routes?: readonly Properties[] } = {},
): Sketch {
  return new Sketch(stack)
    .network(stack, `${space}.0.0/16`)
    .subnet(stack, "snet-nodes", `${space}.0.0/24`, { rules, ...(routes === undefined ? {} : { routes }) })
    .add("containerservice:ManagedCluster", "aks", ids.cluster(stack), {
      agentPoolProfiles: [{ name: "pool", vnetSubnetID: ids.subnet(stack, "snet-nodes") }],
    });
}

const operations = (stack: string, space = "10.200") =>
  new Sketch(stack)
    .network(stack, `${space}.0.0/16`)
    .subnet(stack, "snet-jump-boxes", `${space}.0.0/24`, { rules: open });

const together = (...sketches: readonly Sketch[]): Graph => graphOf(sketches.flatMap(({ nodes }) => nodes));

describe("a statement asked of a stack", () => {
  it("holds where what must not be is stopped, because of the rule that stops it", () => {
    const shut = [rule({ priority: 200, allow: false, port: "22" })];
    const graph = together(stamp("s", "10.1", { rules: shut }));
    const found = checkStatement(graph, stated("nodes", "10.1.0.9:22", "denied"), "s");
    expect(found).to.deep.include({ outcome: "holds", stack: "s" });
    expect(found.because).to.match(/^rule-200: ./);
    expect(found.statement.id).to.equal("made-up");
  });

  it("is broken where what must be is stopped, because of the same rule", () => {
    const graph = together(stamp("s", "10.1", { rules: [rule({ priority: 200, allow: false })] }));
    const found = checkStatement(graph, stated("nodes", "10.1.0.9:22", "allowed"), "s");
    expect(found.outcome).to.equal("broken");
    expect(found.because).to.match(/^rule-200: ./);
  });

  it("is broken where what must not be is let through, because of the last rule that lets it", () => {
    const rules = [rule({ priority: 300 }), rule({ priority: 301, direction: "Inbound" })];
    const graph = together(stamp("s", "10.1", { rules }));
    const found = checkStatement(graph, stated("nodes", "10.1.0.9:22", "denied"), "s");
    expect(found.outcome).to.equal("broken");
    expect(found.because).to.match(/^rule-301: ./);
  });

  describe("blames for a flow that should not be", () => {
    const zone = "privatelink.vaultcore.azure.net";
    const translation = {
      name: "in",
      priority: 200,
      action: { type: "DNAT" },
      rules: [
        {
          name: "to-nodes",
          ruleType: "NatRule",
          ipProtocols: ["TCP"],
          sourceAddresses: ["*"],
          destinationAddresses: ["203.0.113.4"],
          destinationPorts: ["22"],
          translatedAddress: "10.1.0.10",
          translatedPort: "22",
        },
      ],
    };
    const because = (from: string, to: string): string | undefined => {
      const rules = [rule({ priority: 100 }), rule({ priority: 101, direction: "Inbound" })];
      const inward = [rule({ priority: 102, direction: "Inbound" })];
      const sketch = stamp("s", "10.1", { rules, routes: [toFirewall] })
        .subnet("s", "snet-agents", "10.1.2.0/24", { rules })
        .subnet("s", "snet-jump-boxes", "10.1.3.0/24")
        .subnet("s", "snet-private-endpoints", "10.1.4.0/24", {
          rules: inward,
          more: { privateEndpointNetworkPolicies: "Enabled" },
        })
        .vault("vault-vault")
        .zone(zone, ["s"])
        .endpoint(
          "s",
          "snet-private-endpoints",
          "pe",
          { id: ids.vault("vault-vault"), group: "vault" },
          { address: "10.1.4.4", zone },
        )
        .firewall("s", "10.1.9.0/26", [collection("far", addresses("198.51.100.0/24")), translation]);
      const found = checkStatement(together(sketch), stated(from, to, "denied"), "s");
      expect(found.outcome).to.equal("broken");
      return found.because;
    };

    it("the firewall's rule, whatever lets it through before and after", () => {
      expect(because("nodes", "198.51.100.7")).to.match(/^far-rule: ./);
      expect(because("internet", "nodes:22")).to.match(/^to-nodes: ./);
    });

    it("the last rule, where no firewall is on the way", () => {
      expect(because("agents", "key-vault")).to.match(/^rule-102: ./);
      expect(because("agents", "internet")).to.match(/^rule-100: ./);
    });

    it("what happens last, where no rule at all is on the way", () => {
      expect(because("jump-boxes", "jump-boxes")).to.match(/everything goes in$/);
    });
  });

  it("names what stops it without a rule of ours by its text alone", () => {
    const graph = together(stamp("s"), operations("ops-x"));
    const found = checkStatement(graph, stated("nodes", "ops-x/jump-boxes", "denied"), "s");
    expect(found.outcome).to.equal("holds");
    expect(found.because)
      .to.be.a("string")
      .and.not.match(/undefined|^rule-/);
  });

  it("is decided outside where somebody who is not in the graph lets it through, not where it is as it must be", () => {
    const hub = { ...toFirewall, nextHopIpAddress: "10.250.0.4" };
    const graph = together(stamp("s", "10.1", { routes: [hub] }));
    expect(checkStatement(graph, stated("nodes", "internet", "denied"), "s").outcome).to.equal("outside");
    expect(checkStatement(graph, stated("nodes", "internet", "allowed"), "s").outcome).to.equal("holds");
  });

  it("is absent, with nothing to blame, where an end is not there or nobody has the name", () => {
    const graph = together(stamp("s"));
    for (const statement of [
      stated("nodes", "website", "denied"),
      stated("nobody", "nodes", "denied"),
      stated("nodes", "{other}/nodes", "denied"),
      stated("{ops}/jump-boxes", "nodes", "denied"),
      stated("nodes", "{nobody}/nodes", "denied"),
    ])
      expect(checkStatement(graph, statement, "s")).to.deep.equal({
        statement,
        stack: "s",
        outcome: "absent",
        because: undefined,
      });
  });

  it("is not about a network isolated cluster where it says so; others are asked", () => {
    const isolated = stated("nodes", "10.1.0.9", "allowed", { unless: "network-isolated" });
    const cached = (stack: string, space: string, source: string) => {
      const made = new Sketch(stack)
        .network(stack, `${space}.0.0/16`)
        .subnet(stack, "snet-nodes", `${space}.0.0/24`, { rules: open });
      return made.add("containerservice:ManagedCluster", "aks", ids.cluster(stack), {
        agentPoolProfiles: [{ name: "pool", vnetSubnetID: ids.subnet(stack, "snet-nodes") }],
        bootstrapProfile: { artifactSource: source },
      });
    };
    const graph = together(cached("s", "10.1", "Cache"), cached("t", "10.1", "Direct"));
    const outcome = (statement: Statement, stack: string) => checkStatement(graph, statement, stack).outcome;
    expect(outcome(isolated, "s")).to.equal("absent");
    expect(outcome(isolated, "t")).to.equal("holds");
    expect(outcome(stated("nodes", "10.1.0.9", "allowed"), "s")).to.equal("holds");
  });
});

describe("the stacks that statements are about", () => {
  const asked = (graph: Graph, of: Statement["of"]) => [
    ...new Set(
      checkStatements(graph)
        .filter(({ statement }) => statement.of === of)
        .map(({ stack }) => stack),
    ),
  ];

  it("are stamps, which have a cluster, and operations stacks, which have a network and a name that says so", () => {
    const graph = together(
      operations("ops-x"),
      operations("dev.ops-y", "10.201"),
      operations("devops-z", "10.202"),
      stamp("stamp-x"),
      stamp("ops-with-cluster", "10.2"),
      new Sketch("global").vault("vault-vault"),
    );
    expect(asked(graph, "stamp")).to.deep.equal(["stamp-x", "ops-with-cluster"]);
    expect(asked(graph, "ops")).to.deep.equal(["ops-x", "dev.ops-y"]);
    expect(checkStatements(graph)).to.have.length(
      2 * statements.filter(({ of }) => of === "stamp").length +
        2 * statements.filter(({ of }) => of === "ops").length,
    );
    expect(checkStatements(together(new Sketch("global").vault("v")))).to.deep.equal([]);
  });

  it("stand in for each other: another stamp is the next one, and after the last the first", () => {
    const stamps = ["a", "b", "c"];
    const marked = (name: string) =>
      together(
        ...stamps.map((stack, index) => {
          const made = stamp(stack, `10.${index + 1}`);
          return stack === name ? named(made, stack) : made;
        }),
      );
    const statement = stated("nodes", "{other}/marked", "denied");
    const meant = (stack: string) =>
      stamps.filter((name) => checkStatement(marked(name), statement, stack).outcome !== "absent");
    expect(stamps.map(meant)).to.deep.equal([["b"], ["c"], ["a"]]);
  });

  it("may be any stamp or operations stack, of which the first is asked; an operations stack has no other stamp", () => {
    const graph = together(stamp("a", "10.1"), stamp("b", "10.2"), operations("ops-x"));
    const outcome = (statement: Statement, stack: string) => checkStatement(graph, statement, stack).outcome;
    expect(outcome(stated("jump-boxes", "{stamp}/nodes", "denied"), "ops-x")).to.equal("holds");
    expect(outcome(stated("{ops}/jump-boxes", "nodes", "denied"), "b")).to.equal("holds");
    expect(outcome(stated("jump-boxes", "{other}/nodes", "denied"), "ops-x")).to.equal("absent");
  });
});

/** The same with machines called "marked". */
function named(sketch: Sketch, stack: string): Sketch {
  const id = `/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/marked`;
  return sketch.add("compute:VirtualMachineScaleSet", "marked", id, {
    virtualMachineProfile: {
      networkProfile: {
        networkInterfaceConfigurations: [
          { ipConfigurations: [{ subnet: { id: ids.subnet(stack, "snet-nodes") } }] },
        ],
      },
    },
  });
}

describe("findings in words", () => {
  const finding = (id: string, outcome: Finding["outcome"], more: Partial<Finding> = {}): Finding => ({
    statement: stated("nodes", "internet", "denied", { id, text: `Statement ${id} is so.` }),
    stack: "stamp-x",
    outcome,
    because: "rule-100: anything goes",
    ...more,
  });

  it("count statements once and how often they were asked, without those that have no ends", () => {
    const findings = [
      finding("a", "holds"),
      finding("a", "holds", { stack: "stamp-y" }),
      finding("b", "holds"),
      finding("c", "absent"),
      finding("a", "absent", { stack: "ops-x" }),
    ];
    expect(findingLines(findings)).to.deep.equal(["2 isolation statements, asked 3 times: all hold"]);
    expect(findingLines([])).to.deep.equal(["0 isolation statements, asked 0 times: all hold"]);
  });

  it("say how many somebody else decides about", () => {
    expect(
      findingLines([finding("a", "holds"), finding("b", "outside"), finding("c", "outside")]),
    ).to.deep.equal(["3 isolation statements, asked 3 times: all hold, 2 decided outside of the graph"]);
  });

  it("name each broken one with its stack, its ends, what must be, and the rule to blame", () => {
    const wanted = stated("jump-boxes", "nodes:22", "allowed", { id: "c", text: "Statement c is so." });
    expect(
      findingLines([
        finding("a", "broken"),
        finding("b", "holds"),
        finding("d", "outside"),
        finding("c", "broken", { stack: "ops-x", statement: wanted, because: "no route" }),
      ]),
    ).to.deep.equal([
      "4 isolation statements, asked 4 times: 2 broken, 1 decided outside of the graph",
      "  broken in stamp-x: Statement a is so. (nodes -> internet must be denied)",
      "    rule-100: anything goes",
      "  broken in ops-x: Statement c is so. (jump-boxes -> nodes:22 must be allowed)",
      "    no route",
    ]);
  });
});
