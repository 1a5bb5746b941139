import { healthModel, standsOn, type HealthNode } from "./healthModel.ts";
import { healthQuery } from "./queries.ts";

/** Names under which the workspace knows the queries: the health service and the workbooks call them. */
export const healthFunctions = {
  score: "StampHealthScore",
  nodes: "StampHealthNodes",
  checks: "StampHealthChecks",
} as const;

const text = (value: string): string => `"${value}"`;

/** Measures every check once. A check without data is "unknown" and counts as well: a quiet night is no outage. */
function states(model: readonly HealthNode[]): string {
  const checks = model.flatMap((node) => node.checks.map((check) => ({ node: node.id, ...check })));
  const thresholds = checks.map(
    ({ node, id, title, unit, yellow, red }) =>
      `  ${[text(node), text(id), text(title), text(unit), yellow.toFixed(1), red.toFixed(1)].join(", ")}`,
  );
  const values = checks.map(
    ({ id }) => `  (${healthQuery(id)}\n  | project Check = ${text(id)}, Value = todouble(Value))`,
  );
  return [
    `let thresholds = datatable(Node: string, Check: string, Title: string, Unit: string, Yellow: real, Red: real) [\n${thresholds.join(",\n")}\n];`,
    `let measured = union isfuzzy=true\n${values.join(",\n")};`,
    `let states = thresholds`,
    `| join kind=leftouter measured on Check`,
    `| extend State = case(isnull(Value) or isnan(Value), "unknown", Value >= Red, "red", Value >= Yellow, "yellow", "green")`,
    `| project Node, Check, Title, Unit, Value, Yellow, Red, State;`,
  ].join("\n");
}

/** Scores every node: its own checks, and the worst of what it stands on. */
function scores(model: readonly HealthNode[]): string {
  const parts = model.flatMap(({ id }) => standsOn(id, model).map((part) => `  ${text(id)}, ${text(part)}`));
  const nodes = model.map(({ id, title, layer }) => `  ${text(id)}, ${text(title)}, ${text(layer)}`);
  return [
    `let nodes = datatable(Node: string, Title: string, Layer: string) [\n${nodes.join(",\n")}\n];`,
    `let parts = datatable(Node: string, Part: string) [\n${parts.join(",\n")}\n];`,
    `let own = states`,
    `| summarize Yellows = countif(State == "yellow"), Reds = countif(State == "red") by Part = Node`,
    `| extend OwnScore = max_of(0.0, 1.0 - 0.25 * Yellows - 0.5 * Reds);`,
    `let scores = parts`,
    `| join kind=leftouter own on Part`,
    `| summarize HealthScore = min(coalesce(OwnScore, 1.0)) by Node`,
    `| join kind=inner nodes on Node`,
    `| extend Color = case(HealthScore <= 0.5, "red", HealthScore < 1.0, "yellow", "green")`,
    `| project Node, Title, Layer, HealthScore, Color;`,
  ].join("\n");
}

/** One row per check: value, thresholds, state. */
export function healthChecksQuery(model: readonly HealthNode[] = healthModel): string {
  return `${states(model)}\nstates`;
}

/** One row per node of the model. */
export function healthNodesQuery(model: readonly HealthNode[] = healthModel): string {
  return `${states(model)}\n${scores(model)}\nscores`;
}

/** One row: the worst of the user flows, which is what the stamp is worth to its users. */
export function healthScoreQuery(model: readonly HealthNode[] = healthModel): string {
  return [
    states(model),
    scores(model),
    `scores`,
    `| where Layer == "userFlow"`,
    `| summarize HealthScore = min(HealthScore)`,
    `| extend TimeGenerated = now(), Color = case(HealthScore <= 0.5, "red", HealthScore < 1.0, "yellow", "green")`,
    `| project TimeGenerated, HealthScore, Color`,
  ].join("\n");
}
