/** Sequences that have failed once, whole: their seeds would give others when the tables of choices change. */
import { z } from "zod";
import kept from "./seeds.json" with { type: "json" };
import { starts, victims, type Sequence } from "./model.ts";

const stacks = z.array(z.string()).min(1);
const action = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("up"), only: stacks.optional() }),
  z.strictObject({ action: z.literal("preview") }),
  z.strictObject({ action: z.literal("destroy"), only: stacks.optional() }),
  z.strictObject({ action: z.literal("add"), region: z.string() }),
  z.strictObject({ action: z.literal("remove"), region: z.string() }),
  z.strictObject({
    action: z.literal("set"),
    setting: z.strictObject({ stack: z.string(), key: z.array(z.string()).min(1), value: z.unknown() }),
  }),
]);

const keptSchema = z.array(
  z.strictObject({
    seed: z.int().min(0),
    /** What it found, and what was mended. */
    found: z.string().min(1),
    /** Whether the suite runs it whole. The others have a test of their own for what they found, and `--kept` runs all. */
    inSuite: z.boolean(),
    start: z.enum(starts),
    steps: z.array(
      z.strictObject({
        action,
        kills: z.array(
          z.strictObject({
            kill: z.enum(victims),
            operations: z.int().min(0),
            milliseconds: z.int().min(0),
          }),
        ),
        faults: z.array(z.looseObject({ fault: z.string() })),
      }),
    ),
  }),
);

export const keptSequences = keptSchema.parse(kept) as readonly (Sequence & {
  readonly found: string;
  readonly inSuite: boolean;
})[];
