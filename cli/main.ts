import { Command, CommanderError } from "commander";
import { UserError } from "../config/userError.ts";
import { ToolError } from "../rehearsal/engine/tool.ts";
import { addConfigCommand } from "./commands/config.ts";
import { addContentCommand } from "./commands/content.ts";
import { addControlsCommand } from "./commands/controls.ts";
import { addCostCommand } from "./commands/cost.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addDriftCommand } from "./commands/drift.ts";
import { addEgressCommand } from "./commands/egress.ts";
import { addEnvCommand } from "./commands/env.ts";
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

/** Every verb with its options, for those who run it and those who check what documents say of it. */
export function buildProgram(): Command {
  const program = new Command("bulkhead")
    .description("A mission-critical AKS platform in many regions, rehearsed before it is deployed.")
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride()
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
  addImagesCommand(program);
  return program;
}

/** Verbs whose exit code 1 is an answer: they say 2 of a mistake, which is none. */
const answerByCode = new Set(["drift", "reach"]);

/** Runs the command line. Mistakes of the user end with one message; everything else is a defect and keeps its stack. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 1 && answerByCode.has(argv[2] ?? "") ? 2 : error.exitCode;
    } else if (error instanceof UserError || error instanceof ToolError) {
      process.stderr.write(`error: ${error.message}\n`);
      process.exitCode = answerByCode.has(argv[2] ?? "") ? 2 : 1;
    } else {
      throw error;
    }
  }
}
