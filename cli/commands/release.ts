/** `release`: a new generation of the stamps takes over from the old one, without anybody noticing. */
import { Option, type Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { readText } from "../../config/textFile.ts";
import { UserError } from "../../config/userError.ts";
import {
  engineOption,
  parallelOption,
  projectRoot,
  speaker,
  wholeNumberOption,
  type EngineChoice,
} from "../common.ts";
import { environmentOption } from "../environment.ts";
import type { EnvironmentSettings } from "../release/keys.ts";
import type { Pair } from "../release/model.ts";
import { outcomeLines, takingBack } from "../release/ending.ts";
import { needsOf, needsText } from "../release/needs.ts";
import { imageOption, stepsOption, valueOption } from "../release/options.ts";
import { releasePorts, unsmoked, type PortOptions } from "../release/ports.ts";
import { runRelease, stepText, type ReleaseOutcome } from "../release/run.ts";
import { waysOf } from "../release/smoke.ts";
import { changeStackFile, generationIn, wantedWeight } from "../release/stackFile.ts";
import { startRelease, type StartedStamp } from "../release/start.ts";
import { statusLines, statusOf } from "../release/status.ts";
import { openWorkbench, type Workbench } from "../release/workbench.ts";

interface PlaceOptions {
  readonly local?: true;
  readonly json?: true;
  readonly env?: string;
  readonly engine: EngineChoice;
}

interface NewOptions {
  readonly region?: readonly string[];
  readonly generation?: string;
  readonly image?: readonly string[];
  readonly set?: readonly string[];
  readonly steps?: string;
  readonly soak?: number;
  readonly drain?: number;
  readonly approval?: "none" | "each";
  readonly order?: "together" | "one-by-one";
}

interface RunOptions extends PlaceOptions, NewOptions {
  readonly parallel: number;
  /** Commander's form of --no-wait. */
  readonly wait: boolean;
  readonly approveStep?: string;
  readonly retry?: true;
  readonly smokeVia?: readonly string[];
  readonly skipSmoke?: true;
  readonly apiKeyFile?: string;
  readonly failAt?: number;
  readonly yesDeleteData?: true;
}

interface AbortOptions extends PlaceOptions {
  readonly parallel: number;
  readonly destroy?: true;
}

/** Exit code of a release that is neither over nor wrong: it waits for time or for a person. */
const waitingCode = 3;

function settingsOf(options: NewOptions): EnvironmentSettings {
  return {
    ...(options.steps === undefined ? {} : { steps: stepsOption(options.steps) }),
    ...(options.soak === undefined ? {} : { soakMinutes: options.soak }),
    ...(options.drain === undefined ? {} : { drainMinutes: options.drain }),
    ...(options.approval === undefined ? {} : { approval: options.approval }),
    ...(options.order === undefined ? {} : { order: options.order }),
    ...(options.order === "one-by-one" && options.region !== undefined
      ? { regions: [...options.region] }
      : {}),
  };
}

function begin(options: NewOptions & Pick<PlaceOptions, "env">): StartedStamp[] {
  return startRelease({
    projectRoot,
    env: options.env,
    regions: options.region,
    generation: options.generation,
    settings: settingsOf(options),
    values: [...(options.image ?? []).flatMap(imageOption), ...(options.set ?? []).map(valueOption)],
  });
}

function startedLines(started: readonly StartedStamp[], env: string | undefined): string[] {
  const fresh = started.filter(({ what }) => what !== "standing");
  const needs = needsOf(
    projectRoot,
    env,
    fresh.map(({ stack }) => stack),
  );
  return [
    ...fresh.map(({ file, replaces, what }) =>
      what === "written" ? `Wrote ${file}, to replace ${replaces}.` : `Took ${file}, to replace ${replaces}.`,
    ),
    ...needsText(needs),
  ];
}

/** New generations that have no requests yet and are to get some. */
function unreleased({ env, retry: again }: Pick<RunOptions, "env" | "retry">): string[] {
  return readStackFiles(projectRoot, env).flatMap((file) => {
    const { stack } = file;
    const release = stack.kind === "stamp" ? generationIn(projectRoot, stack.text) : undefined;
    const waits = release !== undefined && (release.halted === undefined || again === true);
    return waits && wantedWeight(file) === 0 ? [stack.text] : [];
  });
}

function checkOptions(options: RunOptions): PortOptions {
  const portOptions: PortOptions = {
    smokeVia: waysOf(options.smokeVia ?? []),
    skipSmoke: options.skipSmoke ?? false,
    apiKey:
      options.apiKeyFile === undefined
        ? undefined
        : readText(options.apiKeyFile, { file: options.apiKeyFile, key: "--api-key-file" }).trim(),
    failAt: options.failAt,
    interactive: process.stdin.isTTY && process.stderr.isTTY && !options.json,
  };
  if (options.failAt !== undefined && !options.local)
    throw new UserError({
      key: "--fail-at",
      problem: "Only a rehearsal can be made to fail.",
      remedy: "Add --local, or leave it away.",
    });
  const [first] = options.local ? [] : unsmoked(unreleased(options), portOptions);
  if (first !== undefined)
    throw new UserError({
      key: "--smoke-via",
      problem: `Nothing says where '${first}' can be asked before it gets requests.`,
      remedy: `Forward a port to its gateway from an agent (docs/releases.md) and add --smoke-via ${first}=127.0.0.1:8443, or --skip-smoke.`,
    });
  return portOptions;
}

function resumeCommand(options: PlaceOptions): string {
  const flags = [options.local ? "--local" : "", options.env === undefined ? "" : `--env ${options.env}`];
  return ["npx bulkhead release", ...flags.filter((flag) => flag !== "")].join(" ");
}

async function withBench<Result>(
  options: PlaceOptions & { readonly parallel?: number; readonly yesDeleteData?: true },
  work: (bench: Workbench) => Promise<Result>,
): Promise<Result> {
  const bench = await openWorkbench({
    local: options.local ?? false,
    env: options.env,
    engine: options.engine,
    parallel: options.parallel ?? 1,
    yesDeleteData: options.yesDeleteData ?? false,
    resume: resumeCommand(options),
    say: speaker(options.json),
  });
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
}

function finish(outcome: ReleaseOutcome, steps: readonly string[], options: PlaceOptions): void {
  const say = speaker(options.json);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...outcome, steps }, null, 2)}\n`);
  for (const line of outcomeLines(outcome, options.local ?? false, resumeCommand(options))) say(line);
  process.exitCode = outcome.outcome === "done" ? 0 : outcome.outcome === "waiting" ? waitingCode : 1;
}

async function carryOn(bench: Workbench, portOptions: PortOptions, options: RunOptions): Promise<void> {
  const steps: string[] = [];
  const outcome = await runRelease(
    releasePorts(bench, portOptions),
    { wait: options.wait, approved: options.approveStep },
    (step) => {
      if (step.kind === "done" || step.kind === "halted" || step.kind === "blocked") return;
      steps.push(stepText(step));
      bench.request.say(`→ ${stepText(step)}`);
    },
  );
  finish(outcome, steps, options);
}

/** The cause is mended, also the one that a rehearsal was made to fail by. */
async function retry({ azure, request }: Workbench): Promise<void> {
  for (const { stack } of readStackFiles(projectRoot, request.env)) {
    if (stack.kind !== "stamp" || generationIn(projectRoot, stack.text)?.halted === undefined) continue;
    await azure?.ail(stack.text, undefined);
    changeStackFile(projectRoot, stack.text, { generation: { halted: undefined, discarded: undefined } });
  }
}

const startsSomething = ({ generation, region, image, set }: NewOptions): boolean =>
  generation !== undefined || region !== undefined || image !== undefined || set !== undefined;

async function release(options: RunOptions): Promise<void> {
  const say = speaker(options.json);
  loadEnvironment(projectRoot, options.env);
  if (options.generation !== undefined)
    for (const line of startedLines(begin(options), options.env)) say(line);
  else if (startsSomething(options))
    throw new UserError({
      key: "--generation",
      problem: "A release that begins here needs a name, so that the same command can go on with it.",
      remedy: "Add --generation b, or begin with `npx bulkhead release start`.",
    });
  const portOptions = checkOptions(options);
  await withBench(options, async (bench) => {
    if (options.retry) await retry(bench);
    await carryOn(bench, portOptions, options);
  });
}

function start(options: NewOptions & PlaceOptions): void {
  loadEnvironment(projectRoot, options.env);
  const started = begin(options);
  const say = speaker(options.json);
  if (options.json) process.stdout.write(`${JSON.stringify(started, null, 2)}\n`);
  for (const line of startedLines(started, options.env)) say(line);
  say(
    started.length === 0
      ? "There is nothing to release: that generation serves already."
      : `Look at the files, then run \`${resumeCommand(options)}\`.`,
  );
}

