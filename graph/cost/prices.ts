/** The dated price table. */
import table from "./data/prices.json" with { type: "json" };

/** A price of the table. */
export interface Price {
  readonly id: string;
  readonly meter: string;
  /** What one unit is: "hour", "GB", "100 RU/s-hour". */
  readonly unit: string;
  /** US dollars for one unit, by region; regions without a published copy are missing. */
  readonly usd: Readonly<Partial<Record<string, number>>>;
  /** How good the source is; `none` has no price at all. */
  readonly confidence: "sourced" | "secondary" | "none";
  readonly sources: readonly string[];
}

export const pricesDate: string = table.compiled;
/** Azure's own convention for a month. */
export const hoursPerMonth: number = table.hoursPerMonth;
export const priceSources: Readonly<Record<string, string>> = table.sources;

const byId = new Map(table.prices.map((row) => [row.id, row as unknown as Price]));

/** Every row of the table. */
export const prices: readonly Price[] = [...byId.values()];

export function findPrice(id: string): Price | undefined {
  return byId.get(id);
}

/** The region that stands in for those that a row does not name. */
const usualRegion = "eastus";

/** US dollars for one unit in a region, and the region whose price it is. */
export function unitPrice(id: string, region: string): { usd: number; region: string } | undefined {
  const usd = byId.get(id)?.usd;
  const own = usd?.[region];
  if (own !== undefined) return { usd: own, region };
  const [other, price] = Object.entries(usd ?? {}).find(([name]) => name === usualRegion) ??
    Object.entries(usd ?? {})[0] ?? [undefined, undefined];
  return other === undefined || price === undefined ? undefined : { usd: price, region: other };
}
