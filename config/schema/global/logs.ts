import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** The Log Analytics workspaces. */
export const logs = z.strictObject({
  retentionInDays: wholeNumber(30, 730).default(90).meta({ description: "Days the workspaces keep logs." }),
  dailyQuotaGb: z
    .number()
    .refine((quota) => quota === -1 || quota > 0, "The quota is a positive number, or -1 for none.")
    .default(-1)
    .meta({ description: "Gigabytes a day after which a workspace stops taking logs; -1 for no limit." }),
});
