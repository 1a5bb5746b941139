/** The clock that attempts are made by: the wall's on the real Azure, the simulated one in a rehearsal. */
import { setTimeout as sleep } from "node:timers/promises";
import type { AzureClient } from "../../rehearsal/azureProcess.ts";

export interface Time {
  /** Minutes since some beginning. */
  now(): Promise<number>;
  /** Ends after that many seconds, or at once when the signal is aborted. Never throws. */
  pause(seconds: number, signal: AbortSignal): Promise<void>;
}

export const wallTime: Time = {
  now: () => Promise.resolve(Date.now() / 60_000),
  pause: (seconds, signal) => sleep(seconds * 1000, undefined, { signal }).catch(() => undefined),
};

/** Simulated time passes while other stacks go on, and nobody waits for it. */
export function simulatedTime(azure: Pick<AzureClient, "status" | "pass">): Time {
  return {
    // A local Azure that has died is what the next attempt will tell.
    now: () =>
      azure.status().then(
        ({ now }) => now,
        () => 0,
      ),
    pause: async (seconds, signal) => {
      if (signal.aborted) return;
      const interrupted = new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([azure.pass(seconds / 60).catch(() => undefined), interrupted]);
    },
  };
}
