/**
 * Putting a stack right after a run that was killed: its lock is taken away, and creations that were under way are
 * taken into the state if Azure carried them out.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Deployment, Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { isAlive } from "../rehearsal/processes.ts";
import { isObject } from "../lib/properties.ts";
import { adopt, subscriptionOf, type Checkpoint } from "./adoption.ts";
import type { Creation, LeftOpen } from "./journal.ts";
import { unlinkedBy } from "./unlinkedOrigins.ts";

const lockSchema = z.object({ pid: z.number(), hostname: z.string() });

/** Removes locks of a file backend whose holder ran on this machine and is dead. Returns how many. */
export function clearDeadLocks(stateFolder: string, project: string, stack: string): number {
  const folder = path.join(stateFolder, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return 0;
  const dead = readdirSync(folder).filter((name) => isDead(path.join(folder, name)));
  for (const name of dead) rmSync(path.join(folder, name));
  return dead.length;
}

/** How long a file may be half written, in milliseconds: its holder does nothing else in that time. */
const halfWritten = 10_000;

function isDead(file: string): boolean {
  const lock = lockSchema.safeParse(readJson(file));
  if (lock.success) return lock.data.hostname === os.hostname() && !isAlive(lock.data.pid);
  // No engine could read it either, and nobody would ever take it away.
  return Date.now() - statSync(file).mtimeMs > halfWritten;
}

/** Before this, nobody can have begun a file that is still being written, in milliseconds since 1970. */
export function writtenBefore(): number {
  return Date.now() - halfWritten;
}

/**
 * Removes what an engine that was killed was just writing: the file backend writes beside a state, `STACK.json.bak.4f….tmp`, and puts
 * it in place then. Returns how many.
 *
 * @param before in milliseconds since 1970: what was written later may be in the making, and is left alone.
 */
export function clearTemporaries(
  stateFolder: string,
  project: string,
  stack: string,
  before: number,
): number {
  const folder = path.join(stateFolder, ".pulumi", "stacks", project);
  if (!existsSync(folder)) return 0;
  const old = readdirSync(folder)
    .filter((name) => name.startsWith(`${stack}.json`) && name.endsWith(".tmp"))
    .map((name) => path.join(folder, name))
    .filter((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < before);
  for (const file of old) rmSync(file, { force: true });
  return old.length;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Puts back states that were cut off while they were written: the file backend does not write in one step, but keeps
 * the version before. Returns the stacks that were put back; their last changes have to be found again.
 */
export function restoreStates(stateFolder: string, project: string): string[] {
  const folder = path.join(stateFolder, ".pulumi", "stacks", project);
  if (!existsSync(folder)) return [];
  const isWhole = (file: string): boolean => {
    const content = readJson(file);
    return isObject(content) && isObject(content["checkpoint"]);
  };
  const broken = readdirSync(folder).filter(
    (name) => name.endsWith(".json") && !isWhole(path.join(folder, name)),
  );
  for (const name of broken) {
    const file = path.join(folder, name);
    if (isWhole(`${file}.bak`)) copyFileSync(`${file}.bak`, file);
    else rmSync(file);
  }
  return broken.map((name) => name.slice(0, -".json".length));
}

/**
 * Marks what was found in Azure and is not well, so that the next update writes it once more: an operation that fails after its
 * client has gone, or that has not ended yet, leaves a resource that looks the same as a good one. Pure.
 *
 * @returns undefined where all of it is well.
 */
export function markUnwell(checkpoint: Checkpoint, found: readonly string[]): Checkpoint | undefined {
  let marked = false;
  const resources = (checkpoint.resources ?? []).map((resource) => {
    const state = resource.outputs?.["provisioningState"];
    if (!found.includes(resource.urn) || typeof state !== "string" || state === "Succeeded") return resource;
    marked = true;
    return { ...resource, initErrors: [`its last operation was cut off, and Azure has it as ${state}`] };
  });
  return marked ? { ...checkpoint, resources } : undefined;
}

/** What is known of a run that did not end well, beside what the state itself says. */
export interface Traces {
  /** Creations that Azure may have carried out. */
  readonly candidates: readonly Creation[];
  /** URNs of what Azure may have no more, though the state has it. */
  readonly deletions: readonly string[];
  /**
   * Whether that may be so of everything: the engine outlives a command that was killed by as long as it has nothing to tell, and a
   * deletion that fails in that time is in no journal, and in the state no more.
   */
  readonly anyDeletion: boolean;
}

export interface Recovered {
  /** URNs of creations that were found in Azure and taken into the state. */
  readonly found: readonly string[];
  /** Connections that may be gone, of which the journal did not hear; and deletions for which nobody has asked Azure. */
  readonly open: LeftOpen;
}

/**
 * Deletions that the state has as under way: the last events of an engine that was killed do not reach the journal, but what it is
 * about to do stands in the state before it does it. Pure.
 */
export function pendingDeletions(checkpoint: Checkpoint): LeftOpen {
  const resources = (checkpoint.pending_operations ?? [])
    .filter((operation) => operation.type === "deleting")
    .map((operation) => operation.resource);
  return {
    deletions: resources.map((resource) => resource.urn),
    unlinked: resources.flatMap((resource) => unlinkedBy(resource.type, resource.inputs ?? {}) ?? []),
  };
}

/** URNs of what Azure has, by the state. */
function inAzure({ resources = [] }: Checkpoint): string[] {
  return resources.filter(({ id }) => id?.startsWith("/subscriptions/")).map(({ urn }) => urn);
}

/**
 * Recovers a stack whose last run did not end well.
 *
 * @param verb a destruction deletes again, and what is gone already counts as deleted; it does not ask for that. Should it be cut off
 *   in its turn, the next update has to: a deletion that fails half-way leaves something behind that the state takes for whole.
 * @param fallbackSubscription the subscription when the state itself does not tell.
 */
export async function recover(
  stack: Stack,
  verb: "up" | "destroy",
  { candidates, deletions, anyDeletion }: Traces,
  fallbackSubscription: string | undefined,
): Promise<Recovered> {
  const exported = await stack.exportStack();
  const before = (exported.deployment ?? {}) as Checkpoint;
  const { checkpoint, tentative } = adopt(before, candidates, subscriptionOf(before) ?? fallbackSubscription);
  const pending = pendingDeletions(before);
  const any = anyDeletion ? inAzure(before) : [];
  const deleted = [...new Set([...deletions, ...pending.deletions, ...any])];
  const open: LeftOpen = { unlinked: pending.unlinked, deletions: verb === "up" ? [] : deleted };
  const gone = new Set(verb === "up" ? deleted : []);
  const doubtful = (before.resources ?? []).map(({ urn }) => urn).filter((urn) => gone.has(urn));
  const asked = [...new Set([...tentative, ...doubtful])];
  if (asked.length === 0 && (before.pending_operations ?? []).length === 0) return { found: [], open };
  const changed: Deployment = { ...exported, deployment: checkpoint };
  await stack.importStack(changed);
  if (asked.length === 0) return { found: [], open };
  await stack.refresh({ target: asked, onOutput: () => undefined });
  const refreshed = await stack.exportStack();
  const after = (refreshed.deployment ?? {}) as Checkpoint;
  const found = asked.filter((one) =>
    (after.resources ?? []).some(({ urn, delete: goes }) => urn === one && goes !== true),
  );
  const unwell = markUnwell(after, found);
  if (unwell !== undefined) await stack.importStack({ ...refreshed, deployment: unwell });
  return { found: found.filter((urn) => tentative.includes(urn)), open };
}
