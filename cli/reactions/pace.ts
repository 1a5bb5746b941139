/** How long to wait between the attempts on a stack, and when to give up. Pure. */
import type { Cause } from "./cause.ts";

/** Attempts on one stack in one run. */
export const mostAttempts = 5;
/** Minutes of pauses on one stack in one run. */
export const budgetMinutes = 30;
/** The longest pause that is made without being asked for, in seconds. */
const ceilingSeconds = 300;
/** The same while a role assignment spreads, so that ten minutes hold several attempts. */
const grantCeilingSeconds = 120;
/** Minutes after which a role assignment is known everywhere (role-based-access-control/troubleshooting.md, 2023-09-20). */
export const grantMinutes = 10;
/** The shortest pause, in seconds: what full jitter may come down to. */
const shortestSeconds = 1;

/** What is known when an attempt has failed; times in minutes of one clock. */
export interface Attempt {
  /** 1 after the first failure. */
  readonly number: number;
  /** Minutes of pauses so far. */
  readonly waited: number;
  /** When a role was last assigned in this run. */
  readonly lastGrant: number | undefined;
  readonly now: number;
}

export type Decision =
  | { readonly again: true; readonly seconds: number }
  /** Why not, for the summary; nothing where the cause itself says all. */
  | { readonly again: false; readonly why?: string };

const stop: Decision = { again: false };

/**
 * Exponential backoff with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): anywhere up to
 * the doubled pause, so that stacks that were refused together do not come back together.
 */
function pauseOf(cause: Cause, attempt: number, random: () => number): number {
  const ceiling = cause.reaction === "retry-after-grant" ? grantCeilingSeconds : ceilingSeconds;
  const doubled = Math.min(ceiling, (cause.pauseSeconds ?? 30) * 2 ** (attempt - 1));
  return Math.max(shortestSeconds, cause.retryAfterSeconds ?? 0, random() * doubled);
}

/**
 * Whether to try again, and after how many seconds. Every cause must be one that passes: an attempt is wasted where one of them stays.
 *
 * @param random numbers from 0 to 1.
 */
export function decide(causes: readonly Cause[], attempt: Attempt, random: () => number): Decision {
  if (causes.length === 0 || causes.some(({ reaction }) => reaction === "stop")) return stop;
  const grants = causes.filter(({ reaction }) => reaction === "retry-after-grant");
  const sinceGrant = attempt.lastGrant === undefined ? Infinity : attempt.now - attempt.lastGrant;
  if (grants.length > 0 && sinceGrant >= grantMinutes)
    return attempt.lastGrant === undefined || attempt.number === 1
      ? stop
      : { again: false, why: `No role assignment takes longer than ${grantMinutes} minutes to be known.` };
  const others = grants.length < causes.length;
  if (others && attempt.number >= mostAttempts)
    return { again: false, why: `Given up after ${mostAttempts} attempts.` };
  const seconds = Math.ceil(Math.max(...causes.map((cause) => pauseOf(cause, attempt.number, random))));
  if (attempt.waited + seconds / 60 > budgetMinutes)
    return {
      again: false,
      why: `Given up: the pauses would come to more than ${budgetMinutes} minutes.`,
    };
  return { again: true, seconds };
}

/** `40 s`, `3 min`. */
export function pauseText(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** What is said before a pause. */
export function againText(causes: readonly Cause[], attempt: number, seconds: number): string {
  const codes = [...new Set(causes.map(({ code, cause }) => code ?? cause))].join(", ");
  const waitsForGrant = causes.every(({ reaction }) => reaction === "retry-after-grant");
  const next = waitsForGrant
    ? `attempt ${attempt + 1}, up to ${grantMinutes} minutes after the grant`
    : `attempt ${attempt + 1} of ${mostAttempts}`;
  const what = waitsForGrant ? "A role assignment is not known everywhere yet" : "Azure is busy";
  return `${what} (${codes}): trying again in ${pauseText(seconds)}, ${next}`;
}
