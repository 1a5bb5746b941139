/** `drift`: whether Azure is still what the program says. */
import type { Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import type { StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { openRehearsal } from "../../rehearsal/session.ts";
import { checkSelection, projectRoot, speaker, withStackOptions, type StackOptions } from "../common.ts";
import { examine, type DriftPorts } from "../drift/examine.ts";
import { driftPorts } from "../drift/ports.ts";
import {
  driftLines,
  driftReport,
  exitCodes,
  outcomeOf,
  type DriftReport,
  type StackDrift,
} from "../drift/report.ts";
import { defaultEnvironment } from "../environment.ts";
import { existingStacks } from "../guards.ts";
import { localTarget, realTarget } from "../target.ts";

export interface DriftRequest {
  readonly environment: string | undefined;
  /** Stacks that have a file. */
  readonly stacks: readonly StackName[];
  /** Stacks that have resources, whether they have a file or not. */
  readonly existing: readonly string[];
  readonly only: readonly string[] | undefined;
  readonly parallel: number;
  readonly say: (line: string) => void;
}

/** Stacks nobody would look after: there is a state and no file. */
function orphan(stack: string): StackDrift {
  const errors = [
    `It has resources and no stack file. Bring the file back, or destroy it: \`npx bulkhead destroy --only ${stack}\`.`,
  ];
  return {
    stack,
    resources: [],
    unchecked: [],
    errors,
    outcome: outcomeOf({ resources: [], unchecked: [], errors }),
  };
}

/** Looks at all stacks, some at a time. They only read, so none waits for another. */
export async function lookForDrift(request: DriftRequest, ports: DriftPorts): Promise<DriftReport> {
  const { environment, stacks, existing, only, parallel, say } = request;
  const chosen = stacks.filter(({ text }) => only?.includes(text) ?? true);
  const found = new Map<string, StackDrift>();
  const waiting = [...chosen];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      say(`${next.text}: refreshing and comparing`);
      found.set(next.text, await examine(next, ports));
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, chosen.length) }, work));
  const lost = only === undefined ? existing.filter((name) => !stacks.some(({ text }) => text === name)) : [];
  return driftReport(environment ?? defaultEnvironment, [
    ...chosen.flatMap(({ text }) => found.get(text) ?? []),
    ...lost.map(orphan),
  ]);
}

async function drift(options: StackOptions): Promise<void> {
  const stacks = loadEnvironment(projectRoot, options.env).map(({ stack }) => stack);
  checkSelection(options.only, stacks);
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const request = {
    environment: options.env,
    stacks,
    only: options.only,
    parallel: options.parallel,
    say: progress,
  };
  const { signal } = new AbortController();
  let report: DriftReport;
  if (options.local) {
    const rehearsal = await openRehearsal({ projectRoot, engine: options.engine, report: progress });
    if ("reason" in rehearsal)
      throw new UserError({
        key: "--local",
        problem: `Without a Pulumi engine no state is kept that Azure could be compared with (${rehearsal.reason}).`,
        remedy: "Install Pulumi or Go, then try again.",
      });
    try {
      const target = await localTarget(rehearsal);
      const existing = (await existingStacks(target, options.env)).map(({ name }) => name);
      report = await lookForDrift({ ...request, existing }, driftPorts(target, true, signal));
    } finally {
      await rehearsal.close();
    }
  } else {
    const target = realTarget();
    const existing = (await existingStacks(target, options.env)).map(({ name }) => name);
    report = await lookForDrift({ ...request, existing }, driftPorts(target, false, signal));
  }
  const say = speaker(false);
  if (options.json) say(JSON.stringify(report, null, 2));
  else driftLines(report, options.local ?? false).forEach(say);
  process.exitCode = exitCodes[report.outcome];
}

export function addDriftCommand(program: Command): void {
  withStackOptions(program.command("drift"))
    .description("Say where Azure is no longer what the program says. Changes nothing.")
    .addHelpText(
      "after",
      "\nExit code: 0 no drift, 1 drift, 2 it could not be told.\n\nExamples:\n  npx bulkhead drift --local                     all stacks of the rehearsal\n  npx bulkhead drift --env int --json            for a nightly run\n  npx bulkhead drift --only global               one stack",
    )
    .action((options: StackOptions) => drift(options));
}
