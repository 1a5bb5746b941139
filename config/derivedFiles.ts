import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file that follows from data: its path below the project's root, and what makes its text. */
export type DerivedFile = readonly [path: string, text: () => string];

/**
 * Writes files that are derived from data. Where the command line has `--check` it writes nothing, names what is stale on standard
 * error, and makes the process exit with 1.
 */
export function keepDerived(files: readonly DerivedFile[]): void {
  const check = process.argv.includes("--check");
  for (const [file, makeText] of files) {
    const path = join(import.meta.dirname, "..", file);
    const text = makeText();
    if (!check) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } else if (readOrEmpty(path) !== text) {
      console.error(`${file} is stale: run \`npm run schemas\`.`);
      process.exitCode = 1;
    }
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
