/** What a command refuses because of what exists: stacks without files, stamps without a global layer, data. */
import { z } from "zod";
import { formatStackName, parseStackName, stackFileName, type StackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import { contractOf, listStacks, replaceState, stateOf } from "./backend.ts";
import { nameOf } from "./listener.ts";
import type { PlannedStack } from "./plan.ts";
import type { Target } from "./stackRun.ts";

export interface ExistingStack {
  readonly name: string;
  readonly resources: number;
}

/** Stacks of an environment that have resources, according to the backend. */
export async function existingStacks(
  target: Target,
  environment: string | undefined,
): Promise<ExistingStack[]> {
  return (await listStacks(target))
    .map((stack) => ({ name: stack.name, resources: stack.resourceCount ?? 0 }))
    .filter((stack) => {
      try {
        return stack.resources > 0 && parseStackName(stack.name).environment === environment;
      } catch {
        // Somebody else's stack in a shared backend.
        return false;
      }
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** A stamp or an operations network that lives must keep its file: without it nobody would drain or destroy it. */
export function refuseOrphans(stacks: readonly StackName[], existing: readonly ExistingStack[]): void {
  const orphan = existing.find((stack) => !stacks.some((known) => known.text === stack.name));
  if (!orphan) return;
  throw new UserError({
    file: stackFileName(orphan.name),
    problem: `The file is gone, but the stack '${orphan.name}' still has ${orphan.resources} resources.`,
    remedy: `Bring the file back (git checkout), or destroy the stack first: \`npx bulkhead destroy --only ${orphan.name}\`.`,
  });
}

/** A stamp reads what the global stack exports: without it nothing of the stamp could be made. */
export function refuseWithoutGlobal(plan: readonly PlannedStack[], existing: readonly ExistingStack[]): void {
  const stack = plan.find((planned) => planned.stack.kind !== "global")?.stack;
  if (stack === undefined) return;
  const global = formatStackName({ environment: stack.environment, kind: "global" });
  const isThere =
    plan.some((planned) => planned.stack.text === global) || existing.some((other) => other.name === global);
  if (isThere) return;
  throw new UserError({
    file: stackFileName(stack.text),
    problem: `'${stack.text}' builds on '${global}', which is not deployed.`,
    remedy: `Run \`npx bulkhead up --only ${global}\` first, or leave --only away.`,
  });
}

/**
 * A stamp puts private endpoints into every operations network of its environment.
 *
 * @param operations the operations stacks that stamps attach to.
 */
export function refuseWithoutOperations(
  plan: readonly PlannedStack[],
  operations: readonly StackName[],
  existing: readonly ExistingStack[],
): void {
  const stamp = plan.find((planned) => planned.stack.kind === "stamp")?.stack;
  const missing = operations.find(
    ({ text }) =>
      !plan.some((planned) => planned.stack.text === text) && !existing.some((other) => other.name === text),
  );
  if (stamp === undefined || missing === undefined) return;
  throw new UserError({
    file: stackFileName(stamp.text),
    problem: `'${stamp.text}' has private endpoints in '${missing.text}', which is not deployed.`,
    remedy: `Run \`npx bulkhead up --only ${missing.text}\` first, or leave --only away.`,
  });
}

const withOperations = z.object({ operations: z.array(z.string()) });

/** The operations stacks in which each stamp has private endpoints, as it was last deployed. */
export async function attachments(
  target: Target,
  existing: readonly ExistingStack[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { name } of existing) {
    if (parseStackName(name).kind !== "stamp") continue;
    const contract = withOperations.safeParse(await contractOf(name, target));
    found.set(name, contract.data?.operations ?? []);
  }
  return found;
}

/**
 * The global layer cannot go while somebody builds on it, nor an operations network while stamps have endpoints in it.
 *
 * @param attached operations stacks by the stamps that have endpoints in them.
 */
export function refuseToStrand(
  stacks: readonly StackName[],
  only: readonly string[] | undefined,
  existing: readonly ExistingStack[],
  attached: ReadonlyMap<string, readonly string[]> = new Map(),
): void {
  if (only === undefined) return;
  const goes = stacks.filter((stack) => only.includes(stack.text));
  const stays = existing
    .filter((stack) => !only.includes(stack.name))
    .map((stack) => parseStackName(stack.name));
  for (const stack of goes) {
    const dependent = stays.find(
      (other) =>
        stack.kind === "global" ||
        (stack.kind === "ops" && (attached.get(other.text) ?? []).includes(stack.text)),
    );
    if (!dependent) continue;
    if (stack.kind === "ops") {
      throw new UserError({
        key: "--only",
        problem: `'${stack.text}' cannot be destroyed while '${dependent.text}' has private endpoints in it.`,
        remedy: `Set bulkhead:lifecycle: leaving in ${stackFileName(stack.text)} and run \`npx bulkhead up\`, then destroy it.`,
      });
    }
    throw new UserError({
      key: "--only",
      problem: `'${stack.text}' cannot be destroyed while '${dependent.text}' exists: it builds on it.`,
      remedy: `Destroy '${dependent.text}' first, or leave --only away to destroy everything in order.`,
    });
  }
}

export interface ProtectedResource {
  readonly stack: string;
  readonly urn: string;
  readonly name: string;
}

interface StateResource {
  urn: string;
  protect?: boolean;
}

/** Protected resources of the stacks that would be destroyed. */
export async function dataWouldBeLost(
  target: Target,
  stacks: readonly string[],
): Promise<ProtectedResource[]> {
  const found: ProtectedResource[] = [];
  for (const name of stacks) {
    const deployment = (await stateOf(name, target))?.deployment as
      { resources?: StateResource[] } | undefined;
    for (const resource of deployment?.resources ?? []) {
      if (resource.protect) found.push({ stack: name, urn: resource.urn, name: nameOf(resource.urn) });
    }
  }
  return found;
}

/** Takes the protection away, in the state, from what its owner has agreed to delete. */
export async function unprotect(target: Target, resources: readonly ProtectedResource[]): Promise<void> {
  for (const name of new Set(resources.map((resource) => resource.stack))) {
    const state = await stateOf(name, target);
    if (state === undefined) continue;
    const deployment = state.deployment as { resources?: StateResource[] };
    for (const resource of deployment.resources ?? []) delete resource.protect;
    await replaceState(name, target, { ...state, deployment });
  }
}
