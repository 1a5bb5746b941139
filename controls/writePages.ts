import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { controlsPage } from "./page.ts";
import { threatPage } from "./threatPage.ts";

/**
 * Writes the pages that are derived from the catalogue. With `--check` it writes nothing and exits 1 when a page is not what it
 * would write.
 */
const check = process.argv.includes("--check");
const root = join(import.meta.dirname, "..");

const pages: readonly (readonly [path: string, text: () => string])[] = [
  ["docs/controls.md", controlsPage],
  ["docs/threat-model.md", threatPage],
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
