/** The middle value of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/**
 * Whether cost grows in proportion to the number of things: what each further thing costs at the end of the series, as a share of
 * what it costs at its beginning. 1 is linear; a fixed cost plays no part. Undefined for fewer than three points.
 */
export function growth(
  points: readonly { readonly count: number; readonly cost: number }[],
): number | undefined {
  const slopes = points.slice(1).map(({ count, cost }, index) => {
    const before = points[index] ?? { count: Number.NaN, cost: Number.NaN };
    return (cost - before.cost) / (count - before.count);
  });
  const [first] = slopes;
  const last = slopes.at(-1);
  return slopes.length < 2 || first === undefined || last === undefined ? undefined : last / first;
}
