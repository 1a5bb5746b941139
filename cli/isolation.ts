/** The isolation statements, asked of what a rehearsal has deployed. */
import { UserError } from "../config/userError.ts";
import { checkStatements, findingLines, type Finding } from "../graph/statements.ts";
import { hasLocalState, loadGraph, type LoadedGraph } from "./graphSource.ts";

/** The graph of a rehearsal's states with its charts rendered; undefined where there is no state to read. */
export async function rehearsedGraph(
  env: string | undefined,
  say: (line: string) => void,
): Promise<LoadedGraph | undefined> {
  try {
    return await loadGraph({
      env,
      local: true,
      from: "state",
      // A run of some stacks leaves the others as they were, perhaps not there at all.
      choose: hasLocalState,
      charts: true,
      say,
    });
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Every statement asked of a graph, and lines for people: one that sums up, and for each broken statement the rule to blame. */
export function askStatements({ graph, notes }: LoadedGraph): {
  findings: readonly Finding[];
  lines: readonly string[];
} {
  const findings = checkStatements(graph);
  return { findings, lines: [...findingLines(findings), ...notes] };
}
