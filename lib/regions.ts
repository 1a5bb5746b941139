import table from "./data/regions.json" with { type: "json" };
import { suggest } from "./suggest.ts";

/** A public Azure region. Sources and dates stand in data/regions.json. */
export interface Region {
  /** The name ARM uses: "eastus". */
  readonly location: string;
  /** The name people use: "East US". */
  readonly displayName: string;
  readonly geography: string;
  /** Short form for resource names: "eus". No two regions share one. */
  readonly code: string;
  /** Whether the region has availability zones. Where it has, they are "1", "2" and "3". */
  readonly zones: boolean;
  /** Whether Azure lets only selected customers deploy there. */
  readonly restricted: boolean;
  /** Whether Front Door can reach origins of this region through Private Link from the region itself. */
  readonly frontDoorPrivateLink: boolean;
  /** The region to name in a Front Door origin's private link: itself, or the supported one closest to it. */
  readonly frontDoorPrivateLinkNearest: string;
  /** The region Azure pairs it with, null where there is none. */
  readonly pair: string | null;
}

const { _meta, ...rows } = table;

/** The date on which the catalogue was taken from its sources. */
export const regionsDate: string = _meta.date;

/** All regions of the public cloud, by location. */
export const regions: ReadonlyMap<string, Region> = new Map(
  Object.entries(rows).map(([location, row]) => [location, { location, ...row }]),
);

/** The region of that location, as ARM spells it: lower case, without spaces. */
export function findRegion(location: string): Region | undefined {
  return regions.get(location);
}

/** Locations that a misspelt one may have meant, closest first. Also understands "East US". */
export function suggestRegions(misspelt: string): string[] {
  const compact = misspelt.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return regions.has(compact) ? [compact] : suggest(compact, regions.keys());
}
