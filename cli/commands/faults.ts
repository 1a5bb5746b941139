/** `faults`: what can be made to go wrong in a rehearsal. */
import * as path from "node:path";
import type { Command } from "commander";
import { catalogue } from "../../rehearsal/faults/catalogue.ts";
import { readFaultFile } from "../../rehearsal/faults/file.ts";
import type { FaultRow, Parameter } from "../../rehearsal/faults/model.ts";
import type { FaultEntry } from "../../rehearsal/faults/plan.ts";
import { refuseImpossible } from "../faults.ts";

interface FaultsOptions {
  readonly json?: true;
}

function print(options: FaultsOptions, value: unknown, text: () => string): void {
  process.stdout.write(`${options.json ? JSON.stringify(value, null, 2) : text()}\n`);
}

function parameterText([name, { description, default: usual, choices }]: [string, Parameter]): string {
  const values = choices === undefined ? "" : ` (${choices.join(", ")})`;
  return `    ${name}${values}${usual === undefined ? "" : ` = ${usual}`}: ${description}`;
}

function rowText(row: FaultRow): string {
  return [
    `${row.id}: ${row.title}`,
    `    ${row.answer}`,
    `    ${row.reaction}; ${row.times === null ? "until the faults end" : row.times === 1 ? "once" : `${row.times} times`}; ${row.operations.join(", ")}${row.types === undefined ? "" : ` of ${row.types.join(", ")}`}`,
    ...Object.entries(row.parameters).map(parameterText),
    ...(row.remedy === undefined ? [] : [`    remedy: ${row.remedy}`]),
  ].join("\n");
}

function entryText(entry: FaultEntry): string {
  const where = [
    entry.operation ?? "",
    entry.type === "*" ? "" : entry.type,
    entry.name === "*" ? "" : `named ${entry.name}`,
    entry.stack === "*" ? "" : `in ${entry.stack}`,
    entry.after === 0 ? "" : `after ${entry.after}`,
  ].filter((part) => part !== "");
  const often = entry.times === null ? "until the faults end" : `${entry.times}×`;
  return `  ${entry.fault} ${often}${where.length === 0 ? "" : `: ${where.join(", ")}`}`;
}

function check(file: string, options: FaultsOptions): void {
  const plan = readFaultFile(file);
  refuseImpossible(plan, path.basename(file));
  print(options, plan, () =>
    [
      `${path.basename(file)}: ${plan.faults.length} fault${plan.faults.length === 1 ? "" : "s"}`,
      ...plan.faults.map(entryText),
    ].join("\n"),
  );
}

export function addFaultsCommand(program: Command): void {
  const faults = program
    .command("faults")
    .description("List what can be made to go wrong in a rehearsal, and what is done about each.")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead faults
  npx bulkhead faults check docs/examples/faults/throttling.yaml
  npx bulkhead up --local --faults docs/examples/faults/throttling.yaml`,
    )
    .action((options: FaultsOptions) =>
      print(options, catalogue, () => catalogue.map((row) => rowText(row)).join("\n\n")),
    );
  faults
    .command("check <file>")
    .description("Check a fault file, and say what it would do.")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  npx bulkhead faults check docs/examples/faults/throttling.yaml")
    .action(check);
}
