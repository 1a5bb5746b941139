/** In which waves a fleet is deployed, so that a bad change meets one stamp before it meets many. Pure. */
import type { StackKind } from "../../config/stackName.ts";

/** What decides in which wave a stack is. */
export interface FleetStack {
  /** "int.stamp-eastus-b" */
  readonly stack: string;
  readonly kind: StackKind;
  /** The Azure location. */
  readonly region: string;
  /** The region that Azure pairs it with, and updates at another time. */
  readonly pair: string | undefined;
  /** Share of the platform's requests, 0 to 1; 0 for what takes none. */
  readonly traffic: number;
  /** Whether Front Door may send it requests. */
  readonly enabled: boolean;
}

/** How much may go wrong at once. */
export interface WaveLimits {
  /** Most stacks of a wave. */
  readonly maxPerWave: number;
  /** Most of the enabled origins, and of the requests, that a wave may touch, in percent. One stamp always may. */
  readonly maxPercent: number;
}

/** Ten runners, and half of the platform, which with two stamps is one. */
export const usualLimits: WaveLimits = { maxPerWave: 10, maxPercent: 50 };

export interface Wave {
  readonly name: string;
  readonly step: "up" | "content";
  readonly stacks: readonly FleetStack[];
}

/** Shares are sums of fractions. */
const tolerance = 1e-9;

/** One region is down, or being updated by Azure, more often than two that are no pair. */
function shareFate(a: FleetStack, b: FleetStack): boolean {
  return a.region === b.region || a.pair === b.region || b.pair === a.region;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

const byName = (a: FleetStack, b: FleetStack): number => (a.stack < b.stack ? -1 : 1);

/** The stamp that is missed least: one that takes no requests, else the one that takes the fewest. */
export function usualCanary(stamps: readonly FleetStack[]): FleetStack | undefined {
  return stamps.toSorted(
    (a, b) => Number(a.enabled) - Number(b.enabled) || a.traffic - b.traffic || byName(a, b),
  )[0];
}

/**
 * Waves of stamps: the canary alone, then as many as the limits allow, in the order of their names.
 *
 * @param all every stamp of the environment; percentages are taken of these.
 * @param selected those to be deployed.
 */
export function stampWaves(
  all: readonly FleetStack[],
  selected: readonly FleetStack[],
  limits: WaveLimits,
  canary: FleetStack | undefined = usualCanary(selected),
): FleetStack[][] {
  const mostEnabled = Math.max(
    1,
    Math.floor((all.filter(({ enabled }) => enabled).length * limits.maxPercent) / 100),
  );
  const fits = (wave: readonly FleetStack[], next: FleetStack): boolean => {
    if (wave.length >= limits.maxPerWave || wave.some((stamp) => shareFate(stamp, next))) return false;
    const serving = wave.filter(({ enabled }) => enabled);
    if (!next.enabled || serving.length === 0) return true;
    const traffic = [...serving, next].reduce((sum, stamp) => sum + stamp.traffic, 0);
    return serving.length < mostEnabled && traffic <= limits.maxPercent / 100 + tolerance;
  };

  let left = selected.filter((stamp) => stamp !== canary).toSorted(byName);
  const waves = canary === undefined ? [] : [[canary]];
  while (left.length > 0) {
    const wave: FleetStack[] = [];
    for (const stamp of left) if (fits(wave, stamp)) wave.push(stamp);
    waves.push(wave);
    left = left.filter((stamp) => !wave.includes(stamp));
  }
  return waves;
}

/**
 * The waves of an environment: global, operations, the content of storage, stamps.
 *
 * @param isSelected whether a stack is to be deployed.
 * @param canary the stack to begin the stamps with.
 */
export function wavesOf(
  stacks: readonly FleetStack[],
  limits: WaveLimits,
  isSelected: (stack: string) => boolean = () => true,
  canary?: string,
): Wave[] {
  const selected = stacks.filter(({ stack }) => isSelected(stack));
  const ofKind = (kind: StackKind, from: readonly FleetStack[] = selected): FleetStack[] =>
    from.filter((stack) => stack.kind === kind).toSorted(byName);
  const global = ofKind("global");
  const operations = chunks(ofKind("ops"), limits.maxPerWave);
  const stamps = ofKind("stamp");
  const first = canary === undefined ? undefined : stamps.find(({ stack }) => stack === canary);
  return [
    ...(global.length === 0 ? [] : [{ name: "global", step: "up" as const, stacks: global }]),
    ...operations.map((wave, index) => ({
      name: operations.length === 1 ? "operations" : `operations-${index + 1}`,
      step: "up" as const,
      stacks: wave,
    })),
    ...(global.length === 0 ? [] : [{ name: "content", step: "content" as const, stacks: global }]),
    ...stampWaves(ofKind("stamp", stacks), stamps, limits, first ?? usualCanary(stamps)).map(
      (wave, index) => ({
        name: `stamps-${index + 1}`,
        step: "up" as const,
        stacks: wave,
      }),
    ),
  ];
}
