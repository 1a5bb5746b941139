import table from "./data/durations.json" with { type: "json" };

const byOperation = new Map(
  table.durations.map((row) => [`${row.type.toLowerCase()} ${row.operation}`, row]),
);

function rowOf(arm: string, operation: string): (typeof table.durations)[number] | undefined {
  const type = arm.toLowerCase();
  return byOperation.get(`${type} ${operation}`) ?? byOperation.get(`${type} create`);
}

/**
 * Typical simulated minutes of an operation. Sources and dates are in data/durations.json.
 *
 * A type without a row of its own takes as long as an ordinary ARM write; `update` and `delete` fall back to fractions
 * of `create` only where Azure publishes nothing.
 */
export function typicalMinutes(arm: string, operation: string): number {
  return rowOf(arm, operation)?.minutes ?? table.other.minutes;
}

/** The same at the upper end of what is known of the operation. */
export function slowestMinutes(arm: string, operation: string): number {
  return rowOf(arm, operation)?.high ?? table.other.minutes;
}
