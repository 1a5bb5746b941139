/** What a rebuild says at its end. Pure. */
import type { RunSummary } from "../summary.ts";
import type { Prepared } from "./prepare.ts";

export interface Rebuilt {
  readonly prepared: readonly Prepared[];
  readonly summary: Pick<RunSummary, "ok" | "rehearsal" | "resume">;
  /** Simulated in a rehearsal, on the clock otherwise. */
  readonly minutes: number;
  /** The recovery time objective, in minutes. */
  readonly objective: number;
}

export function rebuiltLines({ prepared, summary, minutes, objective }: Rebuilt): string[] {
  const names = prepared.map(({ stack }) => stack).join(" and ");
  if (!summary.ok) return [`${names}: not whole yet. Go on with: ${summary.resume ?? "the same command"}`];
  const share = Math.round((100 * minutes) / objective);
  const clock = summary.rehearsal ? "of Azure's time" : "since this command began";
  return [
    `${names}: made again in ${Math.ceil(minutes)} minutes ${clock}, ${share} % of the recovery time objective (${objective} minutes).`,
    "Which steps decide: npx bulkhead timeline --rebuild.",
  ];
}
