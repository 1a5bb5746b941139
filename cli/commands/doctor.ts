/** `doctor`: is everything here that a run needs? */
import { existsSync } from "node:fs";
import * as path from "node:path";
import { Option, type Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import { deployerRoles } from "../../lib/ops/deployerRoles.ts";
import { roleTitles } from "../../lib/roles.ts";
import { ensureHelm } from "../../rehearsal/engine/helm.ts";
import { ensureEngine } from "../../rehearsal/engine/pulumi.ts";
import { findOnPath } from "../../rehearsal/engine/places.ts";
import { checkNode } from "../../rehearsal/engine/node.ts";
import { checkWritable } from "../../rehearsal/session.ts";
import { engineChoices, policyPack, projectRoot, speaker, type EngineChoice } from "../common.ts";

interface DoctorOptions {
  readonly local?: true;
  readonly json?: true;
  readonly env?: string;
  readonly engine: EngineChoice;
}

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or what is wrong and how to mend it. */
  readonly text: string;
}

async function check(what: string, look: () => string | Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, text: await look() };
  } catch (error) {
    return { what, ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}

function found(command: string, remedy: string): string {
  const file = findOnPath(command, process.env["PATH"]);
  if (file === undefined) throw new Error(`not found on PATH. ${remedy}`);
  return file;
}

function localChecks(options: DoctorOptions): Promise<Finding>[] {
  const report = speaker(true);
  return [
    check("rehearsal folder", () => checkWritable(projectRoot).root),
    check("Pulumi engine", async () => {
      const engine = await ensureEngine({ choice: options.engine, report });
      return engine.kind === "in-process"
        ? `none: rehearsals run in process (${engine.reason})`
        : `${engine.version}, ${engine.kind}, ${engine.pulumi}`;
    }),
    check("helm", async () => {
      const helm = await ensureHelm({ choice: "auto", report });
      return helm.kind === "none"
        ? `none: charts are not rendered (${helm.reason})`
        : `${helm.version}, ${helm.kind}, ${helm.helm}`;
    }),
  ];
}

/** Rights cannot be read from here without asking the directory, so they are said. */
function rightsText(): string {
  const names = deployerRoles.map(({ role, limited }) => `${roleTitles[role]}${limited ? " (limited)" : ""}`);
  return `a deployment needs ${names.join(", ")} in the subscription, and not Owner; see docs/operations.md`;
}

function realChecks(): Promise<Finding>[] {
  return [
    check("rights", rightsText),
    check("pulumi", () => found("pulumi", "Install it: https://www.pulumi.com/docs/install/.")),
    check("sign-in", () => {
      if (process.env["ARM_CLIENT_ID"] !== undefined)
        return `service principal ${process.env["ARM_CLIENT_ID"]}`;
      return `Azure CLI, ${found("az", "Install the Azure CLI and run `az login`, or set ARM_CLIENT_ID and its companions.")}`;
    }),
    check("kubelogin", () =>
      found("kubelogin", "Install it: the stamps' API servers take Entra tokens only."),
    ),
  ];
}

async function doctor(options: DoctorOptions): Promise<void> {
  const findings = await Promise.all([
    check("Node.js", () => {
      checkNode();
      return process.version;
    }),
    check("dependencies", () => {
      if (!existsSync(path.join(projectRoot, "node_modules", "@pulumi", "pulumi")))
        throw new Error("not installed. Run `npm ci`.");
      return "installed";
    }),
    check("stack files", () =>
      loadEnvironment(projectRoot, options.env)
        .map((context) => context.stack.text)
        .join(", "),
    ),
    check("policy pack", () => policyPack()),
    ...(options.local ? localChecks(options) : realChecks()),
  ]);
  const ok = findings.every((finding) => finding.ok);
  if (options.json) process.stdout.write(`${JSON.stringify({ ok, findings }, null, 2)}\n`);
  else
    for (const finding of findings)
      process.stdout.write(`${finding.ok ? "✔" : "✖"} ${finding.what.padEnd(18)} ${finding.text}\n`);
  process.exitCode = ok ? 0 : 1;
}

export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("Check that everything a run needs is here, and say how to mend what is not.")
    .option("--local", "what a rehearsal needs, instead of what the real Azure needs")
    .option("--json", "print the findings as JSON")
    .option("--env <name>", "the environment")
    .addOption(
      new Option("--engine <choice>", "where the Pulumi engine comes from")
        .choices(engineChoices)
        .default("auto"),
    )
    .action(doctor);
}
