/**
 * `npm run test:seconds`: runs all tests and writes how long each file takes into seconds.json. With the name of a file that a
 * run with MOCHA_SECONDS has left, it takes that instead of running them.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** What takes less than this many seconds is not worth a line. */
const shortest = 1;

function recorded(): string | undefined {
  const [given] = process.argv.slice(2);
  if (given !== undefined) return readFileSync(given, "utf8");
  const folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-seconds-"));
  try {
    const lines = path.join(folder, "lines.jsonl");
    const env = { ...process.env, MOCHA_SECONDS: lines };
    const { status } = spawnSync("npm", ["test"], { stdio: "inherit", env });
    return status === 0 ? readFileSync(lines, "utf8") : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const text = recorded();
if (text === undefined) {
  process.stderr.write("error: tests failed, and how long they took says nothing.\n");
  process.exitCode = 1;
} else {
  const measured = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { file: string; seconds: number })
    .filter(({ seconds }) => seconds >= shortest)
    .map(({ file, seconds }) => [file, Math.round(seconds)] as const)
    .toSorted(([, a], [, b]) => b - a);
  const place = path.join(import.meta.dirname, "seconds.json");
  writeFileSync(place, `${JSON.stringify(Object.fromEntries(measured), null, 2)}\n`);
}
