import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { alertsPage } from "../lib/alerts/page.ts";
import { configurationPage } from "./configurationPage.ts";
import { defaultsSchemaText, jsonSchemaText } from "./jsonSchemas.ts";

/**
 * Writes what is derived from data: JSON Schemas of the stack files for editors, the page of the configuration
 * and the page of the alerts. With `--check` it writes nothing and exits 1 when a file is not what it would write.
 */
const check = process.argv.includes("--check");
const root = join(import.meta.dirname, "..");

const files: readonly (readonly [path: string, text: () => string])[] = [
  ["config/schemas/global.json", () => jsonSchemaText("global")],
  ["config/schemas/ops.json", () => jsonSchemaText("ops")],
  ["config/schemas/stamp.json", () => jsonSchemaText("stamp")],
  ["config/schemas/global-defaults.json", () => defaultsSchemaText("global")],
  ["config/schemas/ops-defaults.json", () => defaultsSchemaText("ops")],
  ["config/schemas/stamp-defaults.json", () => defaultsSchemaText("stamp")],
  ["docs/configuration.md", configurationPage],
  ["docs/alerts.md", alertsPage],
];

for (const [file, makeText] of files) {
  const path = join(root, file);
  const text = makeText();
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (readOrEmpty(path) !== text) {
    console.error(`${relative(process.cwd(), path)} is stale: run \`npm run schemas\`.`);
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
