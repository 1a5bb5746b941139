/** `cost`: what the platform costs a month, estimated from the graph and a dated price table. */
import type { Command } from "commander";
import { UserError } from "../../config/userError.ts";
import { costLines, estimateCost } from "../../graph/cost/estimate.ts";
import { priceSources } from "../../graph/cost/prices.ts";
import { deliver, graphFor, withGraphOptions, type GraphOptions } from "../graphOptions.ts";

interface CostOptions extends GraphOptions {
  readonly releaseHours: number;
}

/** Hours from 0 up, as given on the command line. */
export function hours(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number) || number < 0)
    throw new UserError({
      key: "--release-hours",
      problem: `'${text}' is no number of hours.`,
      remedy: "Give a number from 0.",
    });
  return number;
}

async function run(options: CostOptions): Promise<void> {
  const { graph } = await graphFor(options);
  const estimate = estimateCost(graph, options.releaseHours);
  const text = options.json
    ? JSON.stringify({ ...estimate, sources: priceSources }, null, 2)
    : costLines(estimate).join("\n");
  deliver(text, undefined);
}

export function addCostCommand(program: Command): void {
  withGraphOptions(program.command("cost"))
    .description("Estimates what the platform costs a month, steady and for a release.")
    .option("--release-hours <hours>", "how long old and new stamps stand side by side", hours, 24)
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead cost --source program        what the stack files say, nothing deployed
  npx bulkhead cost --local                 what the rehearsal stands on
  npx bulkhead cost --release-hours 6       a release that drains the old stamps after six hours
  npx bulkhead cost --json                  every line with its price, region and sources`,
    )
    .action(run);
}
