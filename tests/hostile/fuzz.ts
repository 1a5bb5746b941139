/** `npm run fuzz -- --runs N --seed S`: the properties of this folder, held against more and other cases than in the suite. */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import * as path from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { runs: { type: "string", default: "10000" }, seed: { type: "string" } },
  allowPositionals: true,
});
const seed = values.seed ?? String(randomInt(2 ** 31));
for (const [name, text] of [
  ["--runs", values.runs],
  ["--seed", seed],
] as const)
  if (!/^\d{1,9}\d?$/.test(text)) {
    process.stderr.write(`error: ${name}: '${text}' is no whole number.\n`);
    process.exit(1);
  }
process.stdout.write(`${values.runs} cases of each property; again with --seed ${seed}\n`);

const root = path.resolve(import.meta.dirname, "../..");
const files = positionals.length === 0 ? [path.join(import.meta.dirname, "*.test.ts")] : positionals;
const mocha = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
const { status } = spawnSync(process.execPath, [mocha, "--timeout", "0", ...files], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: seed },
});
process.exitCode = status ?? 1;
