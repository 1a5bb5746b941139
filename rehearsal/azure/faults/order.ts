/** The order by which a command lets faults happen in its local Azure. */
import { z } from "zod";
import { faultIds, type FaultId } from "../../faults/catalogue.ts";
import { operations } from "../../faults/model.ts";
import type { FaultPlan } from "../../faults/plan.ts";

const isFault = (id: unknown): boolean => typeof id === "string" && faultIds.includes(id);

const planSchema: z.ZodType<FaultPlan> = z.object({
  faults: z.array(
    z.object({
      fault: z.custom<FaultId>(isFault),
      type: z.string(),
      name: z.string(),
      stack: z.string(),
      operation: z
        .enum(operations)
        .optional()
        .transform((value) => value),
      after: z.number(),
      times: z.number().nullable(),
      parameters: z.record(z.string(), z.union([z.number(), z.string()])),
    }),
  ),
});

/** Without a plan nothing goes wrong any more. */
export const faultOrderSchema = z.object({
  plan: planSchema.optional(),
  /** Process id of the command, which is what its faults kill. */
  command: z.number().optional(),
});

export type FaultOrder = z.infer<typeof faultOrderSchema>;
