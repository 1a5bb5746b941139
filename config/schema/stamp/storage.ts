import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** The stamp's storage accounts. */
export const storage = z.strictObject({
  // ARM schema of 2026-04-01: 1 to 365 days.
  deletedRetentionDays: wholeNumber(1, 365).default(30).meta({
    description: "Days in which deleted blobs and containers can be brought back.",
  }),
});
