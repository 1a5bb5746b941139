/**
 * States and subscriptions in a form in which two that ought to be equal are equal. What is taken out or renamed differs between
 * any two runs, for the reason beside it; nothing else is touched. Pure.
 */
import { idKey } from "../rehearsal/azure/ids.ts";
import type { Resource } from "../rehearsal/azure/model.ts";
import { isObject } from "../lib/properties.ts";
import type { StackState, StateResource } from "./states.ts";

/** One line per thing, so that a difference names it. */
export type Normalised = ReadonlyMap<string, string>;

/** Of a resource in a state. */
const taken: Readonly<Record<string, string>> = {
  created: "a time",
  modified: "a time",
  sourcePosition: "names the folder that the program ran in",
  stackTrace: "names the folder that the program ran in",
};

/** Lists whose order is that in which things happened to end. */
const unordered = new Set(["dependencies", "propertyDependencies"]);

const randomType = "random:";
const providerType = "pulumi:providers:";
const releaseType = "kubernetes:helm.sh/v3:Release";
const referenceType = "pulumi:pulumi:StackReference";

/**
 * Values that were drawn, by what is written in their place: results of random resources, and the ids that Pulumi draws for
 * providers. Names, ids and addresses contain them.
 */
export function drawnValues(states: readonly StackState[]): ReadonlyMap<string, string> {
  const drawn = new Map<string, string>();
  for (const { resources } of states) {
    for (const { urn, type, id, outputs } of resources) {
      if (type.startsWith(providerType) && id !== undefined) drawn.set(id, `<id of ${urn}>`);
      if (!type.startsWith(randomType)) continue;
      const result = outputs?.["result"];
      const text = isObject(result) ? result["secret"] : result;
      if (typeof text === "string") drawn.set(text, `<${urn}>`);
    }
  }
  return drawn;
}

function replacer(drawn: ReadonlyMap<string, string>): (text: string) => string {
  // The longest first: a shorter one could be a part of it.
  const values = [...drawn.keys()].sort((a, b) => b.length - a.length);
  return (text) => values.reduce((now, value) => now.replaceAll(value, drawn.get(value) ?? value), text);
}

function mapped(value: unknown, rename: (text: string) => string): unknown {
  if (typeof value === "string") return rename(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [rename(key), mapped(value[key], rename)]),
  );
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(String).sort();
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, list]) => [key, sorted(list)]));
};

/** How often a release was installed depends on how often it was tried. */
function withoutRevision(outputs: unknown): unknown {
  const status = isObject(outputs) ? outputs["status"] : undefined;
  if (!isObject(outputs) || !isObject(status)) return outputs;
  const { revision: _, ...rest } = status;
  return { ...outputs, status: rest };
}

/**
 * A private endpoint has an address for each region of its target, those included that came or went since its stack was deployed:
 * a state has them as of then. How they are is compared in the local subscription.
 */
const addressLists: Readonly<Record<string, string>> = {
  "azure-native:network:PrivateEndpoint": "customDnsConfigs",
  "azure-native:network:PrivateDnsZoneGroup": "privateDnsZoneConfigs",
};

/** Versions that AKS raises by itself: a first deployment sets them, those after it leave them alone. */
const upgraded = /(^|\.)(orchestratorVersion|kubernetesVersion)$/;

function isAboutItself({ urn, type, id }: StateResource): boolean {
  const stack = urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";
  return type === referenceType && (id ?? "").endsWith(`/${stack}`);
}

function plainResource(resource: StateResource): Record<string, unknown> {
  const entries = Object.entries(resource)
    .filter(([key]) => taken[key] === undefined)
    .map(([key, value]) => [key, unordered.has(key) ? sorted(value) : value]);
  const plain = Object.fromEntries(entries) as Record<string, unknown>;
  if (resource.type === releaseType) return { ...plain, outputs: withoutRevision(resource.outputs) };
  const addresses = addressLists[resource.type];
  if (addresses !== undefined)
    return { ...plain, outputs: { ...resource.outputs, [addresses]: "<as of then>" } };
  if (Array.isArray(plain["ignoreChanges"]))
    return { ...plain, ignoreChanges: plain["ignoreChanges"].filter((key) => !upgraded.test(String(key))) };
  // What a stack reads of itself is what its last deployment came to; a first one finds nothing.
  if (isAboutItself(resource)) return { ...plain, outputs: "<the last deployment>" };
  return plain;
}

