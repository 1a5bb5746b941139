/** What the platform costs a month, by resource and by stack, as far as the price table goes. */
import { ofType, type Graph, type GraphNode } from "../model.ts";
import { textAt } from "../../lib/properties.ts";
import { meteringOf, type Meter } from "./meters.ts";
import { findPrice, hoursPerMonth, pricesDate, unitPrice } from "./prices.ts";

/** One meter of one resource. US dollars a month. */
export interface CostLine {
  readonly stack: string;
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly price: string;
  readonly meter: string;
  /** With as little as autoscaling goes down to. */
  readonly least: number;
  /** With as much as autoscaling goes up to. */
  readonly most: number;
  /** The region whose price it is; another one than the resource's where the table has none for that. */
  readonly priceRegion: string;
  readonly region: string;
  readonly confidence: "sourced" | "secondary" | "none";
}

/** Something that costs and is in no sum. */
export interface Unpriced {
  readonly type: string;
  readonly count: number;
  readonly reason: string;
  /** Unit prices that apply by use. */
  readonly units: readonly string[];
}

export interface StackCost {
  readonly stack: string;
  readonly least: number;
  readonly most: number;
}

export interface Estimate {
  readonly date: string;
  readonly currency: "USD";
  readonly lines: readonly CostLine[];
  readonly stacks: readonly StackCost[];
  readonly least: number;
  readonly most: number;
  /** What a release adds once: new stamps beside the old ones for some hours. */
  readonly release: { readonly hours: number; readonly least: number; readonly most: number };
  readonly unpriced: readonly Unpriced[];
}

/** Where a resource stands; parts of others, and what is global, stand where their stack's first resource does. */
function regionOf(node: GraphNode, usual: ReadonlyMap<string, string>): string {
  const own = textAt(node.inputs, "location")?.toLowerCase();
  return own === undefined || own === "global" ? (usual.get(node.stack) ?? "eastus") : own;
}

function usualRegions(graph: Graph): Map<string, string> {
  const regions = new Map<string, string>();
  for (const node of graph.nodes) {
    const region = textAt(node.inputs, "location")?.toLowerCase();
    if (region !== undefined && region !== "global" && !regions.has(node.stack))
      regions.set(node.stack, region);
  }
  return regions;
}

/** What is not in the sums, gathered by type, reason and unit prices. */
class Missing {
  private readonly rows = new Map<string, Unpriced>();

  add(type: string, reason: string, units: readonly string[]): void {
    const key = [type, reason, ...units].join("|");
    const known = this.rows.get(key);
    this.rows.set(key, { type, reason, units, count: (known?.count ?? 0) + 1 });
  }

  get list(): Unpriced[] {
    return [...this.rows.values()];
  }
}

function unitText(id: string, region: string): string {
  const price = findPrice(id);
  const unit = unitPrice(id, region);
  return price === undefined || unit === undefined
    ? `${id}: no published price`
    : `${price.meter}: ${unit.usd} USD per ${price.unit}`;
}

function lineOf(node: GraphNode, meter: Meter, region: string): CostLine | undefined {
  const price = findPrice(meter.price);
  const unit = unitPrice(meter.price, region);
  if (price === undefined || unit === undefined) return undefined;
  return {
    stack: node.stack,
    urn: node.urn,
    name: node.name,
    type: node.type,
    price: meter.price,
    meter: price.meter,
    least: meter.least * unit.usd,
    most: meter.most * unit.usd,
    priceRegion: unit.region,
    region,
    confidence: price.confidence,
  };
}

const sum = (lines: readonly { least: number; most: number }[], key: "least" | "most") =>
  lines.reduce((total, line) => total + line[key], 0);

/**
 * Estimates a month.
 *
 * @param releaseHours how long old and new stamps stand side by side in a release.
 */
