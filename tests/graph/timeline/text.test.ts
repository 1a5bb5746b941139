import { expect } from "chai";
import type { GraphNode } from "../../../graph/model.ts";
import type { StageLength } from "../../../graph/timeline/stages.ts";
import { minutesText, timelineLines, typeText } from "../../../graph/timeline/text.ts";
import type { Operation, StackTimeline, Timeline } from "../../../graph/timeline/timeline.ts";

function step(name: string, start: number, end: number, type = "azure-native:network:Subnet"): Operation {
  const node: GraphNode = {
    stack: "s",
    urn: `urn:pulumi:s::p::${type}::${name}`,
    type,
    name,
    custom: true,
    armType: undefined,
    id: undefined,
    inputs: {},
    outputs: {},
    parent: undefined,
    dependencies: [],
    propertyDependencies: undefined,
  };
  return { node, start, end, slack: 0, after: undefined };
}

function stack(
  name: string,
  critical: readonly Operation[],
  more: Partial<StackTimeline> = {},
): StackTimeline {
  return {
    stack: name,
    start: 0,
    end: critical.at(-1)?.end ?? 0,
    after: undefined,
    operations: critical,
    critical,
    serial: 0,
    ...more,
  };
}

const timeline = (...stacks: readonly StackTimeline[]): Timeline => ({
  stacks,
  minutes: Math.max(0, ...stacks.map(({ end }) => end)),
  critical: stacks.map((one) => one.stack),
});

/** The lines about stacks: between the head and the comparison with the reference pipeline. */
function stackPart(...stacks: readonly StackTimeline[]): string[] {
  const lines = timelineLines(timeline(...stacks), [], 0, []);
  return lines.slice(
    2,
    lines.findIndex((line) => line.startsWith("Stage after stage")),
  );
}

const row = (begin: string, end: string, type: string, name: string) =>
  `  ${begin.padStart(6)} ${end.padStart(6)}  ${type.padEnd(44)} ${name}`;

describe("a timeline in words", () => {
  it("has minutes with one digit after the point", () => {
    expect([0, 27.44, 27.45001, 120].map(minutesText)).to.deep.equal([
      "0.0 min",
      "27.4 min",
      "27.5 min",
      "120.0 min",
    ]);
  });

  it("names types without the package that all have, and Helm's releases as such", () => {
    const types = [
      "azure-native:network:Subnet",
      "kubernetes:helm.sh/v3:Release",
      "bulkhead:edge:PrivateLinkApproval",
      "made:azure-native:Up",
      "made:kubernetes:helm.sh/v3:Release",
    ];
    expect(types.map((type) => typeText(step("n", 0, 1, type)))).to.deep.equal([
      "network:Subnet",
      "helm Release",
      ...types.slice(2),
    ]);
  });

  it("begins with how long all takes, by which stacks, and where the durations are from", () => {
    const lines = timelineLines(
      timeline(stack("global", [step("a", 0, 12.34)]), stack("stamp", [step("b", 12.34, 40)])),
      [],
      0,
      [],
    );
    expect(lines.slice(0, 2)).to.deep.equal([
      "A first rollout takes 40.0 min at least: global, then stamp.",
      "Typical durations; what Azure publishes of them, and what is a guess, is in rehearsal/azure/data/durations.json.",
    ]);
  });

  it("shows of each stack its length, when it begins and ends, and the chain that decides in columns", () => {
    const steps = [
      step("network", 12.5, 13, "azure-native:network:VirtualNetwork"),
      step("chart", 13, 118.25, "kubernetes:helm.sh/v3:Release"),
    ];
    expect(stackPart(stack("stamp-x", steps, { start: 12.5, serial: 200.04 }))).to.deep.equal([
      "",
      "stamp-x: 105.8 min, from 12.5 to 118.3; one after the other 200.0 min",
      "   begin    end  what decides",
      row("12.5", "13.0", "network:VirtualNetwork", "network"),
      row("13.0", "118.3", "helm Release", "chart"),
      "",
    ]);
  });

  it("shows stacks that go through the same steps at the same time once, and names the others", () => {
    const steps = [step("a", 0, 5), step("b", 5, 9)];
    const shown = stackPart(stack("one", steps), stack("two", steps), stack("three", steps));
    expect(shown.filter((line) => line.includes(": "))).to.deep.equal([
      "one: 9.0 min, from 0.0 to 9.0; one after the other 0.0 min",
    ]);
    expect(shown.slice(-2)).to.deep.equal(["  the same in two, three", ""]);
  });

  it("shows a stack of its own that begins or ends at another time, or goes through other steps", () => {
    const steps = [step("ab", 0, 5), step("c", 5, 9)];
    const first = stack("first", steps);
    const others = [
      stack("later", steps, { start: 1 }),
      stack("longer", steps, { end: 10 }),
      stack("renamed", [step("a", 0, 5), step("bc", 5, 9)]),
      stack("shorter", steps.slice(1)),
    ];
    for (const other of others) {
      const shown = stackPart(first, other);
      expect(shown.filter((line) => /^\S+: /.test(line)).map((line) => line.split(":")[0])).to.deep.equal([
        "first",
        other.stack,
      ]);
      expect(shown.join("\n")).to.not.include("the same in");
    }
  });

  it("compares with the reference pipeline, stage after stage", () => {
    const serial: StageLength[] = [
      { stage: "global infrastructure", minutes: 10.5 },
      { stage: "workload", minutes: 100.25 },
    ];
    const lines = timelineLines(timeline(), serial, 80, []);
    expect(lines.slice(2)).to.deep.equal([
      "",
      "Stage after stage, as the reference pipeline does it, which has no operations stacks: 110.8 min; by dependencies, without them: 80.0 min",
      "    10.5  global infrastructure",
      "   100.3  workload",
      "",
      "Every order on these chains is carried by an input or has a stated reason.",
    ]);
  });

  it("lists the orders that decide and that nobody needs, by the names of both resources", () => {
    const urn = (name: string) => `urn:pulumi:s::p::azure-native:made:Up::${name}`;
    const lines = timelineLines(timeline(), [], 0, [
      { stack: "stamp", first: urn("early"), then: urn("late") },
      { stack: "global", first: "odd", then: urn("end") },
    ]);
    expect(lines.slice(-4)).to.deep.equal([
      "",
      "Orders that decide and that no input carries and no known reason states:",
      "  stamp: late waits for early",
      "  global: end waits for odd",
    ]);
  });
});
