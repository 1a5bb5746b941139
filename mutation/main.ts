/** `npm run mutation -- [area...]`: changes the code of pure folders piece by piece and counts what no test notices. */
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { areas } from "./areas.ts";
import { forgetUncovered } from "./incremental.ts";
import { goal, percent, scoresOf, summaryOf } from "./summary.ts";

const usage = `npm run mutation -- [area...] [options]

Areas: ${Object.keys(areas).join(", ")}; all of them where none is named. Exits with 1 where less than ${goal} % of an area is killed.

  --files GLOB       only these files of the area; may be given several times
  --results FOLDER   where results are kept: the next run asks only about what changed (mutation/results)
  --concurrency N    processes that ask at once (1)
  --force            asks about everything again

  npm run mutation -- lib
  npm run mutation -- controls --files "controls/catalogue/data/*.ts"
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: "string", multiple: true },
    results: { type: "string", default: join(import.meta.dirname, "results") },
    concurrency: { type: "string", default: "1" },
    force: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const unknown = positionals.filter((name) => areas[name] === undefined);
if (values.help || unknown.length > 0) {
  const problem = unknown.map((name) => `There is no area ${name}.\n\n`).join("");
  (unknown.length > 0 ? process.stderr : process.stdout).write(problem + usage);
  process.exit(unknown.length > 0 ? 1 : 0);
}

const wanted = Object.entries(areas).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
);
for (const [name, area] of wanted) {
  const folder = join(values.results, name);
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
    mutate: [...(values.files ?? area.mutate)],
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
    force: values.force,
    incrementalFile,
    reporters: ["json", "html", "progress-append-only", "survivors"],
    survivors: join(folder, "survivors.txt"),
    jsonReporter: { fileName: join(folder, "mutation.json") },
    htmlReporter: { fileName: join(folder, "mutation.html") },
    concurrency: Number(values.concurrency),
    timeoutMS: 30_000,
    timeoutFactor: 5,
    dryRunTimeoutMinutes: 60,
    packageManager: "npm",
    allowConsoleColors: false,
  }).runMutationTest();
  const judged = mutants.map(({ fileName, status }) => ({ file: relative(process.cwd(), fileName), status }));
  const scores = scoresOf(name, judged);
  process.stdout.write(`${summaryOf(scores)}\nWhat survived: ${join(folder, "survivors.txt")}\n`);
  const [whole] = scores;
  if (whole !== undefined && percent(whole) < goal) process.exitCode = 1;
}
