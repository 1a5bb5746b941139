/** `node bench/graph.ts [stamps]`: statements and matrix on a graph of many stamps, copied from the one that the stack files make. */
import { loadGraph } from "../cli/graphSource.ts";
import { graphOf, type Graph, type GraphNode } from "../graph/model.ts";
import { matrices } from "../graph/reachability/matrix.ts";
import { checkStatements } from "../graph/statements.ts";

/** What it took, in this process. */
export interface GraphBench {
  readonly stamps: number;
  readonly nodes: number;
  readonly statements: number;
  readonly broken: number;
  readonly statementsMs: number;
  readonly matrixMs: number;
  /** Peak of the whole process, the program that made the graph not included. */
  readonly peakMiB: number;
}

/** A stamp's nodes with names and addresses of their own. */
function copyOf(text: string, index: number): GraphNode[] {
  const copy = text
    .replaceAll("stamp-eastus", `stamp-r${index}`)
    .replaceAll(/(bulkhead|bh)((?:-[a-z0-9]+)*)-eus/g, `$1$2-r${index}`)
    .replaceAll(/st(bh[a-z]+)eus/g, `st$1r${index}`)
    .replaceAll(/\b10\.10\./g, `10.${index + 100}.`);
  return JSON.parse(copy) as GraphNode[];
}

/** A graph with the given number of stamps: the first as it is, for others refer to it, and copies of it. */
export function multiplied(graph: Graph, stamps: number): Graph {
  const first = "stamp-eastus";
  const text = JSON.stringify(graph.nodes.filter(({ stack }) => stack === first));
  const copies = Array.from({ length: stamps - 1 }, (_, index) => copyOf(text, index));
  const kept = graph.nodes.filter(({ stack }) => stack === first || !stack.startsWith("stamp-"));
  return graphOf([...kept, ...copies.flat()]);
}

function timed<Result>(work: () => Result): [Result, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

/** Measures on a graph of that many stamps. */
export async function benchGraph(stamps: number): Promise<GraphBench> {
  const loaded = await loadGraph({ from: "program", charts: true, say: () => undefined });
  const graph = multiplied(loaded.graph, stamps);
  const [findings, statementsMs] = timed(() => checkStatements(graph));
  const [, matrixMs] = timed(() => matrices(graph));
  return {
    stamps,
    nodes: graph.nodes.length,
    statements: findings.length,
    broken: findings.filter(({ outcome }) => outcome === "broken").length,
    statementsMs,
    matrixMs,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

if (process.argv[1] === import.meta.filename) {
  const result = await benchGraph(Number(process.argv[2] ?? 100));
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}
