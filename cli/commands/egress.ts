/** `egress`: which hosts stamps and operations networks may reach, through which rule and why. */
import type { Command } from "commander";
import { egressSources, stampEgress } from "../../config/egress.ts";
import { loadEnvironment, type LoadedContext } from "../../config/load.ts";
import { opsEgress, opsPlan } from "../../config/ops.ts";
import { stampPlan } from "../../config/stampPlan.ts";
import { egressRows, type EgressRow } from "../../lib/egress/export.ts";
import { wayOutKind } from "../../config/wayOut.ts";
import { checkSelection, projectRoot, speaker } from "../common.ts";
import { environmentOption } from "../environment.ts";

interface EgressOptions {
  readonly env?: string;
  readonly only?: readonly string[];
  readonly json?: true;
  /** Accepted everywhere; the rules follow from the stack files, for the platform and its rehearsal alike. */
  readonly local?: true;
}

/** What one stamp lets out. */
export interface StackEgress {
  readonly stack: string;
  /** Who holds the rules: the stamp's own firewall, or somebody else's who has to be told. */
  readonly wayOut: "firewall" | "hub" | "appliance" | "natGateway";
  readonly rules: readonly EgressRow[];
}

type StampContext = Extract<LoadedContext, { kind: "stamp" }>;
type OpsContext = Extract<LoadedContext, { kind: "ops" }>;

/** The rules of one operations network: people and agents reach different hosts. */
export function opsStackEgress({ config, stack }: OpsContext): StackEgress {
  const { jumpBoxes, agents } = opsEgress(config);
  const { subnets } = opsPlan(config);
  return {
    stack: stack.text,
    wayOut: config.egress.type,
    rules: [
      ...egressRows(jumpBoxes, [subnets.jumpBoxes]),
      ...(subnets.agents === undefined ? [] : egressRows(agents, [subnets.agents])),
    ],
  };
}

/** The rules of one stamp, from its file alone. */
export function stackEgress({ config, siblings, stack }: StampContext): StackEgress {
  return {
    stack: stack.text,
    wayOut: wayOutKind(config.network),
    rules: egressRows(stampEgress(config), egressSources(stampPlan(config, siblings))),
  };
}

/** The rules as a table, one line for every host or tag. */
export function egressTable(rules: readonly EgressRow[]): string[] {
  const header = ["feature", "host", "port", "reason", "source"];
  const lines = rules.flatMap((row) =>
    [...row.hosts, ...row.fqdnTags.map((tag) => `${tag} (tag)`)].map((host, index) => [
      row.feature,
      host,
      `${row.protocol} ${row.port}${row.inspection === "allowed" ? ", inspected" : ""}`,
      index === 0 ? row.reason : "",
      index === 0 ? row.source : "",
    ]),
  );
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  return [header, ...lines].map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

const heading: Readonly<Record<StackEgress["wayOut"], string>> = {
  firewall: "the rules of its firewall",
  hub: "to be allowed by those who run the hub's firewall",
  appliance: "to be allowed by those who run the appliance",
  natGateway: "what is needed; a NAT gateway lets every host through",
};

function egressOf(context: LoadedContext): StackEgress[] {
  if (context.kind === "stamp") return [stackEgress(context)];
  return context.kind === "ops" ? [opsStackEgress(context)] : [];
}

function egress(options: EgressOptions): void {
  const contexts = loadEnvironment(projectRoot, options.env).filter(({ kind }) => kind !== "global");
  checkSelection(
    options.only,
    contexts.map(({ stack }) => stack),
  );
  const chosen = contexts.filter(({ stack }) => options.only?.includes(stack.text) ?? true).flatMap(egressOf);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(chosen, null, 2)}\n`);
    return;
  }
  const say = speaker(false);
  chosen.forEach(({ stack, wayOut, rules }, index) => {
    if (index > 0) say("");
    say(
      `${stack}: ${heading[wayOut]}, from ${[...new Set(rules.flatMap(({ sources }) => sources))].join(", ")}`,
    );
    for (const line of egressTable(rules)) say(`  ${line}`);
  });
}

export function addEgressCommand(program: Command): void {
  program
    .command("egress")
    .description(
      "The hosts that stamps and operations networks may reach: feature, host, port, reason and source of every rule.",
    )
    .option("--only <stack...>", "these stacks only")
    .addOption(environmentOption())
    .option("--json", "print the rules as JSON, for those who run another firewall")
    .option("--local", "the same: the rules follow from the stack files")
    .addHelpText("after", "\nExamples:\n  npx bulkhead egress --only stamp-eastus --json > rules.json")
    .action(egress);
}