async function pairsNow(bench: Workbench): Promise<readonly Pair[]> {
  const options = {
    smokeVia: new Map(),
    skipSmoke: true,
    apiKey: undefined,
    failAt: undefined,
    interactive: false,
  };
  return releasePorts(bench, options).pairs();
}

async function status(options: PlaceOptions): Promise<void> {
  const pairs = await withBench(options, pairsNow);
  if (options.json) process.stdout.write(`${JSON.stringify(pairs.map(statusOf), null, 2)}\n`);
  else if (pairs.length === 0) speaker(false)("No release is under way.");
  else for (const line of statusLines(pairs)) speaker(false)(line);
}

async function abort(options: AbortOptions): Promise<void> {
  await withBench(options, async (bench) => {
    for (const [stack, change] of takingBack(await pairsNow(bench), options.destroy ?? false))
      changeStackFile(projectRoot, stack, change);
    const ports = releasePorts(bench, checkOptions({ ...options, wait: true, skipSmoke: true }));
    const steps: string[] = [];
    const outcome = await runRelease(ports, { wait: true, approved: undefined }, (step) => {
      if (step.kind === "done" || step.kind === "halted" || step.kind === "blocked") return;
      steps.push(stepText(step));
      bench.request.say(`→ ${stepText(step)}`);
    });
    if (options.json) process.stdout.write(`${JSON.stringify({ outcome: "aborted", steps }, null, 2)}\n`);
    bench.request.say(
      outcome.outcome === "done"
        ? "The release was taken back, and nothing of the new generation is left."
        : "The release was taken back. The new generation takes no requests; `--destroy` takes it away.",
    );
  });
}

