import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** The storage account of the sorry page and the images. */
export const storage = z.strictObject({
  deletedRetentionDays: wholeNumber(1, 365).default(30).meta({
    description: "Days in which a deleted or overwritten blob can be brought back.",
  }),
});
