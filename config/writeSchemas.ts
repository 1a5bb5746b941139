import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemaText } from "./jsonSchemas.ts";

/**
 * Writes the JSON Schemas that editors use for stack files: `node config/writeSchemas.ts`. With `--check` it
 * writes nothing and exits 1 when a file is not what it would write.
 */
const check = process.argv.includes("--check");

for (const kind of ["global", "stamp"] as const) {
  const path = join(import.meta.dirname, "schemas", `${kind}.json`);
  const text = jsonSchemaText(kind);
  if (!check) {
    writeFileSync(path, text);
  } else if (readOrEmpty(path) !== text) {
    console.error(`config/schemas/${kind}.json is stale: run \`node config/writeSchemas.ts\`.`);
    process.exitCode = 1;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
