import { readStackFiles } from "../../config/stackFiles.ts";
import { projectRoot } from "./runStack.ts";
import { globalRun, opsRun, stampRun } from "./stacks.ts";

/**
 * Prints what the committed stack files register, one JSON line {type, name, inputs} per Azure resource, for a checker of
 * ARM request bodies.
 */
const runs = { global: globalRun, ops: opsRun, stamp: stampRun };

for (const { stack } of readStackFiles(projectRoot, undefined)) {
  const { resources } = await runs[stack.kind](stack.text);
  for (const { type, name, inputs } of resources) {
    if (!type.startsWith("azure-native:")) continue;
    process.stdout.write(`${JSON.stringify({ type, name: `${stack.text}/${name}`, inputs })}\n`);
  }
}
