import { graphOf, mergeGraphs, type Graph, type GraphNode } from "../../../graph/model.ts";
import { readProgram } from "../../../graph/readers/program.ts";
import { readStackFiles } from "../../../config/stackFiles.ts";
import { projectRoot } from "../../support/runStack.ts";
import { globalRun, opsRun, stampRun } from "../../support/stacks.ts";

let made: Promise<Graph> | undefined;

/** Every committed stack as the mocks record it, charts not rendered. */
export function platformGraph(): Promise<Graph> {
  made ??= run();
  return made;
}

async function run(): Promise<Graph> {
  const graphs: Graph[] = [];
  // One after the other: the mock monitor is one for the whole process.
  for (const { stack } of readStackFiles(projectRoot, undefined)) {
    const { kind, text } = stack;
    const recorded = kind === "global" ? globalRun() : kind === "ops" ? opsRun(text) : stampRun(text);
    graphs.push(readProgram(text, (await recorded).resources));
  }
  return mergeGraphs(graphs);
}

const further = [
  ["northeurope", "ne"],
  ["uksouth", "uks"],
  ["swedencentral", "sdc"],
  ["westus3", "wus3"],
  ["centralus", "cus"],
  ["southeastasia", "sea"],
] as const;

/** The same with more stamps, each the second one under another region's names. */
export function withStamps(graph: Graph, count: number): Graph {
  const pattern = JSON.stringify(graph.nodes.filter(({ stack }) => stack === "stamp-westeurope"));
  const more = further
    .slice(0, Math.max(0, count - 2))
    .flatMap(
      ([region, code]) =>
        JSON.parse(
          pattern
            .replaceAll("westeurope", region)
            .replaceAll("-we/", `-${code}/`)
            .replaceAll('-we"', `-${code}"`),
        ) as GraphNode[],
    );
  return graphOf([...graph.nodes, ...more]);
}

/** The graph without the nodes that a test takes away. */
export function without(graph: Graph, leaving: (node: GraphNode) => boolean): Graph {
  return graphOf(graph.nodes.filter((node) => !leaving(node)));
}
