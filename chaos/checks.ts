/** What has to be true when a sequence has converged. Pure: reading is done by others. */
import { idKey } from "../rehearsal/azure/ids.ts";
import { connectionsOf } from "../rehearsal/azure/links.ts";
import type { Resource } from "../rehearsal/azure/model.ts";
import {
  differences,
  drawnValues,
  normalisedStates,
  normalisedSubscription,
  type Normalised,
} from "./normalise.ts";
import type { StackState } from "./states.ts";

/** What is wrong, as a sentence. */
export type Finding = string;

/** Types that Azure or the upload of content makes, and no program. */
export const notByPrograms: ReadonlySet<string> = new Set([
  "Microsoft.Network/loadBalancers",
  "Microsoft.Network/privateLinkServices",
  "Microsoft.Network/networkInterfaces",
  "Microsoft.Storage/storageAccounts/staticWebsite",
  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs",
  "Helm/releases",
]);
/** The group of a cluster's nodes, which AKS makes, and the container of a static website. */
const madeByAzure = /\/resourcegroups\/rg-[^/]*-nodes(-|\/|$)|\/containers\/\$web$/;
const azurePrefix = "azure-native:";

function twice(items: readonly string[]): string[] {
  const seen = new Set<string>();
  return items.filter((item) => (seen.has(item) ? true : (seen.add(item), false)));
}

/** The local subscription holds what the states say, and nothing else. */
export function checkAgreement(states: readonly StackState[], subscription: readonly Resource[]): Finding[] {
  const claimed = states.flatMap(({ resources }) =>
    resources.filter(({ type }) => type.startsWith(azurePrefix)).map(({ id = "" }) => idKey(id)),
  );
  const standing = subscription
    .filter(({ arm, id }) => !notByPrograms.has(arm) && !madeByAzure.test(idKey(id)))
    .map(({ id }) => idKey(id));
  const [inStates, inAzure] = [new Set(claimed), new Set(standing)];
  return [
    ...twice(claimed).map((id) => `twice in the states: ${id}`),
    ...standing.filter((id) => !inStates.has(id)).map((id) => `orphan, in Azure and in no state: ${id}`),
    ...claimed.filter((id) => !inAzure.has(id)).map((id) => `in a state and not in Azure: ${id}`),
  ];
}

/** Every URN once, nothing that waits to be deleted, nothing under way. */
export function checkStates(states: readonly StackState[]): Finding[] {
  return states.flatMap(({ stack, resources, pending }) => [
    ...twice(resources.map(({ urn }) => urn)).map((urn) => `twice in the state of ${stack}: ${urn}`),
    ...resources
      .filter((resource) => resource["delete"] === true)
      .map(({ urn }) => `still to be deleted in the state of ${stack}: ${urn}`),
    ...pending.map(
      (operation) => `pending in the state of ${stack}: ${JSON.stringify(operation).slice(0, 200)}`,
    ),
  ]);
}

/** Nothing in Azure is being changed or was left half-made. */
export function checkSettled(subscription: readonly Resource[]): Finding[] {
  return subscription
    .filter(({ state }) => state !== "Succeeded")
    .map(({ id, state }) => `${state} in Azure: ${id}`);
}

const endpointArm = "Microsoft.Network/privateEndpoints";

/** Every private link connection is approved, each private endpoint has one, and nobody has two. */
export function checkLinks(subscription: readonly Resource[]): Finding[] {
  const all = subscription.flatMap((resource) =>
    connectionsOf(resource).map((connection) => ({ target: resource.id, ...connection })),
  );
  const askers = all.map(({ target, privateEndpointId, groupId }) =>
    [idKey(target), idKey(privateEndpointId), groupId].join(" "),
  );
  const connected = new Set(all.map(({ privateEndpointId }) => idKey(privateEndpointId)));
  return [
    ...all
      .filter(({ status }) => status !== "Approved")
      .map(({ target, name, status }) => `private link ${status} at ${target}: ${name}`),
    ...twice(askers).map((who) => `two private links for one asker: ${who}`),
    ...subscription
      .filter(({ arm, id }) => arm === endpointArm && !connected.has(idKey(id)))
      .map(({ id }) => `private endpoint without a connection: ${id}`),
  ];
}

/** What a rehearsal holds. */
export interface Facts {
  readonly states: readonly StackState[];
  readonly subscription: readonly Resource[];
}

/** States and subscription in one: ids that Azure draws stand in both. */
function normal({ states, subscription }: Facts): Normalised {
  const drawn = drawnValues(states);
  return new Map<string, string>([
    ...[...normalisedStates(states, drawn)].map(([urn, text]) => [`state ${urn}`, text] as const),
    ...[...normalisedSubscription(subscription, states, drawn)].map(
      ([id, text]) => [`Azure ${id}`, text] as const,
    ),
  ]);
}

/** Everything is as a clean run has it. */
export function checkSame(run: Facts, clean: Facts): Finding[] {
  return differences(normal(run), normal(clean)).map(({ what, how }) => `${what}: ${how}`);
}
