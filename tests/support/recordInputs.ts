import { readStackFiles } from "../../config/stackFiles.ts";
import { projectRoot, runStack } from "./runStack.ts";

/**
 * Prints what the committed stack files register, one JSON line {type, name, inputs} per Azure resource, for a checker of
 * ARM request bodies.
 */
const files = readStackFiles(projectRoot, undefined);
const global = await runStack("global");
const contracts = { global: global.contract };

for (const { stack } of files) {
  const { resources } = stack.kind === "global" ? global : await runStack(stack.text, { contracts });
  for (const { type, name, inputs } of resources) {
    if (!type.startsWith("azure-native:")) continue;
    process.stdout.write(`${JSON.stringify({ type, name: `${stack.text}/${name}`, inputs })}\n`);
  }
}
