/** Carries a release out, step by step. What it knows is in the stack files and the stacks; what it holds in memory it can lose. */
import { stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { nameOfNext, passGate, type GateOptions, type GatePorts } from "./gate.ts";
import type { ReleaseSettings } from "./keys.ts";
import type { Pair } from "./model.ts";
import { nextStep, type FileChange, type Step } from "./nextStep.ts";

/** Everything that a release does to the world. */
export interface ReleasePorts extends GatePorts {
  pairs(): Promise<readonly Pair[]>;
  settingsOf(stack: string): ReleaseSettings;
  /** One stack file, in one step. */
  change(change: FileChange): void;
  mark(stack: string, what: "since" | "passed"): void;
  deploy(stacks: readonly string[]): Promise<void>;
  /** Brings the stacks' origins to the weights of their files, and touches nothing else of the stacks. */
  applyOrigins(stacks: readonly string[]): Promise<void>;
  destroy(stacks: readonly string[]): Promise<void>;
  /** Why a stamp does not do what it should, before anybody sends it a request; undefined when it does. */
  smoke(stack: string): Promise<string | undefined>;
  /** Takes the pages of the generation before out of Front Door's cache. */
  purge(): Promise<void>;
  forget(stack: string): void;
  settle(stack: string): void;
  /** What a user would notice now and should not, one sentence each; nothing where nobody can tell. */
  broken(): Promise<readonly string[]>;
}

export interface RunOptions {
  readonly wait: boolean;
  readonly approved: string | undefined;
}

export type ReleaseOutcome =
  | { readonly outcome: "done" }
  | { readonly outcome: "halted"; readonly reason: string; readonly stacks: readonly string[] }
  | { readonly outcome: "waiting"; readonly reason: string; readonly remedy: string };

interface MutableSession {
  readonly deployed: Set<string>;
  readonly smoked: Set<string>;
  readonly purged: Set<string>;
  readonly opened: Set<string>;
}

/** A step as one line for people. */
export function stepText(step: Step): string {
  const list = (stacks: readonly string[]): string => stacks.join(", ");
  switch (step.kind) {
    case "deploy":
      return `deploy ${list(step.stacks)}, without any requests`;
    case "smoke":
      return `smoke test of ${list(step.stacks)}`;
    case "shift":
      return `${step.percent} % for the new generation, written: ${step.changes.map(({ stack, weight }) => `${stack} ${weight}`).join(", ")}`;
    case "apply":
      return step.direction === "raise"
        ? `${list(step.stacks)}: more requests`
        : `${list(step.stacks)}: fewer requests`;
    case "purge":
      return "purge of the pages at the edge";
    case "mark":
      return `soak time of ${list(step.stacks)} begins`;
    case "gate":
      return `gate at ${step.percent} %, before ${step.next === undefined ? "the old generation goes" : `${nameOfNext(step.next)} %`}`;
    case "pass":
      return `all gates passed: ${list(step.stacks)}`;
    case "destroy":
      return `destroy ${list(step.stacks)}`;
    case "forget":
      return `take away ${step.stacks.map(stackFileName).join(", ")}`;
    case "settle":
      return `${list(step.stacks)}: the release is over`;
    case "restore":
      return `way back, written: ${step.changes.map(({ stack, weight }) => `${stack} ${weight}`).join(", ")}`;
    case "halted":
      return `taken back: ${step.reason}`;
    case "blocked":
      return step.problem;
    case "done":
      return "nothing is left to do";
  }
}

/** Writes that the new generations are taken back; every run from here on goes the way back. */
function halt(news: readonly string[], reason: string, ports: ReleasePorts): void {
  for (const stack of news) ports.change({ stack, weight: 0, halted: reason });
}

async function smoke(stacks: readonly string[], session: MutableSession, ports: ReleasePorts): Promise<void> {
  for (const stack of stacks) {
    const problem = await ports.smoke(stack);
    if (problem !== undefined) return halt(stacks, `smoke test of ${stack}: ${problem}`, ports);
    session.smoked.add(stack);
  }
}

async function refuseBroken(step: Step, ports: ReleasePorts): Promise<void> {
  const broken = await ports.broken();
  if (broken.length === 0) return;
  throw new UserError({
    problem: `After '${stepText(step)}' users notice something: ${broken.join("; ")}.`,
    remedy: "`npx bulkhead release abort` brings the weights from before the release back.",
  });
}

/** @returns an outcome when the run ends here. */
async function carryOut(
  step: Exclude<Step, { kind: "done" | "halted" | "blocked" }>,
  session: MutableSession,
  ports: ReleasePorts,
  options: RunOptions,
): Promise<ReleaseOutcome | undefined> {
  switch (step.kind) {
    case "deploy":
      await ports.deploy(step.stacks);
      for (const stack of step.stacks) session.deployed.add(stack);
      return refuseBroken(step, ports).then(() => undefined);
    case "smoke":
      await smoke(step.stacks, session, ports);
      return undefined;
    case "shift":
    case "restore":
      for (const change of step.changes) ports.change(change);
      return undefined;
    case "apply":
      await ports.applyOrigins(step.stacks);
      return refuseBroken(step, ports).then(() => undefined);
    case "purge":
      await ports.purge();
      session.purged.add(step.key);
      return undefined;
    case "mark":
      for (const stack of step.stacks) ports.mark(stack, "since");
      return undefined;
    case "gate": {
      const settings = ports.settingsOf(step.news[0] ?? "");
      const gate: GateOptions = { settings, wait: options.wait, approved: options.approved };
      const result = await passGate(step, ports, gate);
      if (result.outcome === "waiting") return result;
      if (result.outcome === "open") session.opened.add(step.key);
      else halt(step.news, `gate at ${step.percent} %: ${result.reason}`, ports);
      return undefined;
    }
    case "pass":
      for (const stack of step.stacks) ports.mark(stack, "passed");
      return undefined;
    case "destroy":
      await ports.destroy(step.stacks);
      return refuseBroken(step, ports).then(() => undefined);
    case "forget":
      for (const stack of step.stacks) ports.forget(stack);
      return undefined;
    case "settle":
      for (const stack of step.stacks) ports.settle(stack);
      return undefined;
  }
}

/**
 * Goes on until the release is over, was taken back, or waits for time or a person.
 *
 * @param told called with each step before it is carried out.
 * @throws UserError for what only a person can put right; the same command then goes on.
 */
export async function runRelease(
  ports: ReleasePorts,
  options: RunOptions,
  told: (step: Step) => void = () => undefined,
): Promise<ReleaseOutcome> {
  const session: MutableSession = {
    deployed: new Set(),
    smoked: new Set(),
    purged: new Set(),
    opened: new Set(),
  };
  let before = "";
  for (;;) {
    const step = nextStep(await ports.pairs(), session);
    told(step);
    if (step.kind === "done") return { outcome: "done" };
    if (step.kind === "halted") return { outcome: "halted", reason: step.reason, stacks: step.stacks };
    if (step.kind === "blocked")
      throw new UserError({ file: stackFileName(step.stack), problem: step.problem, remedy: step.remedy });
    // A step that is planned twice has changed nothing; a third time would not either.
    const now = JSON.stringify(step);
    if (now === before) {
      throw new UserError({
        problem: `'${stepText(step)}' was carried out and changed nothing.`,
        remedy: "Look at the stacks with `npx bulkhead drift`, then run the same command again.",
      });
    }
    before = now;
    const end = await carryOut(step, session, ports, options);
    if (end !== undefined) return end;
  }
}
