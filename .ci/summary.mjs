/**
 * Ends the output of .ci/run: what failed once more, because a long log is often shown from its end only, and mocha's result as
 * the last line. Usage: node .ci/summary.mjs COUNTS [failed step...]; exit code 0 when nothing failed and nothing was skipped.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";

/** Lines of a failure's text that are enough to see where it comes from. */
const shown = 12;

const [counts, ...steps] = process.argv.slice(2);
const runs = readFileSync(counts, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
const sum = (key) => runs.reduce((total, run) => total + run[key], 0);

const failed = [...steps];
if (runs.length === 0) failed.push("tests left no result");
if (sum("pending") > 0) failed.push(`${sum("pending")} skipped tests`);

for (const { file, title, problem } of runs.flatMap((run) => run.failed)) {
  console.log(`\n✖ ${title}\n  ${relative(process.cwd(), file ?? "")}`);
  for (const line of problem.split("\n").slice(0, shown)) console.log(`  ${line}`);
}
console.log();
for (const step of failed) console.log(`failed: ${step}`);
console.log(`${sum("passes")} passed, ${sum("failures")} failed`);
process.exitCode = failed.length === 0 && sum("failures") === 0 ? 0 : 1;
