/** The rehearsal's last resort, where no engine can be had: every stack's program on the SDK's mock monitor. */
import { rmSync } from "node:fs";
import { readStackFiles } from "../config/stackFiles.ts";
import type { StackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import { ensureHelm } from "../rehearsal/engine/helm.ts";
import { checkWritable } from "../rehearsal/session.ts";
import { checkSelection, projectRoot, type StackOptions } from "./common.ts";
import { localClients, publishAfterUp } from "./content/run.ts";
import { planOf, runPlan } from "./plan.ts";
import { inDatabase, runProgram } from "./programRuns.ts";
import type { Verb } from "./stackRun.ts";
import { addressesOf, type RunSummary, type StackSummary } from "./summary.ts";
import { readTraffic } from "./traffic.ts";

/** Deploys every stack from nothing, in memory of one run only, and says what that cannot show. */
export async function rehearseInProcess(
  verb: Verb,
  options: StackOptions,
  reason: string,
  say: (line: string) => void,
): Promise<RunSummary> {
  if (verb !== "up") {
    throw new UserError({
      key: verb,
      problem: `Without a Pulumi engine there is no state that it could work on (${reason}).`,
      remedy: "Install Pulumi or Go, then try again.",
    });
  }
  say(`No Pulumi engine: ${reason}.`);
  say(
    "Rehearsing in process, every stack from nothing: no state, no diffs, no policy pack, nothing is kept afterwards.",
  );
  const places = checkWritable(projectRoot);
  const database = places.inProcessDatabase;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true });
  const helm = await ensureHelm({ choice: "auto", report: say });
  if (helm.kind === "none")
    say("No helm either: charts are not rendered, their load balancer is read from the values.");
  const stacks = readStackFiles(projectRoot, options.env).map((file) => file.stack);
  checkSelection(options.only, stacks);
  const plan = planOf(stacks, "deploy", options.only);
  const contracts: Record<string, unknown> = {};
  const summaries = new Map<string, StackSummary>();

  const run = async (stack: StackName): Promise<boolean> => {
    const { text } = stack;
    say(`${text}: started`);
    const { result, error } = await runProgram(text, {
      database,
      contracts,
      helm: helm.kind === "none" ? undefined : helm.helm,
    });
    if (result) contracts[text] = result.contract;
    say(`${text}: ${result ? "done" : "failed"}`);
    const notes = result
      ? await publishAfterUp(stack, result.contract, localClients(inDatabase(database)))
      : [];
    summaries.set(text, {
      stack: text,
      outcome: result ? "done" : "failed",
      changes: { create: result?.resources ?? 0 },
      resources: result?.resources ?? 0,
      simulatedMinutes: result?.minutes,
      addresses: addressesOf({ contract: result?.contract }),
      errors: error === "" ? [] : [error],
      recovered: [],
      attempts: 1,
      notes,
    });
    return result !== undefined;
  };

  // One after the other: a database serves one process with a clock of its own at a time.
  const outcomes = await runPlan(plan, 1, run);
  const ok = [...outcomes.values()].every((outcome) => outcome === "done");
  const missing = (stack: string): StackSummary => ({
    stack,
    outcome: "skipped",
    changes: {},
    resources: 0,
    simulatedMinutes: undefined,
    addresses: [],
    errors: [],
    recovered: [],
    attempts: 0,
  });
  return {
    verb,
    rehearsal: true,
    ok,
    stacks: plan.map(({ stack }) => summaries.get(stack.text) ?? missing(stack.text)),
    simulatedMinutes: undefined,
    resume: ok ? undefined : "npx bulkhead up --local",
    traffic: readTraffic(database, undefined),
  };
}
