import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assignmentTable } from "./assignmentTable.ts";
import { controlsPage } from "./page.ts";
import { threatPage } from "./threatPage.ts";

/**
 * Writes what is derived from the catalogue: the pages, and the table of Azure Policy assignments that the program reads. With
 * `--check` it writes nothing and exits 1 when a file is not what it would write.
 */
const check = process.argv.includes("--check");
const root = join(import.meta.dirname, "..");

const pages: readonly (readonly [path: string, text: () => string])[] = [
  ["docs/controls.md", controlsPage],
  ["docs/threat-model.md", threatPage],
  ["lib/policy/data/assignments.json", assignmentTable],
];

for (const [page, makeText] of pages) {
  const path = join(root, page);
  const text = makeText();
  if (!check) {
    writeFileSync(path, text);
  } else if (readOrEmpty(path) !== text) {
    console.error(`${page} is stale: run \`node controls/writePages.ts\`.`);
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
