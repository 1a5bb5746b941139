import { expect } from "chai";
import fc from "fast-check";
import { parsePrefix, partsOf } from "../../../graph/reachability/address.ts";
import { ask } from "../../../graph/reachability/ask.ts";
import type { Properties } from "../../../lib/properties.ts";
import {
  Sketch,
  addresses,
  collection,
  hosts,
  rule,
  toFirewall,
  type RuleSketch,
} from "../support/sketch.ts";

const targets = ["10.1.1.10", "10.1.1.200", "10.1.2.10"];
const ports = ["22", "80", "443"];

const ruleArbitrary: fc.Arbitrary<RuleSketch> = fc.record({
  priority: fc.integer({ min: 100, max: 4096 }),
  allow: fc.boolean(),
  direction: fc.constantFrom("Inbound" as const, "Outbound" as const),
  from: fc.constantFrom("*", "10.1.0.0/24", "10.1.0.0/28", "VirtualNetwork"),
  to: fc.constantFrom("*", "10.1.1.0/24", "10.1.1.0/25", "10.1.0.0/16", "Internet"),
  port: fc.constantFrom("*", "443", "1-100"),
});
const rulesArbitrary = fc.uniqueArray(ruleArbitrary, { selector: ({ priority }) => priority, maxLength: 8 });

const collectionArbitrary = fc
  .record({
    allow: fc.boolean(),
    priority: fc.integer({ min: 100, max: 60000 }),
    body: fc.constantFrom<Properties>(
      hosts("a.example.com"),
      hosts("*.example.com"),
      hosts("b.example.org"),
      addresses("*"),
      addresses("*", ["443"]),
      addresses("10.0.0.0/8"),
    ),
  })
  .map(({ allow, priority, body }) => collection(`c${priority}`, body, allow ? "Allow" : "Deny", priority));
const collectionsArbitrary = fc.uniqueArray(collectionArbitrary, {
  selector: ({ name }) => name,
  maxLength: 6,
});

function groupsAllow(rules: readonly RuleSketch[], to: string): boolean {
  const graph = new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "a", "10.1.0.0/24", { rules: rules.map(rule) })
    .subnet("n", "b", "10.1.1.0/24", { rules: rules.map(rule) })
    .subnet("n", "c", "10.1.2.0/24")
    .graph();
  return ask(graph, { stack: "s", from: "10.1.0.10", to }).allowed;
}

function firewallAllows(
  child: readonly Properties[],
  to: string,
  parent: readonly Properties[] = [],
): boolean {
  const graph = new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "a", "10.1.0.0/24", { routes: [toFirewall] })
    .firewall("n", "10.1.9.0/26", child, { parent })
    .graph();
  return ask(graph, { stack: "s", from: "10.1.0.10", to }).allowed;
}

const flow = fc
  .tuple(fc.constantFrom(...targets), fc.constantFrom(...ports))
  .map(([to, port]) => `${to}:${port}`);
const outside = fc.constantFrom("a.example.com", "b.example.org", "a.example.com:22", "198.51.100.7");

describe("properties of reachability", () => {
  it("removing an allowing security rule never adds a flow", () => {
    fc.assert(
      fc.property(rulesArbitrary, flow, fc.nat(), (rules, to, pick) => {
        const allowing = rules.filter(({ allow }) => allow === true);
        const removed = allowing[pick % Math.max(1, allowing.length)];
        const fewer = rules.filter((own) => own !== removed);
        return !groupsAllow(fewer, to) || groupsAllow(rules, to);
      }),
      { numRuns: 150 },
    );
  });

  it("adding a denying security rule never adds a flow", () => {
    fc.assert(
      fc.property(rulesArbitrary, ruleArbitrary, flow, (rules, more, to) => {
        const denied = [
          ...rules.filter(({ priority }) => priority !== more.priority),
          { ...more, allow: false },
        ];
        const before = rules.filter(({ priority }) => priority !== more.priority);
        return !groupsAllow(denied, to) || groupsAllow(before, to);
      }),
      { numRuns: 150 },
    );
  });

  it("a rule that denies everything beats whatever has a higher number", () => {
    fc.assert(
      fc.property(rulesArbitrary, flow, (rules, to) => {
        const first = Math.min(4096, ...rules.map(({ priority }) => priority)) - 1;
        return !groupsAllow([...rules, { priority: first, allow: false }], to);
      }),
      { numRuns: 100 },
    );
  });

  it("the order in which security rules are written decides nothing", () => {
    fc.assert(
      fc.property(
        rulesArbitrary,
        flow,
        (rules, to) => groupsAllow(rules, to) === groupsAllow([...rules].reverse(), to),
      ),
      { numRuns: 100 },
    );
  });

  it("removing an allowing firewall collection never adds a flow", () => {
    fc.assert(
      fc.property(collectionsArbitrary, outside, fc.nat(), (collections, to, pick) => {
        const allowing = collections.filter(({ action }) => (action as { type: string }).type === "Allow");
        const removed = allowing[pick % Math.max(1, allowing.length)];
        return (
          !firewallAllows(
            collections.filter((own) => own !== removed),
            to,
          ) || firewallAllows(collections, to)
        );
      }),
      { numRuns: 150 },
    );
  });

  it("a parent that denies everything is never overruled by its child", () => {
    fc.assert(
      fc.property(collectionsArbitrary, outside, (child, to) => {
        const parent = [collection("shut", addresses("*", ["*"], { ipProtocols: ["Any"] }), "Deny", 65000)];
        return !firewallAllows(child, to, parent);
      }),
      { numRuns: 100 },
    );
  });

  it("a parent's collections never make a child's denial by default disappear", () => {
    fc.assert(
      fc.property(
        collectionsArbitrary,
        outside,
        (parent, to) => firewallAllows([], to, parent) === firewallAllows(parent, to),
      ),
      { numRuns: 100 },
    );
  });

  it("every address of a part is treated as its first one", () => {
    fc.assert(
      fc.property(rulesArbitrary, fc.integer({ min: 5, max: 250 }), (rules, last) => {
        const range = parsePrefix("10.1.1.0/24");
        const bounds = rules.flatMap(({ from, to }) =>
          [from, to].flatMap((text) => parsePrefix(text ?? "") ?? []),
        );
        const parts = range === undefined ? [] : partsOf(range, bounds);
        const address = (range?.first ?? 0) + last;
        const first = parts.findLast((start) => start <= address) ?? 0;
        const same = [address, first + (first === range?.first ? 5 : 0)].map((one) =>
          groupsAllow(rules, `10.1.1.${one % 256}`),
        );
        return same[0] === same[1];
      }),
      { numRuns: 60 },
    );
  });

  it("answers for every part of a range", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24")
      .subnet("n", "b", "10.1.1.0/24", {
        rules: [rule({ priority: 100, direction: "Inbound", to: "10.1.1.128/25", allow: false })],
      })
      .graph();
    const reply = ask(graph, { stack: "s", from: "10.1.0.10", to: "10.1.1.0/24" });
    expect(reply.flows.map(({ verdict }) => verdict.allowed)).to.deep.equal([true, false]);
    expect([reply.allowed, reply.denied]).to.deep.equal([false, false]);
  });
});
