/** Runs a verb over the stacks of an environment, in order, and sums up. */
import type { StackName } from "../config/stackName.ts";
import type { AzureClient, AzureOperation } from "../rehearsal/azureProcess.ts";
import { runPlan, type Outcome, type PlannedStack } from "./plan.ts";
import type { ProgressView } from "./progress.ts";
import { runStack, type StackResult, type Target, type Verb } from "./stackRun.ts";
import { addressesOf, oneLine, type RunSummary } from "./summary.ts";
import { changesOfBoth, mostRounds, waitingOf } from "./waiting.ts";

export interface OrchestrateRequest {
  readonly verb: Verb;
  readonly plan: readonly PlannedStack[];
  readonly parallel: number;
  readonly target: Target;
  /** The local Azure, in a rehearsal. */
  readonly azure: AzureClient | undefined;
  readonly view: ProgressView;
  readonly signal: AbortSignal;
  readonly resume: string;
  /** Called when a stack is up, with its outputs; gives lines for the summary. */
  readonly afterUp?: (
    stack: StackName,
    outputs: Readonly<Record<string, unknown>>,
  ) => Promise<readonly string[]>;
  /** What works on one stack; tests put something quicker in its place. */
  readonly runStack?: typeof runStack;
}

/** Codes with which ARM asks to try the same request again later (data/arm-errors: retry "Y"). */
const retryable = [
  "AnotherOperationInProgress",
  "PreconditionFailed",
  "RetryableError",
  "TooManyRequests",
  "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting",
  "FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting",
  "ReferencedResourceNotProvisioned",
];
/**
 * What Front Door says to a second writer, with a code that it also uses for conflicts that stay
 * (https://github.com/alec-pinson/ip-whitelister-old/issues/30, 2022-01-06).
 */
const busyEntity = /Code="Conflict".*another operation is in progress/s;
/** A backend of files is read here while the engine writes it: the attributes beside a state are not written in one piece. */
const tornRead = /failed to load checkpoint: EOF/;
const attempts = 3;

/** Whether every cause is one that goes away by itself. */
export function isWorthRetrying(errors: readonly string[]): boolean {
  return (
    errors.length > 0 &&
    errors.every(
      (error) =>
        busyEntity.test(error) ||
        tornRead.test(error) ||
        retryable.some((code) => error.includes(`Code="${code}"`)),
    )
  );
}

function stackOfUrn(urn: string): string {
  return urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
}

/** Simulated minutes between the first start and the last end of operations. */
export function spanOf(operations: readonly AzureOperation[], stack?: string): number {
  const mine = operations.filter((operation) => stack === undefined || stackOfUrn(operation.urn) === stack);
  const ends = mine.map((operation) => operation.ended ?? operation.started);
  return mine.length === 0 ? 0 : Math.max(...ends) - Math.min(...mine.map((operation) => operation.started));
}

async function lastOperation(azure: AzureClient | undefined): Promise<number> {
  return (await azure?.operationsSince(0))?.at(-1)?.number ?? 0;
}

interface Attempted {
  readonly attempts: number;
  readonly minutes: number | undefined;
  readonly notes: readonly string[];
}

export async function orchestrate(request: OrchestrateRequest): Promise<RunSummary> {
  const { verb, plan, target, azure, view, signal } = request;
  const results = new Map<string, StackResult & Attempted>();
  const since = await lastOperation(azure);

  const run = async (stack: StackName): Promise<boolean> => {
    const name = stack.text;
    view.begin(name);
    const work = request.runStack ?? runStack;
    let attempt = 0;
    const patiently = async (): Promise<StackResult> => {
      attempt = 1;
      let result = await work(verb, stack, target, view.report, signal);
      while (
        !result.ok &&
        verb !== "preview" &&
        attempt < attempts &&
        !signal.aborted &&
        isWorthRetrying(result.errors)
      ) {
        attempt += 1;
        view.report({ stack: name, kind: "note", text: `Azure was busy; attempt ${attempt} of ${attempts}` });
        result = await work(verb, stack, target, view.report, signal);
      }
      return result;
    };
    let result = await patiently();
    for (let round = 1; round < mostRounds && verb === "up" && result.ok && !signal.aborted; round += 1) {
      const waiting = waitingOf(result.outputs);
      if (waiting === undefined) break;
      view.report({ stack: name, kind: "note", text: waiting });
      const next = await patiently();
      result = { ...next, changes: changesOfBoth(result.changes, next.changes) };
    }
    const minutes = azure && spanOf(await azure.operationsSince(since), name);
    const done = result.ok && verb === "up" ? await request.afterUp?.(stack, result.outputs) : undefined;
    const notes = [...(result.warnings ?? []), ...(done ?? [])];
    for (const text of notes) view.report({ stack: name, kind: "note", text });
    results.set(name, { ...result, attempts: attempt, minutes, notes });
    view.end(
      name,
      result.ok ? "done" : "failed",
      result.ok ? oneLine(result, verb, minutes) : (result.errors[0]?.split("\n")[0] ?? ""),
    );
    return result.ok;
  };

  const outcomes = await runPlan(plan, request.parallel, run, () => signal.aborted);
  for (const [name, outcome] of outcomes) if (outcome === "skipped") view.end(name, "skipped", "");
  await view.finish();

  const ok = [...outcomes.values()].every((outcome) => outcome === "done");
  return {
    verb,
    rehearsal: azure !== undefined,
    ok,
    stacks: plan.map(({ stack }) => {
      const result = results.get(stack.text);
      const outcome: Outcome = outcomes.get(stack.text) ?? "skipped";
      return {
        stack: stack.text,
        outcome,
        changes: result?.changes ?? {},
        resources: result?.resources ?? 0,
        simulatedMinutes: result?.minutes,
        addresses: addressesOf(result?.outputs ?? {}),
        errors: result?.errors ?? [],
        recovered: result?.recovered ?? [],
        attempts: result?.attempts ?? 0,
        notes: result?.notes ?? [],
        releases: result?.releases ?? [],
      };
    }),
    simulatedMinutes: azure && spanOf(await azure.operationsSince(since)),
    resume: ok ? undefined : request.resume,
  };
}
