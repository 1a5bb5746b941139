/** `region rebuild`: makes the stacks of a lost region again from their files. */
import type { Command } from "commander";
import { readStackFiles } from "../../../config/stackFiles.ts";
import { recoveryTimeMinutes } from "../../../lib/recovery/objectives.ts";
import { armEndpoint } from "../../../provider/credential.ts";
import { openRehearsal } from "../../../rehearsal/session.ts";
import { UserError } from "../../../config/userError.ts";
import type { StackName } from "../../../config/stackName.ts";
import { groupExists } from "../../azureGroups.ts";
import { engineOption, parallelOption, projectRoot, speaker, type StackOptions } from "../../common.ts";
import { environmentOption } from "../../environment.ts";
import { faultsOf, faultsOption } from "../../faults.ts";
import { stacksOfRegion } from "../../rebuild/lose.ts";
import { prepare, type GroupExists, type Prepared } from "../../rebuild/prepare.ts";
import { rebuiltLines } from "../../rebuild/report.ts";
import type { Target } from "../../stackRun.ts";
import { localTarget, realTarget } from "../../target.ts";
import { runVerb } from "../stacks.ts";

interface RebuildOptions extends Omit<StackOptions, "only"> {
  readonly withOps?: true;
  readonly faults?: string;
}

async function prepareAll(
  stacks: readonly StackName[],
  options: RebuildOptions,
  say: (line: string) => void,
): Promise<Prepared[]> {
  const each = async (target: Target, exists: GroupExists): Promise<Prepared[]> => {
    const prepared: Prepared[] = [];
    for (const stack of stacks) prepared.push(await prepare(stack, target, exists, say));
    return prepared;
  };
  if (!options.local) return each(realTarget(), groupExists(armEndpoint(process.env)));
  const rehearsal = await openRehearsal({
    projectRoot,
    engine: options.engine,
    report: say,
    faults: faultsOf(options),
  });
  if ("reason" in rehearsal) {
    throw new UserError({
      problem: `There is no Pulumi engine to be had: ${rehearsal.reason}. Without one there is no state that could be put right.`,
      remedy: "Install Pulumi or Go, then try again.",
    });
  }
  try {
    return await each(await localTarget(rehearsal), groupExists(rehearsal.azure.info.arm));
  } finally {
    await rehearsal.close();
  }
}

async function rebuild(region: string, options: RebuildOptions): Promise<void> {
  const say = speaker(options.json);
  const files = readStackFiles(projectRoot, options.env).map(({ stack }) => stack);
  const stacks = stacksOfRegion(files, region, options.withOps ?? false);
  const started = Date.now();
  const prepared = await prepareAll(stacks, options, say);
  const summary = await runVerb("up", { ...options, only: stacks.map(({ text }) => text) });
  const minutes = summary.simulatedMinutes ?? (Date.now() - started) / 60_000;
  for (const line of rebuiltLines({ prepared, summary, minutes, objective: recoveryTimeMinutes })) say(line);
}

export function addRebuildCommand(region: Command): void {
  region
    .command("rebuild <location>")
    .description("Make the stamps of a lost region again from their stack files.")
    .option("--local", "the rehearsal, after `region lose`")
    .option("--with-ops", "the region's operations network too")
    .addOption(environmentOption())
    .addOption(parallelOption())
    .option("--verbose", "a line for every resource")
    .option("--json", "print the summary of the deployment as JSON, and nothing else, on standard output")
    .addOption(engineOption())
    .addOption(faultsOption())
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead region rebuild westeurope                      after its resource groups are gone
  npx bulkhead region lose westeurope --local && npx bulkhead region rebuild westeurope --local`,
    )
    .action(rebuild);
}
