/** Says of what went wrong in a stack what it was, what is done about it, and what a person can do. Pure. */
import { stackFileName, type StackName } from "../../config/stackName.ts";
import { failureOf } from "./failure.ts";
import { lockHolders, type LockHolder } from "./backendLock.ts";
import { decisiveCode, keyOf, knownOf, type Known, type Reaction } from "./table.ts";

/** Why a stack failed, for programs and people. */
export interface Cause {
  /** The row of the tables; `unknown` where none has it. */
  readonly id: string;
  readonly reaction: Reaction;
  /** Type and name of the resource, where it was one. */
  readonly resource?: string;
  /** ARM's code. */
  readonly code?: string;
  readonly status?: number;
  /** Why, as half a sentence. */
  readonly cause: string;
  readonly remedy: string;
  /** The stack file and the key in it that decide about it. */
  readonly file?: string;
  readonly key?: string;
  /** Who holds the lock of the stack. */
  readonly holders?: readonly LockHolder[];
  /** How long Azure asks to wait, in seconds. */
  readonly retryAfterSeconds?: number;
  /** The first pause before another attempt, in seconds. */
  readonly pauseSeconds?: number;
  /** What was said, as it was said. */
  readonly error: string;
}

const unknown: Known = {
  id: "unknown",
  reaction: "stop",
  cause: "no reason that this command knows",
  remedy: "What was said is all there is. If it makes no sense, run the same command with --verbose.",
};

/** The words of a run in a remedy. */
function filled(text: string, stack: string, verb: string): string {
  return text.replaceAll("{stack}", stack).replaceAll("{verb}", verb);
}

/** @param error one entry of what stackRun.ts collects. */
export function causeOf(error: string, stack: StackName, verb: string): Cause {
  const failure = failureOf(error);
  const known = knownOf(failure) ?? unknown;
  const code = decisiveCode(failure);
  const key = keyOf(known.group, failure.resource, stack.kind);
  const holders = known.id === "backend-locked" ? lockHolders(error) : [];
  return {
    id: known.id,
    reaction: known.reaction,
    ...(failure.resource === undefined ? {} : { resource: failure.resource }),
    ...(code === undefined ? {} : { code }),
    ...(failure.status === undefined ? {} : { status: failure.status }),
    cause: known.cause,
    remedy: filled(known.remedy, stack.text, verb),
    ...(key === undefined ? {} : { file: stackFileName(stack.text), key }),
    ...(holders.length === 0 ? {} : { holders }),
    ...(failure.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: failure.retryAfterSeconds }),
    ...(known.pauseSeconds === undefined ? {} : { pauseSeconds: known.pauseSeconds }),
    error,
  };
}

export function causesOf(errors: readonly string[], stack: StackName, verb: string): Cause[] {
  return errors.map((error) => causeOf(error, stack, verb));
}

/** A cause in a line: `ManagedCluster cluster: a quota of the subscription is used up (QuotaExceeded).` */
export function causeLine({ resource, cause, code, holders }: Cause): string {
  const who = (holders ?? []).map(
    ({ user, host, pid, since }) => `${user}@${host}, process ${pid}, since ${since}`,
  );
  const details = [...(code === undefined ? [] : [code]), ...who];
  return `${resource === undefined ? "" : `${resource}: `}${cause}${details.length === 0 ? "" : ` (${details.join("; ")})`}.`;
}

/** What to do about a cause in a line, with the key that decides. */
export function remedyLine({ remedy, file, key }: Cause): string {
  return key === undefined ? remedy : `${file ?? ""}: ${key} decides it. ${remedy}`;
}
