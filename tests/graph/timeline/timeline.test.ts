import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { localClients, publishAfterUp } from "../../../cli/content/run.ts";
import { inDatabase, runProgram } from "../../../cli/programRuns.ts";
import { rolloutOf } from "../../../cli/rollout.ts";
import { parseStackName } from "../../../config/stackName.ts";
import { graphOf, mergeGraphs, type Graph, type GraphNode } from "../../../graph/model.ts";
import { readProgram, type RecordedResource } from "../../../graph/readers/program.ts";
import { rolloutMinutes } from "../../../graph/timeline/minutes.ts";
import { stageSerial } from "../../../graph/timeline/stages.ts";
import { drawTimeline } from "../../../graph/timeline/svg.ts";
import { timelineLines } from "../../../graph/timeline/text.ts";
import { CircularGraphError, stackTimeline, timelineOf } from "../../../graph/timeline/timeline.ts";
import { reasonFor, unneededOrders } from "../../../graph/timeline/unneeded.ts";
import { typicalMinutes } from "../../../rehearsal/azure/durations.ts";
import { platformGraph } from "../support/mocks.ts";

/** A hand-made resource whose name begins with its minutes: "3-a" takes three. */
function step(name: string, waitsFor: readonly string[] = [], more: Partial<GraphNode> = {}): GraphNode {
  const stack = more.stack ?? "s";
  return {
    stack,
    urn: `${stack}::${name}`,
    type: "azure-native:made:Up",
    name,
    custom: true,
    armType: undefined,
    id: undefined,
    inputs: {},
    outputs: {},
    parent: undefined,
    dependencies: waitsFor.map((other) => `${stack}::${other}`),
    propertyDependencies: undefined,
    ...more,
  };
}

const byName = ({ name }: GraphNode) => Number.parseFloat(name);
const names = (steps: readonly { node: GraphNode }[]) => steps.map(({ node }) => node.name);

