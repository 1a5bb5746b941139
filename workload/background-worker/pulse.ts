import type { Logger } from "../shared/log.ts";

export interface PulseParts {
  readonly log: Logger;
  /** Touches the file that the liveness probe looks at. */
  readonly touchHealthy: () => Promise<void>;
  /** Touches the file that the readiness probe looks at. */
  readonly touchReady: () => Promise<void>;
  /** Rejects when event hub, checkpoints, database or poison table do not answer. */
  readonly reach: () => Promise<void>;
  /** Milliseconds since the last sign of progress of a batch that is being worked off; undefined when none is. */
  readonly standstill: () => number | undefined;
  /** How long a batch may stand still before the process counts as stuck, in milliseconds. */
  readonly stuckAfter: number;
}

/**
 * One round of the worker's loop. A dependency that does not answer leaves it healthy and makes it unready; only work that stands still, which
 * even a retry is not, gets the process restarted.
 */
export async function pulse(parts: PulseParts): Promise<void> {
  const standing = parts.standstill();
  if (standing !== undefined && standing > parts.stuckAfter)
    parts.log.error({ milliseconds: standing }, "a batch stands still");
  else await parts.touchHealthy();
  try {
    await parts.reach();
  } catch (error) {
    parts.log.warn({ err: error }, "not ready");
    return;
  }
  await parts.touchReady();
}
