/** `npm run bench`: measures start, preview and scale; prints ratios, writes JSON. */
import { Command } from "commander";
import { parallelOption, wholeNumberOption } from "../cli/common.ts";
import { runScript } from "../cli/script.ts";
import { measure, type Extent } from "./measure.ts";

const stamps = wholeNumberOption("--stamps", 1);

await runScript(
  new Command("npm run bench --")
    .description(
      "Measures the start of programs, previews, and `up --local` of ever more stamps, in throw-away copies of the project with the real engine. Results are written to bench/results as well.",
    )
    .option(
      "--runs <number>",
      "of start and preview, of which medians are taken",
      wholeNumberOption("--runs", 1),
      5,
    )
    .option(
      "--stamps <numbers>",
      "platforms that are deployed, by how many stamps they have, with commas between",
      (text: string) => text.split(",").map(stamps),
      [2, 8, 32],
    )
    .addOption(parallelOption())
    .addHelpText(
      "after",
      `
32 stamps take a quarter of an hour on two cores. Nothing else should run meanwhile.

Examples:
  npm run bench -- --runs 3 --stamps 2
  npm run bench -- --runs 5 --stamps 2,8,32`,
    )
    .action((extent: Extent) => measure(extent, (line) => void process.stdout.write(`${line}\n`))),
);
