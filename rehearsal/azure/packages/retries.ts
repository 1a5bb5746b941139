import { ArmError, ConnectionLost } from "../errors.ts";
import type { SimulatedClock } from "../clock.ts";

/** In seconds: initPipelineOpts in provider/pkg/azure/client_azcore.go of pulumi-azure-native, 006a62afe453. */
const shortestDelay = 20;
const longestDelay = 120;
/** defaultMaxRetries in sdk/azcore/runtime/policy_retry.go of azure-sdk-for-go, 0f9d9f4df19f. */
const mostRetries = 3;

/** Statuses after which azure-native asks again (initPipelineOpts). */
const passingStatuses: readonly number[] = [408, 429, 500, 502, 503, 504];

/** Of the conflicts it takes one for passing, and no other (shouldRetryConflict); a connection that broke always is. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  if (!(error instanceof ArmError)) return false;
  return (
    passingStatuses.includes(error.status) ||
    (error.status === 409 && error.code === "AnotherOperationInProgress")
  );
}

/**
 * Seconds until azure-native asks again; undefined where it gives up. calcDelay in policy_retry.go doubles the delay and stirs in
 * some chance, of which the middle is taken here. What Retry-After asks for is kept, but not waited for when it is too long.
 *
 * @param attempt 1 after the first failure.
 */
export function pauseAfter(error: unknown, attempt: number): number | undefined {
  if (!isPassing(error) || attempt > mostRetries) return undefined;
  const asked = error instanceof ArmError ? (error.retryAfterSeconds ?? 0) : 0;
  if (asked > longestDelay) return undefined;
  return asked > 0 ? asked : Math.min((2 ** attempt - 1) * shortestDelay, longestDelay);
}

/** A request as azure-native makes it: again after pauses of simulated time, while its failure is one that passes. */
export async function patiently<Answer>(
  clock: SimulatedClock,
  request: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const pause = pauseAfter(error, attempt);
      if (pause === undefined) throw error;
      await clock.pass(pause / 60);
    }
  }
}
