/** `npm run chaos`: random faults on the real engine and the local Azure, and whether everything converges all the same. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import { wholeNumberOption } from "../cli/common.ts";
import { runScript } from "../cli/script.ts";
import { UserError } from "../config/userError.ts";
import { Bench, PreparationFailed, sourcesHash } from "./bench.ts";
import type { Sequence } from "./model.ts";
import { Place } from "./place.ts";
import { seedsOf } from "./random.ts";
import { carryOut, type RunResult } from "./run.ts";
import { keptSequences } from "./seeds.ts";
import { sequenceOf } from "./sequence.ts";
import { sequenceText, resultText, summaryLines } from "./text.ts";

const projectRoot = path.resolve(import.meta.dirname, "..");
const folder = path.join(projectRoot, ".rehearsal", "chaos");

interface Options {
  readonly runs: number;
  readonly from: number;
  readonly seed: number;
  readonly jobs: number;
  readonly only?: readonly number[];
  readonly kept?: true;
  readonly list?: true;
  readonly json?: true;
}

/** Results of an earlier call with the same runs, so that an interrupted one goes on. */
function earlier(file: string): Map<number, RunResult> {
  if (!existsSync(file)) return new Map();
  const results = readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as RunResult];
      } catch {
        // Half a line is what an interrupted call leaves.
        return [];
      }
    });
  return new Map(results.map((result) => [result.seed, result]));
}

/** Keeps what a failed run has left, for whoever looks into it. */
function keeper(place: Place, seed: number): Parameters<typeof carryOut>[3] {
  return (findings, log) => {
    const kept = path.join(folder, "failed", String(seed));
    place.save(kept);
    writeFileSync(path.join(kept, "findings.txt"), `${findings.join("\n")}\n`);
    writeFileSync(path.join(kept, "commands.log"), log.join("\n"));
  };
}

async function chaos(options: Options): Promise<void> {
  if (options.from > options.runs)
    throw new UserError({
      key: "--from",
      problem: `There is no sequence ${options.from} of ${options.runs}.`,
      remedy: "Give a smaller number, or more with --runs.",
    });
  const say = (line: string): void =>
    void (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  // A kept sequence is what it was when it failed, whatever its seed would give today.
  const kept = options.kept ? new Map(keptSequences.map((each) => [each.seed, each])) : undefined;
  const chosen = options.only ?? (kept && [...kept.keys()]);
  const seeds = chosen ?? seedsOf(options.seed, options.runs).slice(options.from - 1);
  const sequenceFor = (seed: number): Sequence => kept?.get(seed) ?? sequenceOf(seed);
  if (options.list) {
    for (const seed of seeds) say(sequenceText(sequenceFor(seed)));
    return;
  }
  const hash = sourcesHash(projectRoot);
  mkdirSync(folder, { recursive: true });
  const report = path.join(folder, `report-${options.seed}-${hash}.jsonl`);
  const done = chosen === undefined ? earlier(report) : new Map<number, RunResult>();
  const results: RunResult[] = seeds.flatMap((seed) => done.get(seed) ?? []);
  if (results.length > 0)
    say(`${results.length} of ${seeds.length} runs are in ${path.relative(projectRoot, report)}.`);
  const left = seeds.filter((seed) => !done.has(seed));
  const bench = new Bench(folder, hash, say);
  const began = Date.now();

  const work = async (): Promise<void> => {
    const place = new Place();
    try {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const result = await carryOut(sequenceFor(seed), place, bench, keeper(place, seed));
        results.push(result);
        if (chosen === undefined) appendFileSync(report, `${JSON.stringify(result)}\n`);
        say(`${results.length}/${seeds.length} ${resultText(result, options.kept)}`);
        if (!result.ok) say(sequenceText(sequenceFor(seed)));
      }
    } finally {
      await place.remove();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.jobs, left.length) }, work));
  } catch (error) {
    if (!(error instanceof PreparationFailed)) throw error;
    process.stderr.write(
      `error: What runs begin with could not be deployed, without any fault. ${error.message}\n`,
    );
    // Other runs may be under way.
    process.exit(1);
  }

  for (const line of summaryLines(results, (Date.now() - began) / 1000)) say(line);
  if (options.json) process.stdout.write(`${JSON.stringify({ seed: options.seed, results }, null, 2)}\n`);
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
}

await runScript(
  new Command("npm run chaos --")
    .description(
      "Random sequences of up, preview, destroy and changes of regions and settings, with faults and kills, on the real engine and the local Azure. Afterwards everything has to converge to what a clean run comes to.",
    )
    .option("--runs <number>", "sequences", wholeNumberOption("--runs", 1), 20)
    .option(
      "--from <number>",
      "the first of them that is run, for shares of a long call",
      wholeNumberOption("--from", 1),
      1,
    )
    .option(
      "--seed <number>",
      "decides all of them; the n-th is the same however many there are",
      wholeNumberOption("--seed", 0),
      1,
    )
    .option("--jobs <number>", "sequences at the same time", wholeNumberOption("--jobs", 1), 2)
    .option("--only <seed...>", "sequences by their own seeds, as a failure names them")
    .option("--kept", "the sequences in chaos/seeds.json, which have failed once")
    .option("--list", "tell the sequences, and run nothing")
    .option("--json", "print the results as JSON, and nothing else, on standard output")
    .addHelpText(
      "after",
      `
An interrupted call goes on with the same options. What a failed run has left is kept under .rehearsal/chaos/failed.

Examples:
  npm run chaos -- --runs 200 --seed 1
  npm run chaos -- --runs 200 --seed 1 --from 129
  npm run chaos -- --only 1463201
  npm run chaos -- --runs 5 --list`,
    )
    .action(({ only, ...options }: Options & { readonly only?: readonly string[] }) =>
      chaos({
        ...options,
        ...(only === undefined ? {} : { only: only.map(wholeNumberOption("--only", 0)) }),
      }),
    ),
);
