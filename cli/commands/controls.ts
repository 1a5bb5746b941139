/** `controls`: what holds, and what does not, of the catalogue of controls. */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Option, type Command } from "commander";
import { readStackFiles } from "../../config/stackFiles.ts";
import { catalogue } from "../../controls/catalogue/index.ts";
import { checkSelection, projectRoot, speaker } from "../common.ts";
import { environmentOption } from "../environment.ts";
import { evaluateStacks } from "../controls/evaluateStacks.ts";
import { policyConfigName } from "../controls/policyConfig.ts";
import { reportText, table } from "../controls/report.ts";
import { sarifOf } from "../controls/sarif.ts";

interface ControlsOptions {
  readonly env?: string;
  readonly only?: readonly string[];
  readonly from?: "state" | "program";
  readonly local?: true;
  readonly list?: true;
  readonly json?: true;
  readonly sarif?: string;
  readonly policyConfig?: string;
}

function listControls(json: boolean | undefined): void {
  const rows = catalogue.map(({ id, severity, enforcement, scope, references, title, parameters }) => ({
    id,
    severity,
    enforcement,
    scope,
    mcsb: references.mcsb,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, { default: value }]) => [name, value]),
    ),
    title,
  }));
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const say = speaker(false);
  const lines = rows.map(({ id, severity, enforcement, mcsb, title }) => [
    id,
    severity,
    enforcement,
    mcsb.join(" "),
    title,
  ]);
  for (const line of table(["control", "severity", "level", "benchmark", "title"], lines)) say(line);
}

function version(): string {
  const content = readFileSync(path.join(projectRoot, "package.json"), "utf8");
  return (JSON.parse(content) as { version: string }).version;
}

async function controls(options: ControlsOptions): Promise<void> {
  if (options.list) {
    listControls(options.json);
    return;
  }
  checkSelection(
    options.only,
    readStackFiles(projectRoot, options.env).map(({ stack }) => stack),
  );
  const report = await evaluateStacks({ ...options, say: (line) => process.stderr.write(`${line}\n`) });
  if (options.sarif !== undefined)
    writeFileSync(options.sarif, `${JSON.stringify(sarifOf(report, catalogue, version()), null, 2)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else speaker(false)(reportText(report));
  process.exitCode = report.violations === 0 ? 0 : 1;
}

export function addControlsCommand(program: Command): void {
  program
    .command("controls")
    .description(
      "Hold every stack against the catalogue of controls. Ends with 1 when a mandatory one is broken.",
    )
    .option("--list", "the catalogue alone, without looking at any stack")
    .option("--only <stack...>", "findings of these stacks only")
    .addOption(environmentOption())
    .option("--local", "the state of the rehearsal, where there is one, instead of the real platform's")
    .addOption(
      new Option(
        "--from <source>",
        "states, or the programs run in process; states where every stack has one when left out",
      ).choices(["state", "program"]),
    )
    .option(
      "--policy-config <file>",
      `enforcement, parameters and exemptions; ${policyConfigName} when left out`,
    )
    .option("--json", "print the result as JSON, and nothing else, on standard output")
    .option("--sarif <file>", "also write the findings as SARIF 2.1.0, for code scanning")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead controls --from program             what the stack files would deploy\n  npx bulkhead controls --sarif controls.sarif     what is deployed, for code scanning\n  npx bulkhead controls --list --json              ids, levels and parameters",
    )
    .action(controls);
}
