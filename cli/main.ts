import { Command, CommanderError } from "commander";
import { UserError } from "../config/userError.ts";
import { ToolError } from "../rehearsal/engine/tool.ts";
import { addContentCommand } from "./commands/content.ts";
import { addControlsCommand } from "./commands/controls.ts";
import { addCostCommand } from "./commands/cost.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addEgressCommand } from "./commands/egress.ts";
import { addEnvCommand } from "./commands/env.ts";
import { addImagesCommand } from "./commands/images.ts";
import { addReachCommand } from "./commands/reach.ts";
import { addRegionCommands } from "./commands/region.ts";
import { addRouteCommand } from "./commands/route.ts";
import { addStackCommands } from "./commands/stacks.ts";
import { addTimelineCommand } from "./commands/timeline.ts";
import { addTopologyCommand } from "./commands/topology.ts";

function buildProgram(): Command {
  const program = new Command("bulkhead")
    .description("A mission-critical AKS platform in many regions, rehearsed before it is deployed.")
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();
  addStackCommands(program);
  addRegionCommands(program);
  addContentCommand(program);
  addRouteCommand(program);
  addReachCommand(program);
  addTopologyCommand(program);
  addTimelineCommand(program);
  addCostCommand(program);
  addEnvCommand(program);
  addEgressCommand(program);
  addControlsCommand(program);
  addDoctorCommand(program);
  addImagesCommand(program);
  return program;
}

/** Runs the command line. Mistakes of the user end with one message; everything else is a defect and keeps its stack. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
    } else if (error instanceof UserError || error instanceof ToolError) {
      process.stderr.write(`error: ${error.message}\n`);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}
