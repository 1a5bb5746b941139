import type { Logger } from "../shared/log.ts";
import type { Check, CheckName, Finding } from "./checks.ts";

export type CheckReport = Finding | { readonly state: "disabled" };

/** What the last round found. */
export interface StampHealth {
  readonly healthy: boolean;
  readonly checks: Readonly<Partial<Record<CheckName, CheckReport & { readonly milliseconds?: number }>>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Checks whose silence is no reason to take a stamp out. */
const informational: readonly CheckName[] = ["AzMonitorHealthScore"];

export interface RoundOptions {
  readonly checks: Readonly<Record<CheckName, Check>>;
  readonly disabled: ReadonlySet<CheckName>;
  /** For all of them together, for they run side by side. */
  readonly timeoutMilliseconds: number;
  readonly log: Logger;
}

/** Asks everything once, side by side. Never rejects. */
export async function runRound({
  checks,
  disabled,
  timeoutMilliseconds,
  log,
}: RoundOptions): Promise<StampHealth> {
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const reports = await Promise.all(
    (Object.entries(checks) as [CheckName, Check][]).map(async ([name, check]) => {
      if (disabled.has(name)) return [name, { state: "disabled" }] as const;
      const begun = Date.now();
      const finding = await bounded(check, signal).catch((error: unknown): Finding => {
        log.warn({ err: error, check: name }, "a check failed");
        const state = informational.includes(name) ? "degraded" : "unhealthy";
        return { state, detail: signal.aborted ? "No answer in time." : "It does not work." };
      });
      return [name, { ...finding, milliseconds: Date.now() - begun }] as const;
    }),
  );
  return {
    healthy: reports.every(([, { state }]) => state !== "unhealthy"),
    checks: Object.fromEntries(reports) as StampHealth["checks"],
    at: Date.now(),
  };
}

/** The check, or a rejection when time is up: not every client listens to signals. */
function bounded(check: Check, signal: AbortSignal): Promise<Finding> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error("No answer in time."));
    signal.addEventListener("abort", late, { once: true });
    check(signal)
      .finally(() => signal.removeEventListener("abort", late))
      .then(resolve, reject);
  });
}
