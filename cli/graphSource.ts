/** Where the commands that read the resource graph get it from: states that there are, or the programs run in process. */
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { readStackFiles } from "../config/stackFiles.ts";
import type { StackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import { graphOf, mergeGraphs, type Graph, type GraphNode, type GraphSource } from "../graph/model.ts";
import { readManifests } from "../graph/readers/manifests.ts";
import { readProgram, type RecordedResource } from "../graph/readers/program.ts";
import { readState } from "../graph/readers/state.ts";
import { isObject, textAt } from "../lib/properties.ts";
import { isLocalChart, render } from "../rehearsal/azure/kubernetes/chart.ts";
import { ensureHelm } from "../rehearsal/engine/helm.ts";
import { rehearsalPlaces } from "../rehearsal/places.ts";
import { projectRoot } from "./common.ts";
import { fingerprint } from "./controls/remembered.ts";
import { localClients, publishAfterUp } from "./content/run.ts";
import { recallGraph, rememberGraph } from "./graphCache.ts";
import { planOf, runPlan } from "./plan.ts";
import { inDatabase, runProgram } from "./programRuns.ts";

/** Which graph a command asks for. */
export interface GraphRequest {
  readonly env?: string | undefined;
  /** The rehearsal's state instead of the real platform's. */
  readonly local?: boolean | undefined;
  /** Read states or run the programs; without it states where every stack has one, and the programs otherwise. */
  readonly from?: "state" | "program" | undefined;
  /** The stacks that matter, of all that have a file; all when left out. */
  readonly choose?: ((stack: StackName) => boolean) | undefined;
  /** Render the charts too, which needs helm: what pods may reach depends on them. */
  readonly charts?: boolean | undefined;
  /** Told about long work, line by line. */
  readonly say: (line: string) => void;
}

export interface LoadedGraph {
  readonly graph: Graph;
  readonly source: GraphSource;
  /** What the reader should know about the source, one sentence each. */
  readonly notes: readonly string[];
}

const project = "bulkhead";

/** The checkpoint of a stack in the rehearsal's file backend. */
function localState(stack: string): unknown {
  const file = path.join(rehearsalPlaces(projectRoot).state, ".pulumi", "stacks", project, `${stack}.json`);
  if (!existsSync(file)) return undefined;
  const content = stateIn(readFileSync(file, "utf8"));
  if (content !== undefined) return content;
  throw new UserError({
    file: path.relative(projectRoot, file),
    problem: "It is no state of a stack, or only a part of one.",
    remedy: "Run `npx bulkhead up --local`, which puts it back, or delete .rehearsal to begin anew.",
  });
}

/** A state's text as data, if that is what it is. */
function stateIn(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text);
    readState("", content);
    return content;
  } catch {
    return undefined;
  }
}

/** Whether a rehearsal has left a state of the stack. */
export function hasLocalState({ text }: StackName): boolean {
  const content = localState(text);
  return content !== undefined && readState(text, content).nodes.length > 0;
}

async function realState(stack: string): Promise<unknown> {
  try {
    const { stdout } = await promisify(execFile)(
      "pulumi",
      ["stack", "export", "--stack", stack, "--non-interactive"],
      {
        cwd: projectRoot,
        maxBuffer: 512 * 1024 * 1024,
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      },
    );
    return JSON.parse(stdout) as unknown;
  } catch {
    return undefined;
  }
}

/** The states of all stacks; undefined where one has none. */
async function fromStates(stacks: readonly StackName[], local: boolean): Promise<Graph | undefined> {
  const graphs: Graph[] = [];
  for (const { text } of stacks) {
    const content = local ? localState(text) : await realState(text);
    if (content === undefined) return undefined;
    const graph = readState(text, content);
    // After `destroy` the file backend keeps an empty state.
    if (graph.nodes.length === 0) return undefined;
    graphs.push(graph);
  }
  return mergeGraphs(graphs);
}

