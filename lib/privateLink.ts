import table from "./data/privateLink.json" with { type: "json" };

const { _meta, ...rows } = table;

/** A service that is reached through a private endpoint. */
export type PrivateLinkTarget = keyof typeof rows;

export interface PrivateLinkService {
  readonly arm: string;
  /** The sub-resource a private endpoint's `groupIds` names. */
  readonly groupId: string;
  /** The private DNS zone that must hold its records; Azure writes them only into zones of this name. */
  readonly zone: string;
  /** Addresses an endpoint takes whatever the number of regions. */
  readonly addresses: number;
  /** Addresses it takes on top for each region that the target is in. */
  readonly addressesPerRegion: number;
}

/** Group ids, zones and address counts; sources and dates stand in data/privateLink.json. */
export const privateLinkServices: Readonly<Record<PrivateLinkTarget, PrivateLinkService>> = rows;

/** The date on which the table was taken from its sources. */
export const privateLinkDate: string = _meta.date;

/** What a stamp reaches through private endpoints of its own. */
export const stampPrivateEndpoints: readonly PrivateLinkTarget[] = ["registry", "cosmos", "keyVault"];

/** The private DNS zone of a target, for targets in the given region. */
export function privateDnsZone(target: PrivateLinkTarget, location: string): string {
  return privateLinkServices[target].zone.replace("{location}", location);
}

/**
 * Addresses that private endpoints to these targets take.
 *
 * @param regionCount regions of the registry and the Cosmos DB account.
 */
export function privateEndpointAddresses(
  regionCount: number,
  targets: readonly PrivateLinkTarget[] = stampPrivateEndpoints,
): number {
  return targets.reduce((sum, target) => {
    const service = privateLinkServices[target];
    return sum + service.addresses + service.addressesPerRegion * regionCount;
  }, 0);
}
