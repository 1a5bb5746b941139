import { Refused, Unavailable } from "../shared/errors.ts";
import { Malformed } from "../shared/model/messages.ts";

export interface RetryRules {
  /** Attempts after the first one, for a failure that may lie in the message. */
  readonly maxRetries: number;
  /** Seconds before the first repetition; before the second it is twice that, and so on. */
  readonly waitSeconds: number;
  /** Waits, in milliseconds; rejects when the worker is ending. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Hears of every failed attempt. */
  readonly failed: (error: unknown, attempt: number, nextInSeconds: number | undefined) => void;
}

/** A message that is not worked off, and why. */
export class Poisonous extends Error {
  readonly attempts: number;

  constructor(cause: unknown, attempts: number) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
    this.name = "Poisonous";
    this.attempts = attempts;
  }
}

/**
 * Repeats until it succeeds, with waits that grow by the same step.
 *
 * What a store refuses for good is poison at once. What fails for a reason that nobody foresaw is poison after `maxRetries`. A store that does
 * not answer makes no message poison: it is asked until it does, for an outage says nothing about messages, and Event Hubs
 * keeps them meanwhile.
 *
 * @throws Poisonous, or what `wait` rejects with.
 */
export async function untilDone<T>(work: () => Promise<T>, rules: RetryRules): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const hopeless = error instanceof Malformed || error instanceof Refused;
      if (hopeless || (!(error instanceof Unavailable) && attempt > rules.maxRetries)) {
        rules.failed(error, attempt, undefined);
        throw new Poisonous(error, attempt);
      }
      const seconds = Math.min(attempt, Math.max(1, rules.maxRetries)) * rules.waitSeconds;
      rules.failed(error, attempt, seconds);
      await rules.wait(seconds * 1000);
    }
  }
}
