/** Runs a verb over the stacks of an environment, in order, and sums up. */
import type { StackName } from "../config/stackName.ts";
import type { AzureClient, AzureOperation } from "../rehearsal/azureProcess.ts";
import { runPlan, type Outcome, type PlannedStack } from "./plan.ts";
import type { ProgressView } from "./progress.ts";
import { causeLine, type Cause } from "./reactions/cause.ts";
import { lostCause, watchGroups, type GroupThere } from "./reactions/lost.ts";
import { patiently, type Grants, type Patient } from "./reactions/patience.ts";
import { simulatedTime, wallTime, type Time } from "./reactions/time.ts";
import { runStack, type Target, type Verb } from "./stackRun.ts";
import { addressesOf, oneLine, skippedText, type RunSummary } from "./summary.ts";
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
  /** Asks Azure for a resource group; without it nobody notices a state whose groups are gone. */
  readonly groupThere?: GroupThere;
  /** The clock of pauses: that of the local Azure in a rehearsal, the wall's otherwise. */
  readonly time?: Time;
  /** Numbers from 0 to 1, for the length of pauses. */
  readonly random?: () => number;
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

/** Operations of the local Azure. One that has died answers nothing, and that is told where it was needed. */
async function operationsOf(
  azure: AzureClient | undefined,
  since: number,
): Promise<AzureOperation[] | undefined> {
  return azure?.operationsSince(since).catch(() => undefined);
}

/** How one stack has ended. */
interface Ended extends Patient {
  readonly minutes: number | undefined;
  readonly notes: readonly string[];
}

/** Deploys a stack until it is whole: it may leave a part of a change to its next deployment. */
async function deployAll(
  attempts: () => Promise<Patient>,
  request: Pick<OrchestrateRequest, "verb" | "signal">,
  note: (text: string) => void,
): Promise<Patient> {
  let patient = await attempts();
  for (let round = 1; round < mostRounds && request.verb === "up"; round += 1) {
    const waiting = patient.result.ok ? waitingOf(patient.result.outputs) : undefined;
    if (waiting === undefined || request.signal.aborted) break;
    note(waiting);
    const next = await attempts();
    const changes = changesOfBoth(patient.result.changes, next.result.changes);
    patient = { ...next, result: { ...next.result, changes } };
  }
  return patient;
}

/** With the loss of groups in front: what else failed is its consequence. */
function withLosses(
  patient: Patient,
  gone: readonly string[],
  known: number,
  stack: StackName,
  local: boolean,
): Patient {
  if (gone.length === 0) return patient;
  const lost = lostCause(gone, known, stack, local);
  const causes = [lost, ...patient.causes.filter(({ id }) => id !== "interrupted")];
  const errors = causes.map(({ error }) => error);
  return { ...patient, causes, result: { ...patient.result, ok: false, errors } };
}

/** What stood in the way of a stack that was not begun. */
function waitedFor(
  planned: PlannedStack,
  outcomes: ReadonlyMap<string, Outcome>,
): readonly string[] | undefined {
  if (outcomes.get(planned.stack.text) !== "skipped") return undefined;
  return planned.after.filter((name) => outcomes.get(name) !== "done");
}

function firstLine(causes: readonly Cause[], errors: readonly string[]): string {
  const [cause] = causes;
  const line = cause === undefined || cause.id === "unknown" ? errors[0] : causeLine(cause);
  return line?.split("\n")[0] ?? "";
}

export async function orchestrate(request: OrchestrateRequest): Promise<RunSummary> {
  const { verb, plan, target, azure, view, signal } = request;
  const ended = new Map<string, Ended>();
  const since = (await operationsOf(azure, 0))?.at(-1)?.number ?? 0;
  const time = request.time ?? (azure === undefined ? wallTime : simulatedTime(azure));
  const work = request.runStack ?? runStack;
  const grants: Grants = { last: undefined };
  const minutesOf = async (stack?: string): Promise<number | undefined> => {
    const operations = await operationsOf(azure, since);
    return operations && spanOf(operations, stack);
  };

  const run = async (stack: StackName): Promise<boolean> => {
    const name = stack.text;
    view.begin(name);
    const note = (text: string): void => view.report({ stack: name, kind: "note", text });
    const watch = watchGroups(verb === "destroy" ? undefined : request.groupThere, signal);
    const attempts = (): Promise<Patient> =>
      patiently({
        stack,
        verb,
        attempt: () => work(verb, stack, target, view.report, watch.signal, undefined, watch.onGroup),
        time,
        random: request.random ?? Math.random,
        grants,
        signal: watch.signal,
        say: note,
      });
    const whole = await deployAll(attempts, { verb, signal: watch.signal }, note);
    const gone = await watch.gone(whole.result.ok);
    const patient = withLosses(whole, gone, watch.known(), stack, azure !== undefined);
    const { result, causes } = patient;
    const minutes = await minutesOf(name);
    const done = result.ok && verb === "up" ? await request.afterUp?.(stack, result.outputs) : undefined;
    const notes = [...(result.warnings ?? []), ...(done ?? [])];
    for (const text of notes) note(text);
    ended.set(name, { ...patient, minutes, notes });
    view.end(
      name,
      result.ok ? "done" : "failed",
      result.ok ? oneLine(result, verb, minutes) : firstLine(causes, result.errors),
    );
    return result.ok;
  };

  const outcomes = await runPlan(plan, request.parallel, run, () => signal.aborted);
  for (const planned of plan) {
    const others = waitedFor(planned, outcomes);
    if (others !== undefined) view.end(planned.stack.text, "skipped", skippedText(others));
  }
  await view.finish();

  const ok = [...outcomes.values()].every((outcome) => outcome === "done");
  return {
    verb,
    rehearsal: azure !== undefined,
    ok,
    stacks: plan.map((planned) => {
      const { stack } = planned;
      const { result, causes, attempts, minutes, notes } = ended.get(stack.text) ?? {};
      const others = waitedFor(planned, outcomes);
      return {
        stack: stack.text,
        outcome: outcomes.get(stack.text) ?? "skipped",
        changes: result?.changes ?? {},
        resources: result?.resources ?? 0,
        simulatedMinutes: minutes,
        addresses: addressesOf(result?.outputs ?? {}),
        errors: result?.errors ?? [],
        causes: causes ?? [],
        ...(others === undefined ? {} : { waitedFor: others }),
        recovered: result?.recovered ?? [],
        attempts: attempts ?? 0,
        notes: notes ?? [],
        releases: result?.releases ?? [],
      };
    }),
    simulatedMinutes: await minutesOf(),
    resume: ok ? undefined : request.resume,
  };
}
