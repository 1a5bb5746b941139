/** The last graph that the programs made, so that a second question about the same files is answered at once. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { graphOf, type Graph, type GraphNode } from "../graph/model.ts";

interface Kept {
  readonly print: string;
  readonly nodes: readonly GraphNode[];
}

function placeIn(root: string): string {
  return path.join(root, ".bulkhead", "graph.json");
}

/** The graph that was kept under this fingerprint. */
export function recallGraph(root: string, print: string): Graph | undefined {
  try {
    const kept = JSON.parse(readFileSync(placeIn(root), "utf8")) as Kept;
    return kept.print === print ? graphOf(kept.nodes) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a graph; where that cannot be written, the programs run again next time. */
export function rememberGraph(root: string, print: string, { nodes }: Graph): void {
  try {
    mkdirSync(path.dirname(placeIn(root)), { recursive: true });
    writeFileSync(placeIn(root), JSON.stringify({ print, nodes } satisfies Kept));
  } catch {
    // A read-only work tree is no reason not to answer.
  }
}
