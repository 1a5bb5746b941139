/** Random choices that a seed decides, the same on every machine. */

/** Yields numbers from 0 up to 1, exclusive. */
export type Random = () => number;

/** The generator mulberry32: 32 bits of state, plenty for choosing among a few hundred things. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `least` to `most`, both included. */
export function wholeFrom(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** One of several. @throws RangeError for an empty list. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  if (items.length === 0) throw new RangeError("nothing to choose from");
  return items[wholeFrom(random, 0, items.length - 1)] as Item;
}

/** One of several, each as likely as its weight says. @throws RangeError where no weight is positive. */
export function oneByWeight<Item extends { readonly weight: number }>(
  random: Random,
  items: readonly Item[],
): Item {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  for (const item of items) {
    if (item.weight > 0 && left < item.weight) return item;
    left -= item.weight;
  }
  const last = items.findLast(({ weight }) => weight > 0);
  if (last === undefined) throw new RangeError("nothing to choose from");
  return last;
}

/** Seeds of the runs of a campaign: the n-th does not depend on how many there are. */
export function seedsOf(seed: number, runs: number): number[] {
  const random = randomOf(seed);
  return Array.from({ length: runs }, () => Math.floor(random() * 2 ** 31));
}
