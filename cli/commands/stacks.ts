/** `up`, `preview` and `destroy`. */
import type { Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import { activeOpsStacks } from "../../config/ops.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName, type StackName } from "../../config/stackName.ts";
import { armEndpoint } from "../../provider/credential.ts";
import { checkWritable, openRehearsal } from "../../rehearsal/session.ts";
import {
  checkSelection,
  parallelOption,
  projectRoot,
  speaker,
  withStackOptions,
  type StackOptions,
} from "../common.ts";
import {
  attachments,
  dataWouldBeLost,
  existingStacks,
  refuseOrphans,
  refuseToStrand,
  refuseWithoutGlobal,
  refuseWithoutOperations,
  unprotect,
} from "../guards.ts";
import { refuseViolations } from "../controls/beforeUp.ts";
import { summaryLine } from "../controls/report.ts";
import { acceptsConnections, clustersOf, engineEnvironment, refuseWithoutRoute } from "../clusterRoute.ts";
import { keepLogs, keptText, refuseToLoseData, unprotectedText } from "../dataGuard.ts";
import { rehearseInProcess } from "../inProcess.ts";
import { askStatements, rehearsedGraph } from "../isolation.ts";
import { faultsOf, faultsOption, refuseFaultsInProcess, struckFaults } from "../faults.ts";
import { groupThere } from "../azureGroups.ts";
import { orchestrate } from "../orchestrate.ts";
import { planOf, stacksToDestroy } from "../plan.ts";
import { localClients, publishAfterUp, realClients } from "../content/run.ts";
import { plainView, terminalView } from "../progress.ts";
import { regionNotes } from "../regionChanges.ts";
import type { Target, Verb } from "../stackRun.ts";
import { writeReportPage } from "../reportPage.ts";
import { summaryText, type RunSummary } from "../summary.ts";
import { localTarget, realTarget } from "../target.ts";
import { readTraffic } from "../traffic.ts";
import type { AzureClient } from "../../rehearsal/azureProcess.ts";

interface DestroyOptions extends StackOptions {
  /** A file of what is to go wrong in a rehearsal. */
  readonly faults?: string;
  readonly yesDeleteData?: true;
  readonly keepLogs?: true;
}

function resumeCommand(verb: Verb, options: DestroyOptions): string {
  const flags = [
    options.local ? "--local" : "",
    options.env === undefined ? "" : `--env ${options.env}`,
    options.only === undefined ? "" : `--only ${options.only.join(" ")}`,
    options.yesDeleteData ? "--yes-delete-data" : "",
    options.keepLogs ? "--keep-logs" : "",
    options.parallel === parallelOption().defaultValue ? "" : `--parallel ${options.parallel}`,
    options.engine === "auto" ? "" : `--engine ${options.engine}`,
  ].filter((flag) => flag !== "");
  return ["npx bulkhead", verb, ...flags].join(" ");
}

/** The first interrupt lets what runs come to an end; the second one ends at once. */
function onInterrupt(say: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  const graceful = new Set<NodeJS.Signals>(["SIGINT", "SIGTERM"]);
  for (const signal of graceful) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      say("Interrupted: what is under way is brought to an end. Once more to stop at once.");
      controller.abort();
    });
  }
  return controller.signal;
}

async function work(
  verb: Verb,
  stacks: readonly StackName[],
  options: DestroyOptions,
  target: Target,
  azure: AzureClient | undefined,
): Promise<RunSummary> {
  const say = speaker(options.json);
  const existing = await existingStacks(target, options.env);
  if (verb === "destroy") {
    const leaves = stacks.some(({ kind, text }) => kind === "ops" && options.only?.includes(text) === true);
    refuseToStrand(stacks, options.only, existing, leaves ? await attachments(target, existing) : undefined);
    const names = options.only ?? existing.map((stack) => stack.name);
    const data = await dataWouldBeLost(target, names);
    refuseToLoseData(data, options);
    if (options.keepLogs) for (const line of keptText(await keepLogs(target, names))) say(line);
    for (const line of unprotectedText(data, options)) say(line);
    await unprotect(target, data);
  } else if (verb === "up") {
    refuseOrphans(stacks, existing);
  }
  const plan = planOf(stacks, verb === "destroy" ? "destroy" : "deploy", options.only);
  if (verb !== "destroy") {
    refuseWithoutGlobal(plan, existing);
    refuseWithoutOperations(plan, activeOpsStacks(readStackFiles(projectRoot, options.env)), existing);
  }
  if (azure === undefined && verb !== "preview") {
    const clusters = await clustersOf(
      target,
      plan.map(({ stack }) => stack),
    );
    await refuseWithoutRoute(verb, clusters, acceptsConnections);
  }
  const names = plan.map(({ stack }) => stack.text);
  const touchesGlobal = verb !== "destroy" && plan.some(({ stack }) => stack.kind === "global");
  const notes = touchesGlobal ? await regionNotes(projectRoot, target, options.env, existing) : [];
  const view =
    process.stdout.isTTY && !options.json && !options.verbose
      ? terminalView(names)
      : plainView(say, options.verbose ?? false);
  const summary = await orchestrate({
    verb,
    plan,
    parallel: options.parallel,
    target,
    azure,
    view,
    signal: onInterrupt(say),
    resume: resumeCommand(verb, options),
    afterUp: await contentStep(verb, azure),
    groupThere: groupThere(azure?.info.arm ?? armEndpoint(process.env)),
  });
  return notes.length === 0 ? summary : { ...summary, notes };
}

