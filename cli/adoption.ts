/** Taking into a state what may have been created without Pulumi hearing of it. Pure. */
import { armId, resourceTypeOf } from "../lib/resourceTypes.ts";
import { emptied } from "../lib/secretMark.ts";
import type { Creation } from "./journal.ts";

export interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  parent?: string;
  provider?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
  /** Another one has taken its place, and the next update deletes it. */
  delete?: boolean;
  /** It was deleted so that another one can take its place, which is not there yet. */
  pendingReplacement?: boolean;
  /** Why it is not well: the engine updates such a resource even if nothing of it has changed. */
  initErrors?: string[];
}

/** The part of an exported checkpoint that recovery reads and writes. */
export interface Checkpoint {
  resources?: StateResource[];
  pending_operations?: { resource: StateResource; type: string }[];
}

/** The id that a creation would have given its resource; undefined for what exists nowhere but in the state. */
export function idOfCreation(
  creation: Pick<Creation, "type" | "inputs">,
  subscriptionId: string | undefined,
): string | undefined {
  if (creation.type === "kubernetes:helm.sh/v3:Release") {
    const { namespace, name } = creation.inputs;
    return typeof name === "string"
      ? `${typeof namespace === "string" ? namespace : "default"}/${name}`
      : undefined;
  }
  if (subscriptionId === undefined || resourceTypeOf(creation.type) === undefined) return undefined;
  try {
    return armId(creation.type, subscriptionId, creation.inputs);
  } catch {
    // Without all of its names a resource cannot have been created.
    return undefined;
  }
}

/** The subscription that a state is about, or else the one that this process works with. */
export function subscriptionOf(checkpoint: Checkpoint): string | undefined {
  for (const resource of checkpoint.resources ?? []) {
    const found = /^\/subscriptions\/([^/]+)/.exec(resource.id ?? "")?.[1];
    if (found !== undefined) return found;
  }
  return process.env["ARM_SUBSCRIPTION_ID"];
}

/** URNs that have to stand before a resource in a state. */
function needs({ parent, dependencies, propertyDependencies }: StateResource): string[] {
  const lists = [dependencies ?? [], ...Object.values(propertyDependencies ?? {})];
  return [parent ?? "", ...lists.flatMap((list) => list ?? [])].filter((urn) => urn !== "");
}

/**
 * Puts a replacement beside what it replaces, or in its place where that was deleted first. Changes the list.
 *
 * @returns whether it was a replacement at all: what a state knows under the same id and as whole, it has already.
 */
function isPlaced(
  resources: StateResource[],
  candidate: StateResource & { readonly id: string },
  subscriptionId: string | undefined,
): boolean {
  // By what both were asked for: Azure may spell an id in its own way, and what is well must never be taken for what goes.
  const isSameAs = ({ type, inputs = {} }: StateResource): boolean | undefined => {
    const id = idOfCreation({ type, inputs }, subscriptionId);
    return id === undefined ? undefined : id.toLowerCase() === candidate.id.toLowerCase();
  };
  // A state that names what comes later could not be read.
  const isReadable = (among: readonly StateResource[]): boolean =>
    needs(candidate).every((urn) => among.some((resource) => resource.urn === urn));
  const index = resources.findIndex(({ urn, delete: goes }) => urn === candidate.urn && goes !== true);
  const before = resources[index];
  if (before === undefined) {
    const going = resources.filter(({ urn }) => urn === candidate.urn);
    if (!going.every((resource) => isSameAs(resource) === false) || !isReadable(resources)) return false;
    resources.push(candidate);
    return true;
  }
  const isSame = isSameAs(before);
  if (isSame === undefined || (isSame && before.pendingReplacement !== true)) return false;
  if (!isReadable(isSame ? resources.slice(0, index) : resources)) return false;
  if (isSame) {
    resources[index] = candidate;
    return true;
  }
  // The engine never deletes what it has deleted to make room, and would keep it for ever: it deletes it once more.
  const { pendingReplacement: _, ...former } = before;
  resources[index] = { ...former, delete: true };
  resources.push(candidate);
  return true;
}

/**
 * Adds to a checkpoint what may have been created without Pulumi hearing of it. Pure.
 *
 * @returns the changed checkpoint and the URNs that have to be refreshed: those that do not exist drop out again then.
 */
export function adopt(
  checkpoint: Checkpoint,
  journal: readonly Creation[],
  subscriptionId: string | undefined,
): { checkpoint: Checkpoint; tentative: string[] } {
  const resources = [...(checkpoint.resources ?? [])];
  const pending = (checkpoint.pending_operations ?? [])
    .filter((operation) => operation.type === "creating")
    .map((operation) => operation.resource);
  const known = new Set(resources.map((resource) => resource.urn));
  const candidates: StateResource[] = [
    ...pending,
    ...journal
      .filter((creation) => !pending.some((resource) => resource.urn === creation.urn))
      // The refresh asks Azure for what is to be known of secrets; what it does not tell is written once more.
      .map((creation) => ({
        ...creation,
        inputs: emptied(creation.inputs) as Creation["inputs"],
        custom: true,
        outputs: {},
      })),
  ];
  // Without outputs it was taken in by a recovery that did not come to ask Azure for it, and no journal speaks of it any more. The
  // engine leaves outputs out that are empty.
  const tentative = resources
    .filter(
      ({ type, custom, id, inputs = {}, outputs = {} }) =>
        custom === true &&
        id !== undefined &&
        Object.keys(outputs).length === 0 &&
        idOfCreation({ type, inputs }, subscriptionId) !== undefined,
    )
    .map(({ urn }) => urn);
  const providers = new Set(
    resources
      .filter((resource) => resource.type.startsWith("pulumi:providers:"))
      .map((resource) => `${resource.urn}::${resource.id}`),
  );
  for (const candidate of candidates) {
    const id = idOfCreation({ type: candidate.type, inputs: candidate.inputs ?? {} }, subscriptionId);
    // A reference to a provider or a parent that the state does not have would make the state unreadable.
    if (
      id === undefined ||
      !providers.has(candidate.provider ?? "") ||
      (candidate.parent !== undefined && candidate.parent !== "" && !known.has(candidate.parent))
    )
      continue;
    const created = { ...candidate, id, custom: true };
    if (!known.has(candidate.urn)) resources.push(created);
    else if (!isPlaced(resources, created, subscriptionId)) continue;
    known.add(candidate.urn);
    tentative.push(candidate.urn);
  }
  return { checkpoint: { ...checkpoint, resources, pending_operations: [] }, tentative };
}
