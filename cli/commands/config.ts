/** `config`: what holds for a stack, and which file says so. */
import type { Command } from "commander";
import { layersOf, loadContext } from "../../config/load.ts";
import { originsOf, type Layer } from "../../config/layers.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName, stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { table } from "../controls/report.ts";
import { projectRoot, speaker } from "../common.ts";

interface ConfigOptions {
  readonly all?: true;
  readonly json?: true;
}

/** One value of a stack's configuration. */
export interface ConfigValue {
  readonly key: string;
  readonly value: unknown;
  /** A file, or "built in" for a default of the program's own. */
  readonly from: string;
}

/** The program's own defaults, by the name that stands in the place of a file. */
const builtIn = "built in";

/**
 * What holds for a stack, checked.
 *
 * @param all also what no file says.
 * @throws UserError for a stack without a file, and for the first mistake in what holds.
 */
export function configOf(root: string, name: string, all: boolean): ConfigValue[] {
  const stack = parseStackName(name);
  const siblings = readStackFiles(root, stack.environment);
  const file = siblings.find((sibling) => sibling.stack.text === name);
  if (file === undefined)
    throw new UserError({
      file: stackFileName(name),
      problem: "There is no such file.",
      remedy: `Choose from: ${siblings.map((sibling) => sibling.stack.text).join(", ")}.`,
    });
  const { config } = loadContext(root, stack, file.values);
  const defaults: Layer = { file: builtIn, values: { ...config } };
  return originsOf([...layersOf(root, stack, siblings), ...(all ? [defaults] : [])])
    .map((origin) => ({ key: origin.key, value: origin.value, from: origin.file }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function config(name: string, key: string | undefined, options: ConfigOptions): void {
  const found = configOf(projectRoot, name, options.all ?? key !== undefined);
  const values = found.filter(
    (entry) => key === undefined || entry.key === key || entry.key.startsWith(`${key}.`),
  );
  if (values.length === 0)
    throw new UserError({
      key: key ?? "",
      problem: `'${name}' has no such key.`,
      remedy: `\`npx bulkhead config ${name} --all\` lists them.`,
    });
  const say = speaker(false);
  if (options.json) say(JSON.stringify(values, null, 2));
  else
    table(
      ["key", "value", "from"],
      values.map((entry) => [entry.key, JSON.stringify(entry.value), entry.from]),
    ).forEach(say);
}

export function addConfigCommand(program: Command): void {
  program
    .command("config <stack> [key]")
    .description("Say what holds for a stack, and which file says so.")
    .option("--all", "also what no file says: the program's own defaults")
    .option("--local", "the same: one file serves the platform and its rehearsal")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead config int.stamp-eastus                what its files and shared defaults say\n  npx bulkhead config stamp-eastus edge.weight        one key, or one section\n  npx bulkhead config global --all --json",
    )
    .action(config);
}