/** Resources of all states by URN. The order in a state is the order in which they were made. */
export function normalisedStates(
  states: readonly StackState[],
  drawn: ReadonlyMap<string, string>,
): Normalised {
  const rename = replacer(drawn);
  return new Map(
    states
      .flatMap(({ resources }) => resources)
      .map((resource): [string, string] => [
        resource.urn,
        JSON.stringify(mapped(plainResource(resource), rename)),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * Ids that Azure draws: GUIDs, versions of secrets, and what it appends to host names. In the local Azure they follow from names,
 * which hold drawn values themselves.
 */
const azureIds =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=\/)[0-9a-f]{32}\b|(?<=-)[0-9a-f]{16}(?=\.)/g;

/** Values that are such an id as a whole: of Cosmos DB, and addresses, of which a private endpoint takes the next free ones. */
const drawnPlaces = /\.resource\.rid$|\.ipAddresses\[\d+\]$/;

/** Connections are listed in the order in which they were asked for. */
function withSortedConnections(facts: Resource["facts"]): Resource["facts"] {
  const connections = facts["privateEndpointConnections"];
  if (!Array.isArray(connections)) return facts;
  // Where there was one once, an empty list stays.
  const { privateEndpointConnections: _, ...others } = facts;
  if (connections.length === 0) return others;
  const rank = (connection: unknown): string => JSON.stringify(connection).replaceAll(azureIds, "");
  return {
    ...facts,
    privateEndpointConnections: connections.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)),
  };
}

/**
 * Resources of the local subscription, without the times at which they were made: by URN where a state has them, for ids may hold
 * drawn values; by id otherwise.
 */
export function normalisedSubscription(
  subscription: readonly Resource[],
  states: readonly StackState[],
  drawn: ReadonlyMap<string, string>,
): Normalised {
  const rename = replacer(drawn);
  const urns = new Map(
    states.flatMap(({ resources }) => resources).map(({ urn, id = "" }) => [idKey(id), urn] as const),
  );
  return new Map(
    subscription
      .map(({ id, arm, inputs, outputs, facts, state, location }): [string, string] => {
        const plain = {
          ...{ id, arm, inputs, state, location },
          outputs: withoutRevision(outputs),
          facts: withSortedConnections(facts),
        };
        return [urns.get(idKey(id)) ?? rename(idKey(id)), JSON.stringify(mapped(plain, rename))];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export interface Difference {
  readonly what: string;
  /** Where the two differ, with both values; or which of the two lacks it. */
  readonly how: string;
}

/** Which id of one run stands for which of the other. One that stands for two is a difference. */
class Renaming {
  private readonly forth = new Map<string, string>();
  private readonly back = new Map<string, string>();

  /** Whether two texts at a place are the same but for the ids in them. */
  fits(one: string, other: string, place: string): boolean {
    if (one === other) return true;
    if (drawnPlaces.test(place)) return this.pair(one, other);
    if (one.replaceAll(azureIds, "") !== other.replaceAll(azureIds, "")) return false;
    const [mine, theirs] = [one.match(azureIds) ?? [], other.match(azureIds) ?? []];
    return mine.length === theirs.length && mine.every((id, index) => this.pair(id, theirs[index] ?? ""));
  }

  private pair(mine: string, theirs: string): boolean {
    if ((this.forth.get(mine) ?? theirs) !== theirs || (this.back.get(theirs) ?? mine) !== mine) return false;
    this.forth.set(mine, theirs);
    this.back.set(theirs, mine);
    return true;
  }
}

/** Places at which two values differ, `path: one | other`. */
function placesOf(one: unknown, other: unknown, place: string, ids: Renaming): string[] {
  if (typeof one === "string" && typeof other === "string" && ids.fits(one, other, place)) return [];
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => placesOf(one[key], other[key], place === "" ? key : `${place}.${key}`, ids));
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.flatMap((item, index) => placesOf(item, other[index], `${place}[${index}]`, ids));
  const [mine, theirs] = [JSON.stringify(one) ?? "nothing", JSON.stringify(other) ?? "nothing"];
  return mine === theirs ? [] : [`${place}: ${mine.slice(0, 300)} | ${theirs.slice(0, 300)}`];
}

/** What differs between a run and the clean run that it is compared with. */
export function differences(run: Normalised, clean: Normalised): Difference[] {
  const ids = new Renaming();
  const keys = [...new Set([...run.keys(), ...clean.keys()])].sort();
  return keys.flatMap((what): Difference[] => {
    const [mine, other] = [run.get(what), clean.get(what)];
    if (mine === other) return [];
    if (mine === undefined) return [{ what, how: "missing; the clean run has it" }];
    if (other === undefined) return [{ what, how: "left over; the clean run has none" }];
    return placesOf(JSON.parse(mine), JSON.parse(other), "", ids).map((how) => ({ what, how }));
  });
}