/** Runs the programs of the stacks on a local Azure that is thrown away, stamps side by side. */
async function fromPrograms(stacks: readonly StackName[], helm: string | undefined): Promise<Graph> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-graph-"));
  const base = path.join(folder, "azure.db");
  const contracts: Record<string, unknown> = {};
  const graphs = new Map<string, Graph>();
  const run = async (stack: StackName): Promise<boolean> => {
    const { text } = stack;
    // A database serves one process at a time; stamps know nothing of each other and work on copies.
    const database = stack.kind === "stamp" ? path.join(folder, `${text}.db`) : base;
    // What the last process wrote may still be in the log beside the file.
    for (const suffix of database === base ? [] : ["", "-wal"])
      if (existsSync(base + suffix)) copyFileSync(base + suffix, database + suffix);
    const resources = path.join(folder, `${text}.json`);
    const { result, error } = await runProgram(text, { database, contracts, helm, resources });
    if (result === undefined) throw programFailed(text, error);
    contracts[text] = result.contract;
    await publishAfterUp(stack, result.contract, localClients(inDatabase(database)));
    graphs.set(text, readProgram(text, JSON.parse(readFileSync(resources, "utf8")) as RecordedResource[]));
    return true;
  };
  try {
    const plan = planOf(stacks, "deploy");
    const apart = (kind: boolean) => plan.filter(({ stack }) => (stack.kind === "stamp") === kind);
    await runPlan(apart(false), 1, run);
    const stamps = apart(true).map((planned) => ({ ...planned, after: [] }));
    await runPlan(stamps, os.availableParallelism(), run);
    return mergeGraphs(plan.flatMap(({ stack }) => graphs.get(stack.text) ?? []));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function programFailed(stack: string, error: string): UserError {
  const lines = error.split("\n");
  // Node.js shows the source line that threw first, which may well speak of errors too.
  const line = lines.find((text) => /\bError: /.test(text)) ?? lines[0] ?? "";
  return new UserError({
    file: `Pulumi.${stack}.yaml`,
    problem: `The program of this stack does not run to its end: ${line.trim()}`,
    remedy: `See what is wrong with \`npx bulkhead up --local --only ${stack}\`, and ask again.`,
  });
}

/** The objects of a release whose chart is in the work tree; a note where it does not render. */
async function renderRelease(
  release: GraphNode,
  helm: string,
): Promise<{ nodes: GraphNode[]; note?: string }> {
  const chart = textAt(release.inputs, "chart") ?? "";
  if (!isLocalChart(chart, projectRoot)) return { nodes: [] };
  const values = release.inputs["values"];
  try {
    const objects = await render({
      release: textAt(release.inputs, "name") ?? release.name,
      namespace: textAt(release.inputs, "namespace") ?? "default",
      chart,
      values: isObject(values) ? { ...values } : {},
      directory: projectRoot,
      helm,
    });
    return { nodes: readManifests(release, objects) };
  } catch (error) {
    // A state may be older than the chart in the work tree.
    const said = error instanceof Error ? error.message : String(error);
    const note = `${release.stack}: what ${chart} installed is not known, because the chart does not render with the values of the state: ${said.split("\n")[0] ?? ""}`;
    return { nodes: [], note };
  }
}

/** A graph with the objects that its releases consist of, as far as helm renders them. */
async function withCharts(
  graph: Graph,
  helm: string | undefined,
): Promise<{ graph: Graph; notes: readonly string[] }> {
  if (helm === undefined) return { graph, notes: [] };
  const releases = graph.byType.get("kubernetes:helm.sh/v3:Release") ?? [];
  const rendered = await Promise.all(releases.map((release) => renderRelease(release, helm)));
  return {
    graph: graphOf([...graph.nodes, ...rendered.flatMap(({ nodes }) => nodes)]),
    notes: rendered.flatMap(({ note }) => note ?? []),
  };
}

/**
 * The graph of an environment, whether it has been deployed or not.
 *
 * @throws UserError for states that are asked for and not there, and for a program that does not run to its end.
 */
export async function loadGraph(request: GraphRequest): Promise<LoadedGraph> {
  const { from, say } = request;
  const local = request.local ?? false;
  const all = readStackFiles(projectRoot, request.env).map(({ stack }) => stack);
  const stacks = all.filter((stack) => request.choose?.(stack) ?? true);
  if (stacks.length === 0)
    throw new UserError({
      key: "--env",
      problem: "No stack has a file here.",
      remedy: "Write `Pulumi.<stack>.yaml` files, or name another environment.",
    });
  const helm = request.charts ? await ensureHelm({ choice: "auto", report: say }) : undefined;
  const notes =
    helm?.kind === "none"
      ? [
          `The charts are not rendered, so network policies and routes of the gateway are not known: no helm (${helm.reason}).`,
        ]
      : [];

  const deployed = from === "program" ? undefined : await fromStates(stacks, local);
  if (deployed === undefined && from === "state")
    throw new UserError({
      key: "--from",
      problem: `Not every stack has a ${local ? "rehearsed " : ""}state: ${stacks.map(({ text }) => text).join(", ")}.`,
      remedy: local
        ? "Run `npx bulkhead up --local` first, or ask the program: `--from program`."
        : "Deploy first, or ask the program: `--from program`.",
    });
  const tool = helm === undefined || helm.kind === "none" ? undefined : helm.helm;
  if (deployed !== undefined) {
    const read = await withCharts(deployed, tool);
    return { graph: read.graph, source: "state", notes: [...notes, ...read.notes] };
  }
  const print = fingerprint(projectRoot, { stacks: stacks.map(({ text }) => text), helm: tool }, "graph");
  const known = recallGraph(projectRoot, print);
  if (known !== undefined) return { graph: known, source: "program", notes };
  const made = await withCharts(await fromPrograms(stacks, tool), tool);
  if (made.notes.length === 0) rememberGraph(projectRoot, print, made.graph);
  return { graph: made.graph, source: "program", notes: [...notes, ...made.notes] };
}
