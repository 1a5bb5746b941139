import { readStackFiles } from "../../../config/stackFiles.ts";
import { graphOf, mergeGraphs, type Graph, type GraphNode } from "../../../graph/model.ts";
import { readManifests } from "../../../graph/readers/manifests.ts";
import { readProgram } from "../../../graph/readers/program.ts";
import { renderedReleases } from "../../support/releases.ts";
import { projectRoot, type StackRun } from "../../support/runStack.ts";
import { globalRun, opsRun, stampRun } from "../../support/stacks.ts";

/** One stack's run as a graph, with the objects that its charts render. */
export async function graphOfRun(stack: string, run: StackRun): Promise<Graph> {
  const graph = readProgram(stack, run.resources);
  const releases = new Map(
    (graph.byType.get("kubernetes:helm.sh/v3:Release") ?? []).map((node) => [
      String(node.inputs["name"]),
      node,
    ]),
  );
  const objects: GraphNode[] = [];
  for (const [name, rendered] of await renderedReleases(run)) {
    const release = releases.get(name);
    if (release !== undefined) objects.push(...readManifests(release, rendered));
  }
  return graphOf([...graph.nodes, ...objects]);
}

let made: Promise<Graph> | undefined;

/** Every committed stack, run once on mocks, charts rendered. */
export function committedGraph(): Promise<Graph> {
  made ??= makeGraph();
  return made;
}

async function makeGraph(): Promise<Graph> {
  const graphs: Graph[] = [];
  const rank = { global: 0, ops: 1, stamp: 2 };
  const stacks = readStackFiles(projectRoot, undefined)
    .map(({ stack }) => stack)
    .sort((a, b) => rank[a.kind] - rank[b.kind]);
  for (const { kind, text } of stacks) {
    const run =
      kind === "global" ? await globalRun() : kind === "ops" ? await opsRun(text) : await stampRun(text);
    graphs.push(await graphOfRun(text, run));
  }
  return mergeGraphs(graphs);
}