describe("timeline", function () {
  this.timeout(1_200_000);

  it("finds the chain that decides, and how much later the rest may end", () => {
    const graph = graphOf([
      step("1-a"),
      step("5-b", ["1-a"]),
      step("2-c", ["1-a"]),
      step("1-d", ["5-b", "2-c"]),
    ]);
    const { end, critical, operations, serial } = stackTimeline(graph, "s", byName);
    expect(end).to.equal(7);
    expect(serial).to.equal(9);
    expect(names(critical)).to.deep.equal(["1-a", "5-b", "1-d"]);
    expect(operations.find(({ node }) => node.name === "2-c")?.slack).to.equal(3);
  });

  it("waits for a parent that is a resource, and not for a component", () => {
    const parent = step("2-parent");
    const child = step("1-child", [], { parent: parent.urn });
    expect(stackTimeline(graphOf([parent, child]), "s", byName).end).to.equal(3);
    const component = { ...parent, custom: false };
    expect(
      stackTimeline(graphOf([component, child]), "s", ({ custom, name }) =>
        custom ? Number.parseFloat(name) : 0,
      ).end,
    ).to.equal(1);
  });

  it("begins a stack when those before it are done, side by side where they may", () => {
    const graph = graphOf([
      step("4-a", [], { stack: "first" }),
      step("3-a", [], { stack: "left" }),
      step("5-a", [], { stack: "right" }),
    ]);
    const timeline = timelineOf(graph, byName, (stack) => (stack === "first" ? [] : ["first"]));
    expect(timeline.minutes).to.equal(9);
    expect(timeline.critical).to.deep.equal(["first", "right"]);
    expect(timeline.stacks.map(({ start }) => start)).to.deep.equal([0, 4, 4]);
  });

  it("refuses circles of resources and of stacks", () => {
    const circle = graphOf([step("1-a", ["1-b"]), step("1-b", ["1-a"])]);
    expect(() => stackTimeline(circle, "s", byName)).to.throw(CircularGraphError, /waits for itself/);
    const graph = graphOf([step("1-a", [], { stack: "x" }), step("1-a", [], { stack: "y" })]);
    expect(() => timelineOf(graph, byName, (stack) => (stack === "x" ? ["y"] : ["x"]))).to.throw(
      CircularGraphError,
    );
  });

  it("is never shorter than its longest resource, never longer than all in a row, and no edge makes it shorter", () => {
    const steps = fc.array(
      fc.record({ minutes: fc.integer({ min: 0, max: 9 }), earlier: fc.array(fc.nat(), { maxLength: 3 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(), (plan, one, other) => {
        const name = (index: number) => `${plan[index]?.minutes ?? 0}-${index}`;
        const nodes = plan.map(({ earlier }, index) =>
          step(name(index), index === 0 ? [] : earlier.map((choice) => name(choice % index))),
        );
        const { end, serial } = stackTimeline(graphOf(nodes), "s", byName);
        expect(end).to.be.at.most(serial);
        expect(end).to.be.at.least(Math.max(...plan.map(({ minutes }) => minutes)));
        const last = one % plan.length;
        if (last === 0) return;
        const first = nodes[other % last];
        const stricter = nodes.map((node, index) =>
          index === last && first !== undefined
            ? { ...node, dependencies: [...node.dependencies, first.urn] }
            : node,
        );
        expect(stackTimeline(graphOf(stricter), "s", byName).end).to.be.at.least(end);
      }),
    );
  });

  it("takes the minutes of an account by its regions, and of an endpoint by its target", () => {
    const resource = (type: string, armType: string, inputs: Record<string, unknown>) =>
      step("x", [], { type: `azure-native:${type}`, armType, inputs });
    const account = (regions: number) =>
      resource("cosmosdb:DatabaseAccount", "Microsoft.DocumentDB/databaseAccounts", {
        locations: Array.from({ length: regions }, () => ({})),
      });
    const minutes = rolloutMinutes(graphOf([]), typicalMinutes);
    const of = (node: GraphNode) => rolloutMinutes(graphOf([node]), typicalMinutes)(node);
    expect(of(account(1))).to.equal(
      typicalMinutes("Microsoft.DocumentDB/databaseAccounts", "create-1-region"),
    );
    expect(of(account(3)) - of(account(2))).to.equal(
      typicalMinutes("Microsoft.DocumentDB/databaseAccounts", "add-region"),
    );
    const endpoint = (target: string) =>
      resource("network:PrivateEndpoint", "Microsoft.Network/privateEndpoints", {
        privateLinkServiceConnections: [{ privateLinkServiceId: `/x/providers/${target}/y` }],
      });
    expect(of(endpoint("Microsoft.DocumentDB/databaseAccounts"))).to.be.greaterThan(
      of(endpoint("Microsoft.KeyVault/vaults")),
    );
    expect(minutes(step("c", [], { custom: false }))).to.equal(0);
  });

  it("adds up the stages of the reference pipeline, which is never faster", async () => {
    const graph = await platformGraph();
    const { timeline, serial, comparable } = rolloutOf(graph);
    const length = (kind: string) =>
      Math.max(
        ...timeline.stacks.filter(({ stack }) => stack.startsWith(kind)).map(({ start, end }) => end - start),
      );
    const total = serial.reduce((sum, { minutes }) => sum + minutes, 0);
    expect(comparable).to.be.closeTo(length("global") + length("stamp"), 1e-9);
    expect(total).to.be.greaterThan(comparable);
    expect(serial.map(({ minutes }) => minutes > 0)).to.deep.equal([true, true, true, true, true]);
    expect(stageSerial(graphOf([]), byName).every(({ minutes }) => minutes === 0)).to.equal(true);
  });

  it("lists a stated order that decides, unless an input carries it or a reason is known", () => {
    const first = step("2-a", [], { type: "azure-native:made:First" });
    const second = (carried: Record<string, readonly string[]>, type = "azure-native:made:Second") =>
      step("1-b", ["2-a"], { type, propertyDependencies: carried });
    const found = (node: GraphNode, before = first) => {
      const graph = graphOf([before, node]);
      return unneededOrders(
        graph,
        timelineOf(graph, byName, () => []),
      );
    };
    expect(found(second({}))).to.deep.equal([{ stack: "s", first: "s::2-a", then: "s::1-b" }]);
    expect(found(second({ input: ["s::2-a"] }))).to.deep.equal([]);
    expect(found(step("1-b", ["2-a"]))).to.deep.equal([]);
    const role = { ...first, type: "azure-native:authorization:RoleAssignment" };
    expect(found(second({}), role)).to.deep.equal([]);
    expect(reasonFor(role, second({}))).to.match(/right/);
  });

  it("says it in words and draws it", async () => {
    const { timeline, serial, comparable, unneeded } = rolloutOf(await platformGraph());
    const lines = timelineLines(timeline, serial, comparable, unneeded);
    expect(lines[0]).to.match(/^A first rollout takes [\d.]+ min at least: global, then /);
    expect(lines.join("\n")).to.match(/the same in stamp-westeurope/);
    const svg = drawTimeline(timeline);
    expect(svg).to.match(/<title id="timeline-title">A first rollout takes [\d.]+ minutes<\/title>/);
    expect(svg).to.include("cluster-cluster");
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).to.not.match(/https?:/);
  });

  describe("on the local Azure's clock", () => {
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-timeline-"));
    const stacks = ["global", "ops-eastus", "stamp-eastus"];
    const contracts: Record<string, unknown> = {};
    const minutes = new Map<string, number>();
    let graph: Graph;

    before(async () => {
      const graphs: Graph[] = [];
      for (const stack of stacks) {
        const database = join(folder, "azure.db");
        const resources = join(folder, `${stack}.json`);
        const { result, error } = await runProgram(stack, {
          database,
          contracts,
          helm: undefined,
          resources,
        });
        if (result === undefined) throw new Error(error);
        contracts[stack] = result.contract;
        // Switches the website of the global storage on, as `up` does.
        await publishAfterUp(parseStackName(stack), result.contract, localClients(inDatabase(database)));
        minutes.set(stack, result.minutes);
        graphs.push(readProgram(stack, JSON.parse(readFileSync(resources, "utf8")) as RecordedResource[]));
      }
      graph = mergeGraphs(graphs);
    });

    after(() => {
      rmSync(folder, { recursive: true });
    });

    for (const stack of stacks) {
      it(`deploys ${stack} within 5 % of the lower bound`, () => {
        const bound = stackTimeline(graph, stack, rolloutMinutes(graph, typicalMinutes)).end;
        const took = minutes.get(stack) ?? 0;
        expect(took, `${took} min, bound ${bound}`).to.be.within(bound * 0.999, bound * 1.05);
      });
    }
  });
});
