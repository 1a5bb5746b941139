import { z } from "zod";
import { frontDoorLimits } from "../../../lib/edge/frontDoorLimits.ts";
import { wholeNumber } from "../../fields.ts";

const { weight, priority } = frontDoorLimits;

/** The stamp as an origin of Front Door. */
export const edge = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta({ description: "false drains the stamp: Front Door sends it no requests." }),
  weight: wholeNumber(0, weight.max).default(500).meta({
    description: "Share of the requests among stamps of one priority; 0 drains like enabled: false.",
  }),
  // The last priority is the sorry page's.
  priority: wholeNumber(priority.min, priority.max - 1)
    .default(1)
    .meta({
      description:
        "Stamps of a higher number are used when none of a lower one is healthy; the sorry page comes after all.",
    }),
  originHostName: z
    .string()
    .regex(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      "It is not a host name in lower case.",
    )
    .optional()
    .meta({
      description:
        "Name by which Front Door calls the stamp and for which a public authority certifies it. Without one it is a name below the endpoint, which serves rehearsals only.",
      examples: ["eastus.origin.example.com"],
    }),
});
