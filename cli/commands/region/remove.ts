/** `region remove`. */
import type { Command } from "commander";
import { requireRegion } from "../../../config/regions.ts";
import { rehearsalPlaces } from "../../../rehearsal/places.ts";
import type { FaultReport } from "../../../rehearsal/faults/plan.ts";
import { engineOption, parallelOption, projectRoot, speaker, type EngineChoice } from "../../common.ts";
import { environmentOption } from "../../environment.ts";
import { faultLines, faultsOf, faultsOption, struckFaults } from "../../faults.ts";
import { openWorkbench } from "../../release/workbench.ts";
import { refuseRemoval, stepsFrom, stepText, type RemovalStep } from "../../removal/nextStep.ts";
import { removalPorts } from "../../removal/ports.ts";
import { removeRegion } from "../../removal/run.ts";

interface RemoveOptions {
  readonly env?: string;
  readonly local?: true;
  readonly withOps?: true;
  readonly faults?: string;
  readonly yesDeleteData?: true;
  readonly dryRun?: true;
  readonly parallel: number;
  readonly engine: EngineChoice;
  readonly json?: true;
}

function resumeCommand(region: string, options: RemoveOptions): string {
  const flags = [
    options.local ? " --local" : "",
    options.env === undefined ? "" : ` --env ${options.env}`,
    options.withOps ? " --with-ops" : "",
    options.yesDeleteData ? " --yes-delete-data" : "",
  ];
  return `npx bulkhead region remove ${region}${flags.join("")}`;
}

async function remove(region: string, options: RemoveOptions): Promise<void> {
  requireRegion(region, { key: "location" });
  const say = speaker(options.json);
  const faults = faultsOf(options);
  const wanted = { withOps: options.withOps ?? false, yesDeleteData: options.yesDeleteData ?? false };
  const bench = await openWorkbench({
    local: options.local ?? false,
    env: options.env,
    engine: options.engine,
    parallel: options.parallel,
    yesDeleteData: wanted.yesDeleteData,
    resume: resumeCommand(region, options),
    faults,
    say,
  });
  let steps: readonly RemovalStep[];
  let struck: FaultReport[] | undefined;
  try {
    const ports = removalPorts({ projectRoot, region, bench }, say);
    if (options.dryRun) {
      const facts = await ports.facts();
      refuseRemoval(facts, { ...wanted, yesDeleteData: true });
      steps = stepsFrom(facts, wanted);
      steps.forEach((step, index) => say(`${index + 1}. ${stepText(step)}`));
    } else {
      steps = await removeRegion(ports, wanted);
    }
  } finally {
    await bench.close();
    struck = struckFaults(faults, rehearsalPlaces(projectRoot).database);
    for (const line of faultLines(struck ?? [])) say(line);
  }
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ region, dryRun: options.dryRun ?? false, steps, ...(struck === undefined ? {} : { faults: struck }) }, null, 2)}\n`,
    );
  if (steps.length === 0) say(`There is nothing left of ${region}.`);
  else if (!options.dryRun) say(`${region} has left the platform. Commit the stack files.`);
}

export function addRemoveCommand(region: Command): void {
  region
    .command("remove <location>")
    .description(
      "Take a region out of the platform: drain, destroy its stamps, then its part of the database, the images and the logs.",
    )
    .option("--local", "in the rehearsal")
    .option("--dry-run", "say the steps, and take none")
    .option("--with-ops", "the region's operations network too")
    .option("--yes-delete-data", "the logs of the region may go")
    .addOption(environmentOption())
    .addOption(parallelOption())
    .option("--json", "print the steps as JSON, and nothing else, on standard output")
    .addOption(engineOption())
    .addOption(faultsOption())
    .addHelpText(
      "after",
      "\nAfter a failure or a crash the same command goes on where it stopped.\n\nExamples:\n  npx bulkhead region remove westeurope --dry-run\n  npx bulkhead region remove westeurope --yes-delete-data\n  npx bulkhead region remove westeurope --local --yes-delete-data",
    )
    .action(remove);
}
