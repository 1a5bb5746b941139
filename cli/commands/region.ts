/** `region add`. */
import { existsSync, rmSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import { newOpsFile, newStampFile } from "../../config/newStampFile.ts";
import { readAllStackFiles } from "../../config/stackFiles.ts";
import { formatStackName, parseStackName, stackFileName } from "../../config/stackName.ts";
import { readText } from "../../config/textFile.ts";
import { UserError } from "../../config/userError.ts";
import { projectRoot, speaker } from "../common.ts";
import { environmentOption } from "../environment.ts";
import { setRetired } from "../removal/globalFile.ts";
import { writeWhole } from "../stackFileEdit.ts";
import { addLoseCommand } from "./region/lose.ts";
import { addRebuildCommand } from "./region/rebuild.ts";
import { addRemoveCommand } from "./region/remove.ts";
import { addTrafficCommands } from "./region/traffic.ts";

interface AddOptions {
  readonly env?: string;
  readonly generation?: string;
  readonly ops?: true;
  readonly json?: true;
  /** Accepted everywhere; a stack file belongs to the real platform and its rehearsal alike. */
  readonly local?: true;
}

function addRegion(location: string, options: AddOptions): void {
  if (options.ops && options.generation !== undefined)
    throw new UserError({
      key: "--generation",
      problem: "Operations networks have no generations.",
      remedy: "Leave --generation away.",
    });
  const name = formatStackName({
    environment: options.env,
    kind: options.ops ? "ops" : "stamp",
    region: location,
    ...(options.generation === undefined ? {} : { generation: options.generation }),
  });
  const file = stackFileName(name);
  parseStackName(name, file);
  const target = path.join(projectRoot, file);
  if (existsSync(target)) {
    throw new UserError({
      file,
      problem: `The region already has ${options.ops ? "an operations network" : "a stamp"}.`,
      remedy: options.ops
        ? "Choose another region."
        : "For a second generation beside it add `--generation b`.",
    });
  }
  const siblings = readAllStackFiles(projectRoot);
  const text = options.ops ? newOpsFile(location, siblings, options.env) : newStampFile(location, siblings);
  const globalStack = formatStackName({ environment: options.env, kind: "global" });
  const globalFile = path.join(projectRoot, stackFileName(globalStack));
  const before = existsSync(globalFile)
    ? readText(globalFile, { file: stackFileName(globalStack) })
    : undefined;
  writeWhole(target, text);
  let back = false;
  try {
    // A region that comes back is retired no more.
    back = before !== undefined && setRetired(projectRoot, globalStack, location, false);
    // What was just written must be a file that `up` accepts.
    loadEnvironment(projectRoot, options.env);
  } catch (error) {
    rmSync(target, { force: true });
    if (back && before !== undefined) writeWhole(globalFile, before);
    throw error;
  }
  const say = speaker(options.json);
  if (options.json) process.stdout.write(`${JSON.stringify({ file, stack: name })}\n`);
  if (back) say(`${location} is no longer listed under retiredRegions in ${stackFileName(globalStack)}.`);
  say(`Wrote ${file}. Look at its sizes, then run \`npx bulkhead up --local\` to rehearse it.`);
}

export function addRegionCommands(program: Command): void {
  const region = program.command("region").description("Regions of the platform.");
  region
    .command("add <location>")
    .description("Add a region: writes one stack file, and nothing else.")
    .addOption(environmentOption({ mayHaveNone: true }))
    .option("--generation <name>", "a further generation of a region that has a stamp already")
    .option("--ops", "an operations network instead: Bastion, jump boxes, build agents")
    .option("--json", "print the result as JSON")
    .option("--local", "the same: one file serves the platform and its rehearsal")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead region add westus3\n  npx bulkhead region add westeurope --ops",
    )
    .action(addRegion);
  addRemoveCommand(region);
  addTrafficCommands(region);
  addLoseCommand(region);
  addRebuildCommand(region);
}
