/** `recovery`: what a lost region takes along, store by store, by the stack files. */
import { Option, type Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import { recoveryFacts } from "../../config/recoveryFacts.ts";
import { UserError } from "../../config/userError.ts";
import { recoveryTimeMinutes } from "../../lib/recovery/objectives.ts";
import { recoveryPoints, type RecoveryPoint } from "../../lib/recovery/points.ts";
import { projectRoot } from "../common.ts";
import { environmentOption } from "../environment.ts";

interface RecoveryOptions {
  readonly env?: string;
  readonly format: "text" | "markdown";
  readonly json?: true;
  /** Accepted everywhere; the files are the same for the platform and its rehearsal. */
  readonly local?: true;
}

/** The points as a table in Markdown; sources are numbered below it. */
export function recoveryTable(points: readonly RecoveryPoint[]): string {
  const sources = [...new Set(points.map(({ source }) => source))];
  const number = (source: string) => sources.indexOf(source) + 1;
  return [
    "| store | holds | copies | lost with the region | comes back | source |",
    "| --- | --- | --- | --- | --- | --- |",
    ...points.map(
      ({ store, holds, copies, loses, back, source }) =>
        `| **${store}** | ${holds} | ${copies} | ${loses} | ${back} | ${number(source)} |`,
    ),
    "",
    ...sources.map((source, index) => `${index + 1}. ${source}`),
  ].join("\n");
}

function recoveryText(points: readonly RecoveryPoint[]): string {
  return [
    `Recovery time objective: ${recoveryTimeMinutes} minutes for the reserve that a region is; users of the others notice nothing.`,
    ...points.flatMap(({ store, holds, copies, loses, back, source }) => [
      "",
      `${store} (${holds})`,
      `  copies   ${copies}`,
      `  loses    ${loses}`,
      `  back     ${back}`,
      `  source   ${source}`,
    ]),
    "",
    "How long the rebuilding takes: npx bulkhead timeline --source program --rebuild <region>",
  ].join("\n");
}

function recovery({ env, format, json }: RecoveryOptions): void {
  const facts = recoveryFacts(loadEnvironment(projectRoot, env));
  if (facts === undefined) {
    throw new UserError({
      problem: "Without a global stack and a stamp there is nothing that a region could take along.",
      remedy: "Write the files, or name another environment with --env.",
    });
  }
  const points = recoveryPoints(facts);
  const text = json
    ? JSON.stringify({ objectiveMinutes: recoveryTimeMinutes, points }, null, 2)
    : format === "markdown"
      ? recoveryTable(points)
      : recoveryText(points);
  process.stdout.write(`${text}\n`);
}

export function addRecoveryCommand(program: Command): void {
  program
    .command("recovery")
    .description("Say what a lost region takes along, store by store, and how it comes back.")
    .addOption(environmentOption())
    .addOption(new Option("--format <format>", "of the result").choices(["text", "markdown"]).default("text"))
    .option("--json", "print the result as JSON")
    .option("--local", "the same: one file serves the platform and its rehearsal")
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead recovery
  npx bulkhead recovery --format markdown > recovery.md
  npx bulkhead recovery --env int --json`,
    )
    .action(recovery);
}
