/**
 * The smoke tests of the workload: whether a deployment answers, stores and refuses as it has to. They need nothing but Node.js, so a release can
 * run them where the workload itself is not installed.
 */
import { Unmet, asking, type Asking } from "./asking.ts";
import { allChecks, gatewayChecks, tidyUp, type Check, type Findings } from "./checks.ts";
import type { CheckResult, SmokeOptions, SmokeReport } from "./types.ts";

export type { CheckResult, SmokeOptions, SmokeReport } from "./types.ts";

async function runOne(
  check: Check,
  asker: Asking,
  findings: Findings,
  options: SmokeOptions,
): Promise<CheckResult> {
  const start = performance.now();
  const result = (passed: boolean, detail: string): CheckResult => ({
    name: check.name,
    passed,
    detail,
    milliseconds: Math.round(performance.now() - start),
  });
  try {
    return result(true, await check.run(asker, findings, options));
  } catch (error) {
    if (error instanceof Unmet) return result(false, error.message);
    throw error;
  }
}

/**
 * Runs every check, also after one that failed, and tidies up.
 *
 * @returns the report; a deployment that does not answer is a failed check, no error.
 * @throws TypeError for a base URL that is none.
 */
export async function runSmoke(options: SmokeOptions): Promise<SmokeReport> {
  const asker = asking(options);
  const findings: Findings = {
    items: undefined,
    made: undefined,
    item: undefined,
    comment: undefined,
    answer: undefined,
  };
  const checks: CheckResult[] = [];
  const add = (result: CheckResult): void => {
    checks.push(result);
    options.onCheck?.(result);
  };
  for (const check of options.checks === "without-site" ? gatewayChecks : allChecks)
    add(await runOne(check, asker, findings, options));
  const left = await tidyUp(asker, findings, options.apiKey);
  if (left !== undefined)
    add({ name: "the test's own item is gone", passed: false, detail: left, milliseconds: 0 });
  return { baseUrl: options.baseUrl, passed: checks.every(({ passed }) => passed), checks };
}
