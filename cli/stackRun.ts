/** One verb on one stack, through the Automation API. */
import * as os from "node:os";
import * as path from "node:path";
import {
  ConcurrentUpdateError,
  type OpMap,
  type PreviewOptions,
  type Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation/index.js";
import type { StackName } from "../config/stackName.ts";
import { isAlive } from "../rehearsal/processes.ts";
import { openStack, selectStack, type Place } from "./backend.ts";
import { whatWentWrong } from "./engineErrors.ts";
import type { Journal, Unlinked } from "./journal.ts";
import { Listener, nameOf, type Progress } from "./listener.ts";
import { isLeftBehind, lockHolders } from "./reactions/backendLock.ts";
import { recover } from "./recovery.ts";
import type { ReleaseSummary } from "./releases.ts";
import { unlinkedOrigins } from "./unlinkedOrigins.ts";
import { unusedSuffixes } from "./unusedSuffixes.ts";

export type Verb = "up" | "preview" | "destroy";

/** Where and how a stack is worked on: the real Azure or a rehearsal. */
export interface Target extends Place {
  readonly policyPack: string | undefined;
  /** Enforcement, parameters and exemptions for the policy pack. */
  readonly policyConfig?: string | undefined;
  /** The subscription, where it is known without asking a stack. */
  readonly subscriptionId: string | undefined;
  /** Who encrypts the secrets of a stack that is made; Pulumi's passphrase when left out. */
  secretsProvider?(stack: string): string;
  journal(stack: string): Journal;
  /** Called before a stack is opened, that is, before its lock matters. */
  beforeOpen(stack: string): void;
  /** Called when an engine that changed a stack has ended well; `began` is when it was started, in milliseconds since 1970. */
  afterDone(stack: string, began: number): void;
  /** Whether the stack's state was cut off by a crash and had to be put back from its copy. */
  wasRestored(stack: string): boolean;
  /** Called before an engine starts to work on a stack. */
  beforeEngine(stack: string): Promise<void>;
}

export interface StackResult {
  readonly stack: string;
  readonly ok: boolean;
  readonly changes: Readonly<OpMap>;
  /** Resources in the stack afterwards, components and the stack itself included. */
  readonly resources: number;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What went wrong, one line per cause. */
  readonly errors: readonly string[];
  /** Taken into the state from a run that was killed. */
  readonly recovered: readonly string[];
  /** Helm releases that the run left in place. */
  readonly releases?: readonly ReleaseSummary[];
  /** What the program warned of, each once. */
  readonly warnings?: readonly string[];
  /** How many roles were assigned. */
  readonly grants?: number;
}

async function runOperation(
  verb: Verb,
  stack: Stack,
  options: UpOptions & PreviewOptions,
): Promise<Record<string, unknown>> {
  switch (verb) {
    case "up": {
      const { outputs } = await stack.up({ ...options, showSecrets: false });
      return Object.fromEntries(
        Object.entries(outputs).map(([key, output]) => [
          key,
          output.secret ? "[secret]" : (output.value as unknown),
        ]),
      );
    }
    case "preview":
      await stack.preview(options);
      return {};
    case "destroy": {
      const { policyPacks: _, policyPackConfigs: __, replace: ___, ...rest } = options;
      await stack.destroy(rest);
      return {};
    }
  }
}

/** What has to be made anew after a run that did not end well, as lines for people by URN. */
async function toMakeAnew(stack: Stack, unlinked: readonly Unlinked[]): Promise<Map<string, string>> {
  const exported = await stack.exportStack();
  const deployment = exported.deployment as
    { resources?: Parameters<typeof unlinkedOrigins>[0] & Parameters<typeof unusedSuffixes>[0] } | undefined;
  const resources = deployment?.resources ?? [];
  return new Map([
    ...unlinkedOrigins(resources, unlinked).map(
      (urn) => [urn, `made anew, for its private link connection is gone: ${nameOf(urn)}`] as const,
    ),
    ...unusedSuffixes(resources).map(
      (urn) => [urn, `drawn anew, for the name that it was in may still be taken: ${nameOf(urn)}`] as const,
    ),
  ]);
}

/** Resources that a stack has after an operation, the stack itself included. */
function sizeAfter(verb: Verb, changes: Readonly<OpMap>): number {
  if (verb === "destroy") return 0;
  const staying: (keyof OpMap)[] = ["same", "create", "update", "replace"];
  return staying.reduce((sum, op) => sum + (changes[op] ?? 0), 0);
}

/**
 * Runs one verb on one stack. Never throws for what a user can meet: the result says what went wrong.
 *
 * @param onGroup told of every resource group that the state had before, by id.
 * @param only URNs to restrict the operation to; everything else of the stack then stays as it is.
 */
export async function runStack(
  verb: Verb,
  name: StackName,
  target: Target,
  report: (progress: Progress) => void,
  signal: AbortSignal,
  only?: readonly string[],
  onGroup?: (id: string) => void,
): Promise<StackResult> {
  const journal = target.journal(name.text);
  const listener = new Listener(name.text, verb === "preview" ? undefined : journal, report, onGroup);
  let recovered: readonly string[] = [];
  let began = 0;
  const note = (text: string): void => report({ stack: name.text, kind: "note", text });
  const result = (rest: Partial<StackResult>): StackResult => ({
    stack: name.text,
    ok: false,
    changes: listener.changes,
    resources: 0,
    outputs: {},
    errors: [],
    recovered,
    releases: [...listener.releases.values()],
    warnings: [...listener.warnings, ...journalWarning(journal)],
    grants: listener.grants,
    ...rest,
  });
  const work = async (stack: Stack): Promise<Record<string, unknown>> => {
    const unlinked = journal.unlinkedOrigins();
    let deletions: readonly string[] = [];
    const { isLeft } = journal;
    if (verb !== "preview") {
      if (isLeft) {
        // A state that was put back from its copy may lack what had ended well after the copy was made.
        const candidates = target.wasRestored(name.text) ? journal.created() : journal.underWay();
        const anyDeletion = journal.cutOff()?.verb === "destroy";
        const traces = { candidates, deletions: journal.deletions(), anyDeletion };
        const recovery = await recover(stack, verb, traces, target.subscriptionId);
        recovered = recovery.found;
        unlinked.push(...recovery.open.unlinked);
        deletions = recovery.open.deletions;
      }
      journal.began({ verb, pid: process.pid, at: new Date().toISOString() }, { deletions, unlinked });
    }
    const anew = isLeft && verb !== "destroy" ? await toMakeAnew(stack, unlinked) : new Map<string, string>();
    for (const text of anew.values()) note(text);
    for (const urn of recovered) note(`found in Azure, taken into the state: ${nameOf(urn)}`);
    await target.beforeEngine(name.text);
    began = Date.now();
    return runOperation(verb, stack, {
      onEvent: listener.hear,
      onOutput: () => undefined,
      signal,
      ...(anew.size === 0 ? {} : { replace: [...anew.keys()] }),
      ...(only === undefined ? {} : { target: [...only] }),
      ...(target.policyPack === undefined ? {} : { policyPacks: [path.resolve(target.policyPack)] }),
      ...(target.policyConfig === undefined
        ? {}
        : { policyPackConfigs: [path.resolve(target.policyConfig)] }),
    });
  };
  try {
    target.beforeOpen(name.text);
    const stack =
      verb === "destroy"
        ? await selectStack(name.text, target)
        : await openStack(name.text, target, target.secretsProvider?.(name.text) ?? "passphrase");
    if (!stack) return result({ ok: true });
    const cutOff = journal.cutOff();
    const outputs = await work(stack).catch(async (error: unknown) => {
      const isOurs =
        error instanceof ConcurrentUpdateError &&
        isLeftBehind(lockHolders(error.message), cutOff, os.hostname(), isAlive);
      if (!isOurs) throw error;
      await stack.cancel();
      note("took away the lock of a run on this machine that was killed");
      return work(stack);
    });
    // What ended well left nothing under way.
    if (verb !== "preview") {
      journal.clear();
      target.afterDone(name.text, began);
    }
    return result({ ok: true, resources: sizeAfter(verb, listener.changes), outputs });
  } catch (error) {
    if (verb !== "preview") journal.ended();
    return result({ errors: whatWentWrong(error, listener, name.text) });
  }
}

/** What to say where the journal has gaps: nobody would look for what this run leaves behind. */
function journalWarning(journal: Journal): string[] {
  if (journal.problem === undefined) return [];
  return [
    `The journal could not be written (${journal.problem}). If this run has not ended well, make room and run \`pulumi refresh\` before the next one.`,
  ];
}
