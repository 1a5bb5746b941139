import { join } from "node:path";
import { readStackFiles } from "../../config/stackFiles.ts";
import { resourceTypeOf } from "../../lib/resourceTypes.ts";
import { projectRoot, type Recorded, type StackRun } from "./runStack.ts";
import { globalRun, opsRun, stampRun } from "./stacks.ts";

/** Folder with one inventory per committed stack file. */
export const inventoryFolder = join(projectRoot, "tests", "inventory");

/**
 * What a committed stack registers, one line per resource: type, logical name, the name it has in Azure, and what
 * holds it. Made for reading in the diff of a change.
 */
export async function inventories(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { stack } of readStackFiles(projectRoot, undefined)) {
    const run = await runs[stack.kind](stack.text);
    texts.set(`${stack.text}.txt`, inventoryOf(run));
  }
  return texts;
}

const runs = { global: globalRun, ops: opsRun, stamp: stampRun };

function inventoryOf(run: StackRun): string {
  const lines = run.resources.filter(({ custom }) => custom).map(lineOf);
  const width = Math.max(...lines.map(([type]) => type.length));
  return `${lines
    .map(([type, ...rest]) => [type.padEnd(width), ...rest].join("  ").trimEnd())
    .sort()
    .join("\n")}\n`;
}

function lineOf(resource: Recorded): [type: string, ...rest: string[]] {
  const { type, name, protect, ignoreChanges } = resource;
  const marks = [
    ...(protect ? ["protected"] : []),
    ...(ignoreChanges.length > 0 ? [`ignores ${ignoreChanges.join(" ")}`] : []),
  ];
  return [type, name, azureName(resource), ...(marks.length > 0 ? [`(${marks.join(", ")})`] : [])];
}

/** The last part of the resource's id, where an input gives it. */
function azureName({ type, inputs }: Recorded): string {
  const info = resourceTypeOf(type);
  const key = info?.names.findLast((entry) => !entry.startsWith("="));
  const name = key === undefined ? undefined : inputs[key];
  return typeof name === "string" ? name : "";
}
