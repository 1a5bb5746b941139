/** A report on drift, for people and for programs. Pure. */
import type { DriftedProperty, DriftedResource } from "./compare.ts";

/** `unknown`: whether there is drift could not be told, or not of everything. */
export type DriftOutcome = "none" | "drift" | "unknown";

export interface StackDrift {
  readonly stack: string;
  readonly outcome: DriftOutcome;
  readonly resources: readonly DriftedResource[];
  /** What was left out of the comparison, and why. */
  readonly unchecked: readonly string[];
  /** Why nothing could be compared. */
  readonly errors: readonly string[];
}

export interface DriftReport {
  readonly version: 1;
  readonly environment: string;
  readonly outcome: DriftOutcome;
  readonly stacks: readonly StackDrift[];
}

/** Drift that was found is drift, whatever else could not be looked at. */
export function outcomeOf(drift: Pick<StackDrift, "resources" | "unchecked" | "errors">): DriftOutcome {
  if (drift.resources.length > 0) return "drift";
  return drift.unchecked.length + drift.errors.length > 0 ? "unknown" : "none";
}

export function driftReport(environment: string, stacks: readonly StackDrift[]): DriftReport {
  const outcomes = stacks.map(({ outcome }) => outcome);
  const outcome = outcomes.includes("drift") ? "drift" : outcomes.includes("unknown") ? "unknown" : "none";
  return { version: 1, environment, outcome, stacks };
}

/** What a shell and a pipeline see. */
export const exitCodes: Readonly<Record<DriftOutcome, number>> = { none: 0, drift: 1, unknown: 2 };

const longest = 120;

const shown = (value: unknown): string => (value === undefined ? "" : JSON.stringify(value));

/** At most so much of a text, from where it begins to differ from another one. */
function excerpt(text: string, other: string): string {
  if (text.length <= longest) return text;
  const same = [...text].findIndex((character, index) => character !== other[index]);
  const start = same + longest > text.length ? text.length - longest : Math.max(0, same - 20);
  const end = start + longest;
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}

function propertyLine({ path, expected, actual }: DriftedProperty): string {
  const [is, should] = [shown(actual), shown(expected)];
  const now = is === "" ? "is missing" : `is ${excerpt(is, should)}`;
  const then = should === "" ? "should not be there" : `should be ${excerpt(should, is)}`;
  return `      ${path}: ${now}, ${then}`;
}

const words: Readonly<Record<DriftedResource["change"], string>> = {
  changed: "changed in Azure",
  gone: "gone from Azure",
  pending: "not deployed yet",
};

const operations: Readonly<Record<string, string>> = {
  create: "would be created",
  update: "would be updated",
  replace: "would be replaced",
  delete: "would be deleted",
};

function resourceLines({ name, change, operation, properties, id }: DriftedResource): string[] {
  const what =
    change === "pending" ? `${words[change]}, ${operations[operation] ?? operation}` : words[change];
  return [
    `    ${name}: ${what}`,
    ...properties.map(propertyLine),
    ...(change === "pending" || id === undefined ? [] : [`      ${id}`]),
  ];
}

function stackLines({ stack, outcome, resources, unchecked, errors }: StackDrift): string[] {
  const mark = { none: "✔", drift: "✖", unknown: "?" }[outcome];
  const count = resources.length === 1 ? "1 resource" : `${resources.length} resources`;
  const said = {
    none: "as deployed",
    drift: `${count} not as the program says`,
    unknown: "could not be told, or not of everything",
  }[outcome];
  return [
    `${mark} ${stack.padEnd(22)} ${said}`,
    ...resources.flatMap(resourceLines),
    ...[...unchecked, ...errors].flatMap((sentence) =>
      sentence.split("\n").map((line, index) => `    ${index === 0 ? "not checked: " : ""}${line}`),
    ),
  ];
}

/**
 * Lines for people.
 *
 * @param rehearsal whether Azure is the local one, which keeps no activity log.
 */
export function driftLines(report: DriftReport, rehearsal: boolean): string[] {
  const changed = report.stacks.flatMap(({ resources }) =>
    resources.filter(({ change, id }) => change !== "pending" && id !== undefined),
  );
  const only = report.stacks.filter(({ outcome }) => outcome === "drift").map(({ stack }) => stack);
  return [
    ...report.stacks.flatMap(stackLines),
    ...(changed.length === 0 || rehearsal
      ? []
      : [
          "",
          "Who did it, for ninety days back:",
          `  az monitor activity-log list --offset 90d --resource-id ${changed[0]?.id ?? ""} --query "[].{when:eventTimestamp, who:caller, what:operationName.value}" -o table`,
        ]),
    ...(only.length === 0
      ? []
      : [
          "",
          `To take Azure back to what the program says: npx bulkhead up${rehearsal ? " --local" : ""} --only ${only.join(" ")}`,
        ]),
  ];
}
