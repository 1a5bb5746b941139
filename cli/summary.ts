/** What a run has done, as text for people and as data for programs. */
import type { OpMap } from "@pulumi/pulumi/automation/index.js";
import type { FaultReport } from "../rehearsal/faults/plan.ts";
import { faultLines } from "./faults.ts";
import { causeLine, remedyLine, type Cause } from "./reactions/cause.ts";
import { releaseText, type ReleaseSummary } from "./releases.ts";
import type { Outcome } from "./plan.ts";
import type { StackResult, Verb } from "./stackRun.ts";
import { trafficLines, type TrafficRoute } from "./traffic.ts";

export interface StackSummary {
  readonly stack: string;
  readonly outcome: Outcome;
  readonly changes: Readonly<OpMap>;
  readonly resources: number;
  /** Minutes that Azure would have taken; undefined outside a rehearsal. */
  readonly simulatedMinutes: number | undefined;
  readonly addresses: readonly string[];
  readonly errors: readonly string[];
  /** Why it failed, cause by cause, with what can be done about each. */
  readonly causes?: readonly Cause[];
  /** Of a stack that was not begun: what it waits for. Nothing where the run was interrupted before. */
  readonly waitedFor?: readonly string[];
  readonly recovered: readonly string[];
  /** Attempts it took, when Azure asked to try again. */
  readonly attempts: number;
  /** What was done besides, and what could not be. */
  readonly notes?: readonly string[];
  /** What its Helm releases consist of. */
  readonly releases?: readonly ReleaseSummary[];
}

export interface RunSummary {
  readonly verb: Verb;
  readonly rehearsal: boolean;
  readonly ok: boolean;
  readonly stacks: readonly StackSummary[];
  readonly simulatedMinutes: number | undefined;
  /** What changes without being a change of any stack. */
  readonly notes?: readonly string[];
  /** The command that goes on where this run stopped. */
  readonly resume: string | undefined;
  /** What the controls said before it began. */
  readonly controls?: string;
  /** Whether the flows of the network are those that the architecture states, in a rehearsal: one line, or the broken ones. */
  readonly statements?: readonly string[] | undefined;
  /** The page that shows what stands, in a rehearsal. */
  readonly page?: string;
  /** What became of the faults of a rehearsal. */
  readonly faults?: readonly FaultReport[];
  /** Who answers the users afterwards, in a rehearsal. */
  readonly traffic?: readonly TrafficRoute[] | undefined;
}

/** Changes without what stayed the same: `+ 12 created, ~ 1 updated`. */
export function changesText(changes: Readonly<OpMap>): string {
  const words: [keyof OpMap, string][] = [
    ["create", "to create"],
    ["update", "to update"],
    ["replace", "to replace"],
    ["delete", "to delete"],
  ];
  const parts = words.flatMap(([op, word]) =>
    changes[op] === undefined || changes[op] === 0 ? [] : [`${changes[op]} ${word}`],
  );
  return parts.length === 0 ? "no changes" : parts.join(", ");
}

function pastTense(text: string, verb: Verb): string {
  return verb === "preview"
    ? text
    : text
        .replaceAll("to create", "created")
        .replaceAll("to update", "updated")
        .replaceAll("to replace", "replaced")
        .replaceAll("to delete", "deleted");
}

/** Simulated minutes as people say them. */
export function durationText(minutes: number): string {
  const whole = Math.round(minutes);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

/** Host names and addresses that a person looks for in a contract. */
export function addressesOf(outputs: Readonly<Record<string, unknown>>): string[] {
  const found: string[] = [];
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value))
        walk(item, Array.isArray(value) ? path : [...path, key]);
    }
    const key = path.at(-1) ?? "";
    if (
      typeof value === "string" &&
      /^(endpointHostName|loginServer|endpoint|privateFqdn|privateIp|publicIps|hostName)$/.test(key)
    ) {
      found.push(`${path.slice(1).join(".")} ${value}`);
    }
  };
  walk(outputs["contract"], ["contract"]);
  return found;
}

export function oneLine(
  result: Pick<StackResult, "ok" | "changes" | "resources">,
  verb: Verb,
  minutes: number | undefined,
): string {
  const size = verb === "up" ? `, ${result.resources} resources` : "";
  const time = minutes === undefined || minutes === 0 ? "" : `, Azure would take ${durationText(minutes)}`;
  return `${pastTense(changesText(result.changes), verb)}${size}${time}`;
}

/** Why a stack was not begun. */
export function skippedText(waitedFor: readonly string[]): string {
  return waitedFor.length === 0 ? "the run was interrupted before" : `waits for ${waitedFor.join(", ")}`;
}

/** Why a stack failed: causes that ask for the same together, then what to do about them, then what was said. */
export function failureLines({ errors, causes = [] }: Pick<StackSummary, "errors" | "causes">): string[] {
  const told = causes.filter(({ id }) => id !== "unknown");
  const remedies = [...new Set(told.map(remedyLine))];
  const lines = remedies.flatMap((remedy) => [
    ...new Set(told.filter((cause) => remedyLine(cause) === remedy).map(causeLine)),
    `  → ${remedy}`,
  ]);
  return [...lines, ...errors.flatMap((error) => error.split("\n"))];
}

export function summaryText(summary: RunSummary): string {
  const lines: string[] = [""];
  for (const stack of summary.stacks) {
    const mark = stack.outcome === "done" ? "✔" : stack.outcome === "failed" ? "✖" : "-";
    const what =
      stack.outcome === "done"
        ? oneLine({ ok: true, ...stack }, summary.verb, stack.simulatedMinutes)
        : stack.outcome === "failed"
          ? "failed"
          : `not started${stack.waitedFor === undefined ? "" : `: ${skippedText(stack.waitedFor)}`}`;
    lines.push(
      `${mark} ${stack.stack.padEnd(22)} ${what}${stack.attempts > 1 ? ` (${stack.attempts} attempts)` : ""}`,
    );
    for (const address of summary.verb === "up" ? stack.addresses : []) lines.push(`    ${address}`);
    for (const release of summary.verb === "up" ? (stack.releases ?? []) : [])
      lines.push(`    ${releaseText(release)}`);
    for (const note of stack.notes ?? []) lines.push(`    ${note}`);
    for (const line of failureLines(stack)) lines.push(`    ${line}`);
  }
  for (const note of summary.notes ?? []) lines.push("", `Note: ${note}.`);
  if (summary.faults !== undefined) lines.push("", ...faultLines(summary.faults));
  if (summary.traffic !== undefined && summary.traffic.length > 0)
    lines.push("", ...trafficLines(summary.traffic));
  if (summary.simulatedMinutes !== undefined && summary.simulatedMinutes > 0) {
    lines.push(
      "",
      `Azure would take about ${durationText(summary.simulatedMinutes)} for this run (typical durations, simulated clock).`,
    );
  }
  if (summary.controls !== undefined) lines.push("", `${summary.controls}.`);
  if (summary.statements !== undefined) lines.push("", ...summary.statements);
  if (summary.page !== undefined) lines.push("", `All of it on one page: ${summary.page}`);
  if (summary.resume !== undefined) lines.push("", `To go on: ${summary.resume}`);
  return lines.join("\n");
}
