import { ArmError } from "../errors.ts";
import type { SimulatedClock } from "../clock.ts";

/**
 * Pauses in which azure-native asks again, in minutes: its client waits 20, 60 and 120 seconds (initPipelineOpts in
 * provider/pkg/azure/client_azcore.go of pulumi-azure-native, 006a62afe453).
 */
export const pauses = [20 / 60, 1, 2] as const;

/** Of the conflicts it takes this one for passing, and no other (shouldRetryConflict in the same file). */
function isPassing(error: unknown): boolean {
  return error instanceof ArmError && error.status === 409 && error.code === "AnotherOperationInProgress";
}

/** A request as azure-native makes it: once more after each pause while something else holds the resource. */
export async function patiently<Answer>(
  clock: SimulatedClock,
  request: () => Promise<Answer>,
): Promise<Answer> {
  for (const pause of pauses) {
    try {
      return await request();
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await clock.pass(pause);
  }
  return request();
}
