/** One run: start, steps with trouble, convergence without, checks. */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { struckFaults } from "../cli/faults.ts";
import { editStackFile, documentOf, placeOf, setAt, textOf } from "../cli/stackFileEdit.ts";
import { loadEnvironment } from "../config/load.ts";
import { readStackFiles } from "../config/stackFiles.ts";
import { parseFaults } from "../rehearsal/faults/file.ts";
import { factsOf, type Bench } from "./bench.ts";
import { checkAgreement, checkLinks, checkSame, checkSettled, checkStates, type Finding } from "./checks.ts";
import type { Action, Sequence, Step } from "./model.ts";
import type { Ended, Room } from "./place.ts";
import { leftovers, readStates, readSubscription } from "./states.ts";

/** A command of a run, for the report. */
export interface Command {
  readonly args: readonly string[];
  readonly code: number | undefined;
  readonly seconds: number;
  readonly killed: readonly string[];
  /** Faults of the catalogue that struck. */
  readonly struck: readonly string[];
}

export interface RunResult {
  readonly seed: number;
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly commands: readonly Command[];
  readonly seconds: number;
  /** Of them spent on clean runs to compare with, which later runs find ready. */
  readonly preparing: number;
}

/** How often the same command is given again before a run counts as one that does not converge. */
const mostRounds = 3;
const faultFile = "chaos-faults.yaml";

/** Arguments of the command that an action is, and of the same command again. */
export function commandOf(action: Action): string[] {
  switch (action.action) {
    case "up":
    case "add":
    case "set":
      return ["up", "--local", "--json", ...onlyOf(action)];
    case "preview":
      return ["preview", "--local", "--json"];
    case "destroy":
      return ["destroy", "--local", "--json", "--yes-delete-data", ...onlyOf(action)];
    case "remove":
      return ["region", "remove", action.region, "--local", "--json", "--yes-delete-data"];
  }
}

function onlyOf(action: Action): string[] {
  const only = "only" in action ? action.only : undefined;
  return only === undefined ? [] : ["--only", ...only];
}

/** Stacks that stand when everything has converged: all with a file, but for those that the last step destroyed. */
export function standingAfter(files: readonly string[], last: Action | undefined): string[] {
  if (last?.action !== "destroy") return [...files];
  return last.only === undefined ? [] : files.filter((stack) => !last.only?.includes(stack));
}

/** A sign that an error was not foreseen. */
const stackTrace = /^\s+at .+:\d+:\d+\)?$/m;

/** A remedy that a command names when a region's groups are gone: what a person then does before the same command again. */
const rebuildRemedy = /npx bulkhead (region rebuild \w+)/;

class Run {
  readonly commands: Command[] = [];
  /** What every command said, for whoever looks into a failure. */
  readonly log: string[] = [];
  readonly findings: Finding[] = [];
  private readonly place: Room;

  constructor(place: Room) {
    this.place = place;
  }

  /** @returns the stacks that stand at the end. */
  async all({ steps }: Sequence): Promise<readonly string[]> {
    for (const step of steps) await this.take(step);
    const last = steps.at(-1)?.action;
    await this.converge(last);
    const stacks = standingAfter(this.files, last).sort();
    if (this.findings.length === 0) await this.checkPreview(stacks);
    return stacks;
  }

  private async give(args: readonly string[], step?: Step): Promise<Ended> {
    const ended = await this.place.bulkhead(args, step?.kills);
    await this.place.quiet();
    const { code, seconds, killed, stdout, stderr } = ended;
    const faults = step !== undefined && step.faults.length > 0 ? { faults: step.faults } : undefined;
    this.commands.push({ args, code, seconds, killed, struck: faults ? this.struckOf(faults) : [] });
    this.log.push(`$ bulkhead ${args.join(" ")}`, stdout, stderr, `exit code ${code ?? "none"}`, "");
    if (stackTrace.test(stdout) || stackTrace.test(stderr))
      this.findings.push(
        `a stack trace from bulkhead ${args.join(" ")}: ${(stderr || stdout).slice(0, 2000)}`,
      );
    return ended;
  }

  private async take(step: Step): Promise<void> {
    const { action, faults } = step;
    if (action.action === "add") await this.give(["region", "add", action.region]);
    if (action.action === "set") this.change(action.setting);
    const file = path.join(this.place.root, faultFile);
    if (faults.length > 0) writeFileSync(file, stringify({ faults }));
    await this.give([...commandOf(action), ...(faults.length > 0 ? ["--faults", faultFile] : [])], step);
  }

  /** Counted in the subscription: the command may have been killed before it could say anything. */
  private struckOf(faults: Pick<Step, "faults">): string[] {
    const reports = struckFaults(parseFaults(faults, faultFile), this.place.rehearsal.database) ?? [];
    return reports.filter(({ struck }) => struck > 0).map(({ fault }) => fault);
  }

