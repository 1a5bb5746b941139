/** `npm run fuzz`: the properties of this folder, held against more and other cases than in the suite. */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import * as path from "node:path";
import { Command } from "commander";
import { wholeNumberOption } from "../../cli/common.ts";
import { runScript } from "../../cli/script.ts";

/** The greatest seed of fast-check. */
const most = 2 ** 31 - 1;

function fuzz(chosen: readonly string[], { runs, seed }: { runs: number; seed: number }): void {
  process.stdout.write(`${runs} cases of each property; again with --seed ${seed}\n`);
  const root = path.resolve(import.meta.dirname, "../..");
  const files = chosen.length === 0 ? [path.join(import.meta.dirname, "*.test.ts")] : chosen;
  const mocha = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
  const { status } = spawnSync(process.execPath, [mocha, "--timeout", "0", ...files], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, FUZZ_RUNS: String(runs), FUZZ_SEED: String(seed) },
  });
  process.exitCode = status ?? 1;
}

await runScript(
  new Command("npm run fuzz --")
    .description("Hostile input: more and other cases than the suite tries. A failure names the case.")
    .argument("[files...]", "tests to run, instead of all in tests/hostile")
    .option("--runs <number>", "cases of each property", wholeNumberOption("--runs", 1, most), 10_000)
    .option(
      "--seed <number>",
      "decides the cases; a random one when left out",
      wholeNumberOption("--seed", 0, most),
    )
    .action((files: string[], { runs, seed }: { runs: number; seed?: number }) =>
      fuzz(files, { runs, seed: seed ?? randomInt(most) }),
    ),
);