export function estimateCost(graph: Graph, releaseHours = 24): Estimate {
  const usual = usualRegions(graph);
  const missing = new Missing();
  const lines: CostLine[] = [];
  for (const node of graph.nodes) {
    if (!node.type.startsWith("azure-native:")) continue;
    const type = node.type.replace("azure-native:", "");
    const region = regionOf(node, usual);
    const metering = meteringOf(node, graph);
    if (metering.kind === "unknown") missing.add(type, metering.reason, []);
    if (metering.kind === "usage")
      missing.add(
        type,
        "by use",
        metering.prices.map((id) => unitText(id, region)),
      );
    if (metering.kind !== "meters") continue;
    for (const meter of metering.meters) {
      const line = lineOf(node, meter, region);
      if (line === undefined) missing.add(type, `no published price of ${meter.price}`, []);
      else lines.push(line);
    }
    if (metering.usage !== undefined)
      missing.add(
        type,
        "by use, beside what is in the sum",
        metering.usage.map((id) => unitText(id, region)),
      );
  }
  const stacks = graph.stacks.map((stack): StackCost => {
    const own = lines.filter((line) => line.stack === stack);
    return { stack, least: sum(own, "least"), most: sum(own, "most") };
  });
  const stamps = new Set(ofType(graph, "containerservice:ManagedCluster").map(({ stack }) => stack));
  const ofStamps = stacks.filter(({ stack }) => stamps.has(stack));
  const part = releaseHours / hoursPerMonth;
  return {
    date: pricesDate,
    currency: "USD",
    lines,
    stacks,
    least: sum(stacks, "least"),
    most: sum(stacks, "most"),
    release: {
      hours: releaseHours,
      least: sum(ofStamps, "least") * part,
      most: sum(ofStamps, "most") * part,
    },
    unpriced: missing.list,
  };
}

/** Dollars as people read them: 12,345. */
export function dollars(amount: number): string {
  return Math.round(amount).toLocaleString("en-US");
}

/** Lines of one stack gathered by meter, dearest first. */
export function byMeter(
  lines: readonly CostLine[],
): { meter: string; count: number; least: number; most: number }[] {
  const rows = new Map<string, { meter: string; count: number; least: number; most: number }>();
  for (const { meter, least, most } of lines) {
    const row = rows.get(meter) ?? { meter, count: 0, least: 0, most: 0 };
    rows.set(meter, { meter, count: row.count + 1, least: row.least + least, most: row.most + most });
  }
  return [...rows.values()].sort((a, b) => b.least - a.least || b.most - a.most);
}

/** The estimate as text. */
export function costLines(estimate: Estimate): string[] {
  const columns = (name: string, least: string, most: string) =>
    `  ${name.padEnd(62)} ${least.padStart(9)} ${most.padStart(9)}`;
  const weak = estimate.lines.filter(({ confidence }) => confidence !== "sourced");
  const borrowed = estimate.lines.filter(({ region, priceRegion }) => region !== priceRegion);
  return [
    `Estimate for a month of ${hoursPerMonth} hours, list prices in USD of ${estimate.date}; an estimate, no offer.`,
    "Least and most: what autoscaling may go down and up to. What depends on use is listed below and in no sum.",
    ...estimate.stacks.flatMap(({ stack, least, most }) => [
      "",
      `${stack}: ${dollars(least)} to ${dollars(most)}`,
      ...byMeter(estimate.lines.filter((line) => line.stack === stack)).map((row) =>
        columns(
          `${row.count > 1 ? `${row.count} × ` : ""}${row.meter}`,
          dollars(row.least),
          dollars(row.most),
        ),
      ),
    ]),
    "",
    columns("All stacks", dollars(estimate.least), dollars(estimate.most)),
    columns(
      `A release, once: stamps side by side for ${estimate.release.hours} h`,
      dollars(estimate.release.least),
      dollars(estimate.release.most),
    ),
    "",
    "In no sum:",
    ...estimate.unpriced.flatMap(({ type, count, reason, units }) => [
      `  ${count} × ${type}: ${reason}`,
      ...units.map((unit) => `      ${unit}`),
    ]),
    "",
    `${weak.length} of ${estimate.lines.length} lines have prices without a dated first-hand source; ` +
      `${borrowed.length} use another region's price.`,
  ];
}