  private change({ stack, key, value }: Extract<Action, { action: "set" }>["setting"]): void {
    editStackFile(this.place.root, stack, (file, text) => {
      const document = documentOf(file, text);
      setAt(file, document, placeOf(key), value);
      return textOf(document);
    });
  }

  private get files(): string[] {
    return readStackFiles(this.place.root, undefined).map(({ stack }) => stack.text);
  }

  /** The last command again, then the rest, until both end well. */
  private async converge(last: Action | undefined): Promise<void> {
    const again = last === undefined || last.action === "preview" ? { action: "up" as const } : last;
    for (let round = 1; round <= mostRounds; round += 1) {
      const first = await this.give(commandOf(again));
      const rest = standingAfter(this.files, again);
      const isRest = again.action === "destroy" || again.action === "remove";
      const second =
        isRest && rest.length > 0 ? await this.give(["up", "--local", "--json", "--only", ...rest]) : first;
      if (first.code === 0 && second.code === 0) return;
      const failed = first.code === 0 ? second : first;
      const remedy = rebuildRemedy.exec(`${failed.stdout}${failed.stderr}`)?.[1];
      if (remedy !== undefined) await this.give([...remedy.split(" "), "--local", "--json"]);
      if (round < mostRounds) continue;
      this.findings.push(
        `not converged after ${mostRounds} times: ${`${failed.stdout}\n${failed.stderr}`.slice(-3000)}`,
      );
    }
  }

  /** A further preview finds nothing to do. */
  private async checkPreview(stacks: readonly string[]): Promise<void> {
    if (stacks.length === 0) return;
    const { code, stdout, stderr } = await this.give(["preview", "--local", "--json", "--only", ...stacks]);
    const changes = code === 0 ? changesIn(stdout) : [`${stdout}${stderr}`.slice(-2000)];
    for (const change of changes) this.findings.push(`a further preview shows a change: ${change}`);
  }
}

interface Summary {
  readonly stacks?: readonly { readonly stack: string; readonly changes: Readonly<Record<string, number>> }[];
}

function summaryOf(stdout: string): Summary {
  try {
    return JSON.parse(stdout) as Summary;
  } catch {
    // Killed before it could say anything.
    return {};
  }
}

function changesIn(stdout: string): string[] {
  return (summaryOf(stdout).stacks ?? []).flatMap(({ stack, changes }) =>
    Object.entries(changes)
      // A reference to another stack is read each time.
      .filter(([operation]) => operation !== "same" && operation !== "read")
      .map(([operation, count]) => `${stack}: ${count} ${operation}`),
  );
}

function checkFiles(root: string): Finding[] {
  try {
    loadEnvironment(root, undefined);
    return [];
  } catch (error) {
    return [`the stack files are not whole: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** What is true of what is on disk, without another run to compare with. */
function checkDisk(place: Room): Finding[] {
  try {
    const states = readStates(place.rehearsal);
    const subscription = readSubscription(place.rehearsal);
    return [
      ...checkStates(states),
      ...checkAgreement(states, subscription),
      ...checkSettled(subscription),
      ...checkLinks(subscription),
      ...leftovers(place.root, place.rehearsal).map((file) => `left behind: ${file}`),
      ...checkFiles(place.root),
    ];
  } catch (error) {
    // A state that was cut off cannot even be read.
    return [`what the run has left cannot be read: ${String(error)}`];
  }
}

async function checkClean(
  place: Room,
  bench: Pick<Bench, "begin" | "clean">,
  stacks: readonly string[],
): Promise<Finding[]> {
  const facts = factsOf(place);
  place.save(place.aside);
  try {
    return checkSame(facts, await bench.clean(place, stacks));
  } catch (error) {
    return [`no clean run to compare with: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    place.restore(place.aside);
  }
}

/**
 * Carries out a sequence and checks what it came to.
 *
 * @param keep called when something was found, while everything is still as the run has left it, with what the commands said.
 */
export async function carryOut(
  sequence: Sequence,
  place: Room,
  bench: Pick<Bench, "begin" | "clean">,
  keep: (findings: readonly Finding[], log: readonly string[]) => void,
): Promise<RunResult> {
  const began = Date.now();
  await bench.begin(place, sequence.start);
  const started = Date.now();
  const run = new Run(place);
  const { findings, commands } = run;
  let compared = Date.now();
  try {
    const stacks = await run.all(sequence);
    findings.push(...checkDisk(place));
    compared = Date.now();
    if (findings.length === 0) findings.push(...(await checkClean(place, bench, stacks)));
  } catch (error) {
    // Stack files that cannot be read any more, for one: a failure of this run, and not of those that follow.
    findings.push(`the run broke off: ${String(error)}`);
  }
  if (findings.length > 0) keep(findings, run.log);
  return {
    seed: sequence.seed,
    ok: findings.length === 0,
    findings,
    commands,
    seconds: (Date.now() - began) / 1000,
    preparing: (started - began + Date.now() - compared) / 1000,
  };
}
