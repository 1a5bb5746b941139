import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt } from "../../../../lib/properties.ts";

/** Request units per second: concepts-limits.md of 2025-09-03. Steps are not in that table. */
const limits = {
  manual: { min: 400, max: 1_000_000, step: 100 },
  autoscale: { min: 1000, max: 1_000_000, step: 1000 },
} as const;

function check(owner: string, kind: keyof typeof limits, units: number): void {
  const { min, max, step } = limits[kind];
  if (units >= min && units <= max && units % step === 0) return;
  throw new ArmError(
    "BadRequest",
    400,
    `The ${kind} throughput of '${owner}' is ${units} RU/s; it must be between ${min} and ${max} in steps of ${step}.`,
  );
}

/** A throughput is manual or autoscaled, never both, and an account without servers takes none. */
export const throughputIsSound: Rule = ({ inputs, name }) => {
  const manual = numberAt(inputs, "options.throughput");
  const autoscale = numberAt(inputs, "options.autoscaleSettings.maxThroughput");
  if (manual !== undefined && autoscale !== undefined) {
    throw new ArmError(
      "BadRequest",
      400,
      `'${name}' asks for a throughput and for autoscaling; it takes one of them.`,
    );
  }
  if (manual !== undefined) check(name, "manual", manual);
  if (autoscale !== undefined) check(name, "autoscale", autoscale);
};
