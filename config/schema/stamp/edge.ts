import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** The stamp as an origin of Front Door. */
export const edge = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta({ description: "false drains the stamp: Front Door sends it no requests." }),
  weight: wholeNumber(1, 1000)
    .default(500)
    .meta({ description: "Share of the requests among stamps of one priority." }),
  priority: wholeNumber(1, 5).default(1).meta({
    description: "Stamps of a higher number are used when none of a lower one is healthy.",
  }),
});
