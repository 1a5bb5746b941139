import { Command, CommanderError } from "commander";
import { printable, shortened } from "../lib/printable.ts";
import { addConfigCommand } from "./commands/config.ts";
import { addContentCommand } from "./commands/content.ts";
import { addControlsCommand } from "./commands/controls.ts";
import { addCostCommand } from "./commands/cost.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addDriftCommand } from "./commands/drift.ts";
import { addEgressCommand } from "./commands/egress.ts";
import { addEnvCommand } from "./commands/env.ts";
import { addFaultsCommand } from "./commands/faults.ts";
import { addImagesCommand } from "./commands/images.ts";
import { addPlanCommand } from "./commands/plan.ts";
import { addReachCommand } from "./commands/reach.ts";
import { addRecoveryCommand } from "./commands/recovery.ts";
import { addRegionCommands } from "./commands/region.ts";
import { addReleaseCommand } from "./commands/release.ts";
import { addRouteCommand } from "./commands/route.ts";
import { addStackCommands } from "./commands/stacks.ts";
import { addTimelineCommand } from "./commands/timeline.ts";
import { addTopologyCommand } from "./commands/topology.ts";
import { projectRoot } from "./common.ts";
import { settleEnvironment } from "./environment.ts";
import { asksForTraces, failureText } from "./failure.ts";

/** The help that follows a refusal is shorter, in characters. */
const longestRefusal = 2_000;

/** Every verb with its options, for those who run it and those who check what documents say of it. */
export function buildProgram(): Command {
  const program = new Command("bulkhead")
    .description("A mission-critical AKS platform in many regions, rehearsed before it is deployed.")
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride()
    // It quotes what was typed, or what a script made of somebody's text.
    .configureOutput({ outputError: (text, write) => write(shortened(printable(text), longestRefusal)) })
    // Or a verb with verbs below it, such as `release`, would take their options for its own.
    .enablePositionalOptions()
    .hook("preAction", (_, command) => settleEnvironment(command, projectRoot));
  addStackCommands(program);
  addPlanCommand(program);
  addDriftCommand(program);
  addConfigCommand(program);
  addRegionCommands(program);
  addReleaseCommand(program);
  addContentCommand(program);
  addRouteCommand(program);
  addReachCommand(program);
  addTopologyCommand(program);
  addTimelineCommand(program);
  addRecoveryCommand(program);
  addCostCommand(program);
  addEnvCommand(program);
  addEgressCommand(program);
  addControlsCommand(program);
  addDoctorCommand(program);
  addFaultsCommand(program);
  addImagesCommand(program);
  return program;
}

/** Verbs whose exit code 1 is an answer: they say 2 of a mistake, which is none. */
const answerByCode = new Set(["drift", "reach"]);

/** Runs the command line. Whatever goes wrong ends with one message and an exit code that is not 0; see failureText. */
export async function main(argv: readonly string[], program: Command = buildProgram()): Promise<void> {
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 1 && answerByCode.has(argv[2] ?? "") ? 2 : error.exitCode;
    } else {
      process.stderr.write(`error: ${failureText(error, asksForTraces(process.env))}\n`);
      process.exitCode = answerByCode.has(argv[2] ?? "") ? 2 : 1;
    }
  }
}
