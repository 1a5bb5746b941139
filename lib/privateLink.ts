import table from "./data/privateLink.json" with { type: "json" };

const { _meta, ...rows } = table;

/** A service that is reached through a private endpoint. */
export type PrivateLinkTarget = keyof typeof rows;

export interface PrivateLinkService {
  readonly arm: string;
  /** The sub-resource a private endpoint's `groupIds` names. */
  readonly groupId: string;
  /** The private DNS zones that must hold its records; Azure writes them only into zones of these names. */
  readonly zones: readonly string[];
  /** Addresses an endpoint takes whatever the number of regions. */
  readonly addresses: number;
  /** Addresses it takes on top for each region that the target is in. */
  readonly addressesPerRegion: number;
}

/** Group ids, zones and address counts; sources and dates stand in data/privateLink.json. */
export const privateLinkServices: Readonly<Record<PrivateLinkTarget, PrivateLinkService>> = rows;

/** The date on which the table was taken from its sources. */
export const privateLinkDate: string = _meta.date;

/** Every private endpoint a stamp can have for its pods, by purpose. The two storage accounts have two each. */
const stampEndpoints = {
  registry: "registry",
  cosmos: "cosmos",
  keyVault: "keyVault",
  /** The vault of the gateway's certificate. */
  certificates: "keyVault",
  eventHubs: "eventHubs",
  /** Checkpoints and the object that keeps the stamp in rotation. */
  dataBlob: "blob",
  /** Messages that could not be worked off. */
  dataTable: "table",
  /** Uploads of the website. */
  websiteBlob: "blob",
  /** The website itself, for tests from inside: Front Door has a private link of its own. */
  websiteWeb: "web",
  /** Telemetry, through an Azure Monitor private link scope. */
  monitor: "monitor",
} as const satisfies Readonly<Record<string, PrivateLinkTarget>>;

/** What one private endpoint of a stamp is for. */
export type StampEndpoint = keyof typeof stampEndpoints;

/** The part of a stamp's configuration that decides which private endpoints it has. */
export interface StampEndpointChoice {
  readonly privateLinkScope: { readonly enabled: boolean };
}

/** The private endpoints of a stamp, with what each leads to. */
export function stampPrivateEndpoints(
  choice: StampEndpointChoice,
): readonly (readonly [purpose: StampEndpoint, target: PrivateLinkTarget])[] {
  return entries(stampEndpoints).filter(
    ([purpose]) => purpose !== "monitor" || choice.privateLinkScope.enabled,
  );
}

/** What a stamp needs private zones for: its private endpoints and its API server. */
export function stampZoneTargets(choice: StampEndpointChoice): readonly PrivateLinkTarget[] {
  return [...new Set([...stampPrivateEndpoints(choice).map(([, target]) => target), "aks" as const])];
}

/** The first private DNS zone of a target, for targets in the given region: the only one but for Azure Monitor. */
export function privateDnsZone(target: PrivateLinkTarget, location: string): string {
  const [zone] = privateDnsZones(target, location);
  if (zone === undefined) throw new RangeError(`${target} has no zone in data/privateLink.json.`);
  return zone;
}

/** All private DNS zones that hold records of a target, for targets in the given region. */
export function privateDnsZones(target: PrivateLinkTarget, location: string): readonly string[] {
  return privateLinkServices[target].zones.map((zone) => zone.replace("{location}", location));
}

/**
 * Addresses that private endpoints to these targets take.
 *
 * @param regionCount regions of the registry and the Cosmos DB account.
 * @param targets without them, all that a stamp can have: a subnet that holds endpoints cannot be resized, so turning an
 *   endpoint on must never ask for another one.
 */
export function privateEndpointAddresses(
  regionCount: number,
  targets: readonly PrivateLinkTarget[] = Object.values(stampEndpoints),
): number {
  return targets.reduce((sum, target) => {
    const service = privateLinkServices[target];
    return sum + service.addresses + service.addressesPerRegion * regionCount;
  }, 0);
}

function entries<Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(record) as [Key, Value][];
}
