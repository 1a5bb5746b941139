import type { SimulatedClock } from "./clock.ts";
import type { ArmError } from "./errors.ts";
import { isPassing } from "./packages/retries.ts";

/** Seconds between the attempts of a client that is not told how long to wait; a guess at the middle of its pauses. */
const usualPause = 15;

/**
 * Whoever asks here waits in real time, which the minutes of a rehearsal are not: what a client would wait after a failure that passes
 * is waited here, in simulated time, and the client is told to ask again at once.
 *
 * @returns headers of the answer.
 */
export async function waitInstead(
  clock: SimulatedClock,
  error: ArmError,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (!isPassing(error)) return undefined;
  await clock.pass((error.retryAfterSeconds ?? usualPause) / 60);
  return { "retry-after": "0" };
}
