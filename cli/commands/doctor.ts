/** `doctor`: is everything here that a run needs? */
import type { Command } from "commander";
import { loadEnvironment, type LoadedContext } from "../../config/load.ts";
import { UserError } from "../../config/userError.ts";
import { assignmentCondition } from "../../lib/ops/deployerRoles.ts";
import { checkSelection, engineOption, projectRoot, type EngineChoice } from "../common.ts";
import { entryChecks, machineChecks, subscriptionChecks } from "../doctor/checks/index.ts";
import { examineAll } from "../doctor/examine.ts";
import { allWell, type Reported } from "../doctor/finding.ts";
import { projectFindings, rehearsalFindings } from "../doctor/local.ts";
import { needsOf, type Needs } from "../doctor/needs.ts";
import { realWorld, runCommand, stackFileFacts, subscriptionOf } from "../doctor/realWorld.ts";
import { needsLines, quotaRows, reportLines } from "../doctor/report.ts";
import { checkAssignee, preparation } from "../doctor/script.ts";
import { environmentOption } from "../environment.ts";
import { loadGraph } from "../graphSource.ts";

interface DoctorOptions {
  readonly local?: true;
  readonly json?: true;
  readonly env?: string;
  readonly only?: readonly string[];
  readonly subscription?: string;
  readonly needs?: true;
  readonly script?: true;
  readonly assignee?: string;
  readonly engine: EngineChoice;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Most machines of the scale sets that Azure DevOps scales: their own capacity begins at none. */
function agentsOf(contexts: readonly LoadedContext[]): Record<string, number> {
  return Object.fromEntries(
    contexts.flatMap((context) =>
      context.kind === "ops" && context.config.agents.type === "scaleSet"
        ? [[context.stack.text, context.config.agents.maxCount]]
        : [],
    ),
  );
}

/** What the chosen stacks want, from running their programs: what is wanted may be ahead of what is deployed. */
async function loadNeeds({ env, only }: DoctorOptions): Promise<Needs> {
  const contexts = loadEnvironment(projectRoot, env);
  const stacks = contexts.map(({ stack }) => stack);
  checkSelection(only, stacks);
  const { graph } = await loadGraph({ env, from: "program", say });
  const chosen = (stack: string) => only === undefined || only.includes(stack);
  const stamps = stacks.filter(({ kind, text }) => kind === "stamp" && chosen(text));
  // Programs of stamps build on the others, so all of them run, and the graph is cut afterwards.
  return needsOf(
    graph,
    stamps.map(({ text }) => text),
    agentsOf(contexts),
    chosen,
  );
}

function needsJson(needs: Needs): unknown {
  const { stacks, sizes, providers, features, cosmos, kubernetes, actions } = needs;
  const condition = assignmentCondition();
  return {
    stacks,
    quotas: quotaRows(needs),
    sizes,
    providers,
    features,
    cosmos,
    kubernetes,
    actions,
    condition,
  };
}

function print(findings: readonly Reported[], json: true | undefined): void {
  const ok = allWell(findings);
  if (json) process.stdout.write(`${JSON.stringify({ ok, findings }, null, 2)}\n`);
  else process.stdout.write(`${reportLines(findings).join("\n")}\n`);
  process.exitCode = ok ? 0 : 1;
}

const lists = { machine: machineChecks, entry: entryChecks, subscription: subscriptionChecks };
const checks = Object.values(lists).reduce((total, list) => total + list.length, 0);

/** A line that counts the checks, where a person looks on. */
function progress(): () => void {
  let ended = 0;
  return () => {
    ended += 1;
    if (process.stderr.isTTY)
      process.stderr.write(`\r${ended} of ${checks} checks done${ended === checks ? "\n" : ""}`);
  };
}

async function realFindings(options: DoctorOptions): Promise<Reported[]> {
  say("Reading what the stacks want by running their programs; nothing is deployed.");
  const needs = await loadNeeds(options);
  const run = (command: string, args: readonly string[]) => runCommand(command, args, projectRoot);
  const stackFiles = stackFileFacts(projectRoot, needs.stacks);
  const subscription = options.subscription ?? (await subscriptionOf(stackFiles, process.env, run));
  return examineAll(lists, realWorld(projectRoot, subscription, needs, stackFiles), progress());
}

function refuseContradictions({ local, needs, script, assignee, json }: DoctorOptions): void {
  const together = (key: string, problem: string, remedy: string) => new UserError({ key, problem, remedy });
  if (local && (needs || script))
    throw together("--local", "A rehearsal wants nothing of a subscription.", "Leave --local out.");
  if (assignee !== undefined && !script)
    throw together("--assignee", "It is for the script.", "Add --script.");
  if (script && (needs || json))
    throw together("--script", "A script is printed alone.", "Leave --needs and --json out.");
}

async function doctor(options: DoctorOptions): Promise<void> {
  refuseContradictions(options);
  if (options.script) {
    const assignee = options.assignee === undefined ? undefined : checkAssignee(options.assignee);
    process.stdout.write(preparation(await loadNeeds(options), assignee));
    return;
  }
  if (options.needs) {
    const needs = await loadNeeds(options);
    const text = options.json ? JSON.stringify(needsJson(needs), null, 2) : needsLines(needs).join("\n");
    process.stdout.write(`${text}\n`);
    return;
  }
  const project = await projectFindings(options.env);
  // Without stack files that load there is nothing to hold against Azure.
  const rest = options.local
    ? await rehearsalFindings(options.engine)
    : allWell(project)
      ? await realFindings(options)
      : [];
  print([...project, ...rest], options.json);
}

export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description(
      "Check that everything a run needs is here, and say how to mend what is not. It changes nothing.",
    )
    .option("--local", "what a rehearsal needs, instead of what the real Azure needs")
    .option("--json", "print the findings as JSON, and nothing else, on standard output")
    .addOption(environmentOption())
    .option("--only <stack...>", "what these stacks need, and not the others")
    .option("--subscription <id>", "look at this subscription instead of the one that is signed in to")
    .option("--needs", "print what the stacks want of a subscription, without signing in")
    .option("--script", "print a shell script that prepares a subscription: providers, features, roles")
    .option("--assignee <objectId>", "for --script: who is to deploy")
    .addOption(engineOption())
    .addHelpText(
      "after",
      `
Exit code 0: nothing is wrong and everything could be asked; doubts (!) are printed and do not count.

Examples:
  npx bulkhead doctor                          everything that a deployment to Azure needs
  npx bulkhead doctor --only stamp-westus3     before a region is added
  npx bulkhead doctor --needs                  quotas, sizes, providers, roles: before you have a subscription
  npx bulkhead doctor --script --assignee ID > prepare.sh
                                               what somebody with Owner runs once
  npx bulkhead doctor --local                  what a rehearsal needs
  npx bulkhead doctor --json                   the findings for a pipeline`,
    )
    .action(doctor);
}
