/** How a region's weight is divided between its two generations. Pure. */

/** All requests of the region. */
export const everything = 100;

/** Weight of the new generation at a percentage. Below all of it, both generations keep at least 1: Front Door knows no 0. */
export function weightAt(percent: number, weight: number): number {
  if (percent <= 0) return 0;
  if (percent >= everything) return weight;
  return Math.min(weight - 1, Math.max(1, Math.round((weight * percent) / everything)));
}

/** The steps that make a difference with that weight; a region of weight 1 cannot be divided. The last is always 100. */
export function usableSteps(steps: readonly number[], weight: number): number[] {
  const usable: number[] = [];
  for (const step of [...steps].sort((a, b) => a - b)) {
    const here = weightAt(step, weight);
    if (here > weightAt(usable.at(-1) ?? 0, weight) && here < weight) usable.push(step);
  }
  return [...usable, everything];
}

/** The step that a weight of the new generation has reached; 0 before the first one. */
export function levelOf(wanted: number, weight: number, steps: readonly number[]): number {
  if (wanted <= 0) return 0;
  return usableSteps(steps, weight).findLast((step) => weightAt(step, weight) <= wanted) ?? 0;
}

/** The step after that one. */
export function stepAfter(level: number, weight: number, steps: readonly number[]): number {
  return usableSteps(steps, weight).find((step) => step > level) ?? everything;
}

/** What is left for the old generation, so that the region as a whole keeps its weight. */
export function weightLeft(wanted: number, weight: number): number {
  return Math.max(0, weight - wanted);
}
