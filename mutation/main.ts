/** `npm run mutation`: changes the code of pure folders piece by piece and counts what no test notices. */
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { Stryker } from "@stryker-mutator/core";
import { Argument, Command } from "commander";
import { wholeNumberOption } from "../cli/common.ts";
import { runScript } from "../cli/script.ts";
import { areas } from "./areas.ts";
import { forgetUncovered } from "./incremental.ts";
import { goal, percent, scoresOf, summaryOf } from "./summary.ts";

interface Options {
  readonly files?: readonly string[];
  readonly results: string;
  readonly concurrency: number;
  readonly force: boolean;
}

async function mutate(names: readonly string[], options: Options): Promise<void> {
  const wanted = Object.entries(areas).filter(([name]) => names.length === 0 || names.includes(name));
  for (const [name, area] of wanted) {
    const folder = join(options.results, name);
    mkdirSync(folder, { recursive: true });
    const incrementalFile = join(folder, "incremental.json");
    forgetUncovered(incrementalFile);
    const mutants = await new Stryker({
      testRunner: "mocha-in-process",
      plugins: [join(import.meta.dirname, "plugins.ts")],
      ignorers: ["mistakes"],
      area: name,
      // `area` and `survivors` are for plugins.ts, which has no schema.
      warnings: { unknownOptions: false, preprocessorErrors: true, unserializableOptions: true, slow: true },
      mutate: [...(options.files ?? area.mutate)],
      ignorePatterns: [
        ".rehearsal",
        ".bulkhead",
        "workload/site/dist",
        "coverage",
        "bench/results",
        "mutation/results",
      ],
      coverageAnalysis: "perTest",
      ignoreStatic: true,
      incremental: true,
      force: options.force,
      incrementalFile,
      reporters: ["json", "html", "progress-append-only", "survivors"],
      survivors: join(folder, "survivors.txt"),
      jsonReporter: { fileName: join(folder, "mutation.json") },
      htmlReporter: { fileName: join(folder, "mutation.html") },
      concurrency: options.concurrency,
      timeoutMS: 30_000,
      timeoutFactor: 5,
      dryRunTimeoutMinutes: 60,
      packageManager: "npm",
      allowConsoleColors: false,
    }).runMutationTest();
    const judged = mutants.map(({ fileName, status }) => ({
      file: relative(process.cwd(), fileName),
      status,
    }));
    const scores = scoresOf(name, judged);
    process.stdout.write(`${summaryOf(scores)}\nWhat survived: ${join(folder, "survivors.txt")}\n`);
    const [whole] = scores;
    if (whole !== undefined && percent(whole) < goal) process.exitCode = 1;
  }
}

await runScript(
  new Command("npm run mutation --")
    .description(
      `Changes code piece by piece and counts what no test notices. Exits with 1 where less than ${goal} % of an area is killed.`,
    )
    .addArgument(new Argument("[areas...]", "all of them where none is named").choices(Object.keys(areas)))
    .option("--files <globs...>", "only these files of the area")
    .option(
      "--results <folder>",
      "where results are kept: the next run asks only about what changed",
      join(import.meta.dirname, "results"),
    )
    .option("--concurrency <number>", "processes that ask at once", wholeNumberOption("--concurrency", 1), 1)
    .option("--force", "ask about everything again", false)
    .addHelpText(
      "after",
      `
Examples:
  npm run mutation -- lib
  npm run mutation -- controls --files "controls/catalogue/data/*.ts"`,
    )
    .action(mutate),
);
