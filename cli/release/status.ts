/** How far a release is, as data and as text. Pure. */
import type { Pair } from "./model.ts";
import { takesRequests } from "./nextStep.ts";
import { everything, levelOf, stepAfter } from "./weights.ts";

export interface PairStatus {
  readonly region: string;
  readonly wave: number;
  readonly old: string;
  readonly new: string;
  /** Percentage that the files give the new generation. */
  readonly percent: number;
  /** Weights in Front Door, one for each origin; empty for a stamp that is not there. */
  readonly weights: { readonly old: readonly number[]; readonly new: readonly number[] };
  readonly approved: boolean;
  readonly state: "new" | "shifting" | "draining" | "finishing" | "taken back";
  readonly since: string | undefined;
  readonly reason: string | undefined;
  /** Percentage of the next step; undefined when the old generation goes next, or nothing does. */
  readonly next: number | undefined;
}

export function statusOf(pair: Pair): PairStatus {
  const percent = pair.passed ? everything : levelOf(pair.new.wanted ?? 0, pair.weight, pair.steps);
  const state =
    pair.halted !== undefined
      ? "taken back"
      : pair.passed
        ? "finishing"
        : percent === 0
          ? "new"
          : percent === everything
            ? "draining"
            : "shifting";
  return {
    region: pair.region,
    wave: pair.wave,
    old: pair.old.stack,
    new: pair.new.stack,
    percent,
    weights: { old: pair.old.deployed?.weights ?? [], new: pair.new.deployed?.weights ?? [] },
    approved: pair.new.deployed?.approved ?? false,
    state,
    since: pair.since,
    reason: pair.halted,
    next: state === "new" || state === "shifting" ? stepAfter(percent, pair.weight, pair.steps) : undefined,
  };
}

function weightText(weights: readonly number[]): string {
  if (weights.length === 0) return "not deployed";
  const [first] = weights;
  const text = weights.every((weight) => weight === first) ? String(first) : weights.join(" and ");
  return weights.every((weight) => weight === 0) ? "drained" : `weight ${text}`;
}

/** Two lines for each region. */
export function statusLines(pairs: readonly Pair[]): string[] {
  return pairs.flatMap((pair) => {
    const status = statusOf(pair);
    const next = status.next === undefined ? "" : `, next ${status.next} %`;
    const link = !takesRequests(pair.new) || status.approved ? "" : ", private link not approved";
    return [
      `${status.region}: ${status.old} (${weightText(status.weights.old)}) → ${status.new} (${weightText(status.weights.new)}${link})`,
      `  wave ${status.wave}, ${status.state}, ${status.percent} %${next}${status.since === undefined ? "" : `, since ${status.since}`}${status.reason === undefined ? "" : `: ${status.reason}`}`,
    ];
  });
}