function withPlace(command: Command): Command {
  return command
    .option("--local", "in the rehearsal")
    .option("--json", "print the result as JSON")
    .addOption(environmentOption())
    .addOption(engineOption());
}

function withParallel(command: Command): Command {
  return command.addOption(parallelOption());
}

/** A week, in minutes. */
const mostMinutes = 10_080;

function withNewGeneration(command: Command): Command {
  return command
    .option("--region <region...>", "regions to release; all of them when left out")
    .option("--generation <name>", "name of the new generation: one or two letters or digits")
    .option("--image <component=tag@digest...>", "image of the new generation")
    .option("--set <key=value...>", "any other key of the new generation's file")
    .option("--steps <percentages>", "shares of the requests before all of them, such as 10,50")
    .option("--soak <minutes>", "how long each step is watched", wholeNumberOption("--soak", 0, mostMinutes))
    .option(
      "--drain <minutes>",
      "how long the drained generation is kept at least",
      wholeNumberOption("--drain", 0, mostMinutes),
    )
    .addOption(
      new Option("--approval <who>", "whether a person agrees to each step").choices(["none", "each"]),
    )
    .addOption(
      new Option("--order <order>", "all regions at once, or one after the other").choices([
        "together",
        "one-by-one",
      ]),
    );
}

export function addReleaseCommand(program: Command): void {
  const parent = withNewGeneration(withParallel(withPlace(program.command("release"))))
    .enablePositionalOptions()
    .description("Let a new generation of the stamps take over, step by step; goes on where it stopped.")
    .option("--approve-step <step>", "agree to one step beforehand: its percentage, or `destroy`")
    .option("--no-wait", "end with code 3 where time has to pass, instead of waiting")
    .option("--retry", "try again after the release was taken back")
    .option("--smoke-via <stack=host:port...>", "where the gateways of new stamps answer from here")
    .option("--skip-smoke", "no smoke test before the first requests")
    .option("--api-key-file <file>", "API key for the smoke test, which then makes an item of its own")
    .option("--yes-delete-data", "also destroy what an old generation protects")
    .option(
      "--fail-at <percent>",
      "rehearsals only: the new generation falls ill there",
      wholeNumberOption("--fail-at", 1, 100),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead release start --image catalog-api=2.0.0        write the new generation's files\n  npx bulkhead release                                        go on with it, from wherever it is\n  npx bulkhead release --approve-step 50                      agree to the step to 50 %\n  npx bulkhead release --local --generation b                 begin and rehearse all of it\n  npx bulkhead release --local --generation b --fail-at 50    rehearse the way back",
    )
    .action(release);
  withNewGeneration(withPlace(parent.command("start")))
    .description("Write the stack files of a new generation, and nothing else.")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead release start                                             all regions, the next letter\n  npx bulkhead release start --region westeurope eastus --order one-by-one\n  npx bulkhead release start --generation c --set cluster.kubernetesVersion=1.35",
    )
    .action(start);
  withPlace(parent.command("status"))
    .description("Say how far the release is, region by region.")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead release status\n  npx bulkhead release status --local --json",
    )
    .action(status);
  withParallel(withPlace(parent.command("abort")))
    .description("Bring the weights from before the release back, and drain the new generation.")
    .option("--destroy", "and take the new generation away, files included")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead release abort\n  npx bulkhead release abort --destroy --local",
    )
    .action(abort);
}