/** Content follows each stack that is up: without it no probe would be answered from storage. */
async function contentStep(
  verb: Verb,
  azure: AzureClient | undefined,
): Promise<NonNullable<Parameters<typeof orchestrate>[0]["afterUp"]>> {
  if (verb !== "up") return () => Promise.resolve([]);
  const clients = azure ? localClients((order) => azure.storage(order)) : await realClients();
  return (stack, outputs) => publishAfterUp(stack, outputs["contract"], clients);
}

/** Stacks that exist and have no file any more must still be destroyed. */
async function stacksFor(verb: Verb, options: StackOptions, target: Target): Promise<StackName[]> {
  const fromFiles = readStackFiles(projectRoot, options.env).map((file) => file.stack);
  if (verb !== "destroy") return fromFiles;
  const existing = (await existingStacks(target, options.env)).map((stack) => parseStackName(stack.name));
  return stacksToDestroy(existing, fromFiles, options.only);
}

/** What the rehearsed platform isolates, and the page that shows all of it; nothing where there is no state to read. */
async function whatStands(
  env: string | undefined,
  controls: Awaited<ReturnType<typeof refuseViolations>>,
  say: (line: string) => void,
): Promise<Pick<RunSummary, "statements" | "page">> {
  const loaded = await rehearsedGraph(env, say);
  if (loaded === undefined) return {};
  const { findings, lines } = askStatements(loaded);
  const page = await writeReportPage(projectRoot, {
    graph: loaded.graph,
    source: "the rehearsal's states",
    findings,
    controls,
  });
  return { statements: lines, page };
}

/** Runs a verb as the command line does, tells what came of it, and sets the exit code. */
export async function runVerb(verb: Verb, options: DestroyOptions): Promise<RunSummary> {
  const say = speaker(options.json);
  const faults = faultsOf(options);
  // Every file is checked before anything is started, so that no mistake surfaces half-way.
  if (verb !== "destroy") {
    const stacks = loadEnvironment(projectRoot, options.env).map(({ stack }) => stack);
    checkSelection(options.only, stacks);
  }
  // What a rehearsal cannot write would only be noticed after the longer check below.
  if (options.local) checkWritable(projectRoot);
  const report =
    verb === "up" ? await refuseViolations({ env: options.env, only: options.only, say }) : undefined;
  let summary: RunSummary;
  if (options.local) {
    const rehearsal = await openRehearsal({ projectRoot, engine: options.engine, report: say, faults });
    if ("reason" in rehearsal) {
      refuseFaultsInProcess(faults, rehearsal.reason);
      summary = await rehearseInProcess(verb, options, rehearsal.reason, say);
    } else {
      try {
        const target = await localTarget(rehearsal);
        const stacks = await stacksFor(verb, options, target);
        checkSelection(options.only, stacks);
        const done = await work(verb, stacks, options, target, rehearsal.azure);
        const { database } = rehearsal.places;
        const struck = struckFaults(faults, database);
        summary = {
          ...done,
          ...(struck === undefined ? {} : { faults: struck }),
          ...(verb === "up" ? { traffic: readTraffic(database, undefined, undefined, options.env) } : {}),
        };
      } finally {
        await rehearsal.close();
      }
    }
  } else {
    const real = realTarget();
    const target = { ...real, environment: engineEnvironment(verb, real.environment) };
    const stacks = await stacksFor(verb, options, target);
    checkSelection(options.only, stacks);
    summary = await work(verb, stacks, options, target, undefined);
  }
  if (options.local && verb === "up" && summary.ok)
    summary = { ...summary, ...(await whatStands(options.env, report, say)) };
  if (report !== undefined) summary = { ...summary, controls: summaryLine(report) };
  if (options.json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  else say(summaryText(summary));
  process.exitCode = summary.ok ? 0 : 1;
  return summary;
}

export function addStackCommands(program: Command): void {
  withStackOptions(program.command("up"))
    .addOption(faultsOption())
    .description("Deploy all stacks: global first, then operations, then the stamps side by side.")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead up --local                      rehearse everything\n  npx bulkhead up --only stamp-eastus          one stack of the real platform\n  npx bulkhead up --local --parallel 1 --json  one after the other, result as JSON\n  npx bulkhead up --local --faults docs/examples/faults/busy-day.yaml\n                                               the same on a bad day",
    )
    .action(async (options: DestroyOptions) => void (await runVerb("up", options)));
  withStackOptions(program.command("preview"))
    .addOption(faultsOption())
    .description("Show what `up` would change, stack by stack.")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead preview --local\n  npx bulkhead preview --only global --json",
    )
    .action(async (options: DestroyOptions) => void (await runVerb("preview", options)));
  withStackOptions(program.command("destroy"))
    .addOption(faultsOption())
    .description("Destroy all stacks in the reverse order. Data is kept unless you say otherwise.")
    .option("--yes-delete-data", "also destroy what holds data: Cosmos DB, registry, storage, logs")
    .option("--keep-logs", "leave the Log Analytics workspaces and the archive in Azure")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead destroy --only stamp-eastus             one stamp; the others go on\n  npx bulkhead destroy --local --yes-delete-data       everything the rehearsal made",
    )
    .action(async (options: DestroyOptions) => void (await runVerb("destroy", options)));
}
