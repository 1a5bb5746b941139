/** `plan`: the waves in which a fleet is deployed, for people and for pipelines. */
import { Option, type Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import { UserError } from "../../config/userError.ts";
import { checkSelection, projectRoot, speaker, wholeNumberOption } from "../common.ts";
import { environmentOption } from "../environment.ts";
import { fleetOf } from "../fleet/fleet.ts";
import { azureLines, githubLines, planLines, planOfWaves, type Plan } from "../fleet/formats.ts";
import { usualLimits, wavesOf } from "../fleet/waves.ts";

interface PlanOptions {
  readonly env?: string;
  readonly only?: readonly string[];
  readonly maxPerWave: number;
  readonly maxPercent: number;
  readonly maxWaves?: number;
  readonly canary?: string;
  readonly format?: "github" | "azure";
  readonly json?: true;
}

/** @throws UserError for a canary that is no stamp, or none of those to be deployed. */
export function planOfEnvironment(root: string, options: PlanOptions): Plan {
  const contexts = loadEnvironment(root, options.env);
  checkSelection(
    options.only,
    contexts.map(({ stack }) => stack),
  );
  const fleet = fleetOf(contexts);
  const isSelected = (stack: string): boolean => options.only?.includes(stack) ?? true;
  const stamps = fleet.filter(({ kind, stack }) => kind === "stamp" && isSelected(stack));
  if (options.canary !== undefined && !stamps.some(({ stack }) => stack === options.canary))
    throw new UserError({
      key: "--canary",
      problem: `'${options.canary}' is none of the stamps to be deployed.`,
      remedy: `Choose from: ${stamps.map(({ stack }) => stack).join(", ")}.`,
    });
  const limits = { maxPerWave: options.maxPerWave, maxPercent: options.maxPercent };
  return planOfWaves(wavesOf(fleet, limits, isSelected, options.canary), limits, options.env);
}

function plan(options: PlanOptions): void {
  if (options.maxWaves !== undefined && options.format !== "azure")
    throw new UserError({
      key: "--max-waves",
      problem: "Only the stages of Azure Pipelines are counted beforehand.",
      remedy: "Add --format azure, or leave --max-waves away.",
    });
  const found = planOfEnvironment(projectRoot, options);
  const say = speaker(false);
  if (options.format === "github") githubLines(found).forEach(say);
  else if (options.format === "azure") azureLines(found, options.maxWaves).forEach(say);
  else if (options.json) say(JSON.stringify(found, null, 2));
  else planLines(found).forEach(say);
}

export function addPlanCommand(program: Command): void {
  program
    .command("plan")
    .description("Say in which waves the stacks are deployed, and how much a wave may touch at once.")
    .addOption(environmentOption())
    .option("--only <stack...>", "these stacks only; the limits still count all of them")
    .option(
      "--max-per-wave <number>",
      "most stacks of a wave",
      wholeNumberOption("--max-per-wave", 1),
      usualLimits.maxPerWave,
    )
    .option(
      "--max-percent <number>",
      "most of the enabled origins and of the requests that a wave touches, at least one stamp",
      wholeNumberOption("--max-percent", 1, 100),
      usualLimits.maxPercent,
    )
    .option("--canary <stack>", "the stamp of the first wave; else the one with the fewest requests")
    .addOption(
      new Option(
        "--format <pipeline>",
        "lines for the output file of GitHub Actions, or logging commands of Azure Pipelines",
      )
        .choices(["github", "azure"])
        .conflicts("json"),
    )
    .option(
      "--max-waves <number>",
      "stages that an Azure pipeline has for waves of stamps; a longer plan is refused",
      wholeNumberOption("--max-waves", 1),
    )
    .option("--local", "the same: the stack files alone decide")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      '\nExamples:\n  npx bulkhead plan                                        the waves of the default environment\n  npx bulkhead plan --env int --max-percent 25 --json\n  npx bulkhead plan --format github >> "$GITHUB_OUTPUT"    matrices for jobs',
    )
    .action(plan);
}
