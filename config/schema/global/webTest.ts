import { z } from "zod";
import { webTestFrequencies, webTestLocations } from "../../../lib/observability/webTests.ts";
import { wholeNumber } from "../../fields.ts";

const location = z.enum(Object.keys(webTestLocations) as [string, ...string[]]);

/** Requests from outside, through Front Door, along the ways that users take. */
export const webTest = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta({ description: "Whether the service is asked from outside at all." }),
  locations: z
    .array(location)
    .min(5, "Fewer than five locations cannot tell a broken service from a broken network.")
    .max(16)
    .refine((all) => new Set(all).size === all.length, "A location is listed twice.")
    .default(["us-va-ash-azr", "us-ca-sjc-azr", "emea-nl-ams-azr", "emea-gb-db3-azr", "apac-sg-sin-azr"])
    .meta({
      description:
        "Where the requests come from: five to sixteen. An alert fires when all but two of them fail.",
    }),
  frequencySeconds: z
    .literal(webTestFrequencies)
    .default(300)
    .meta({ description: "Seconds between two requests from one location." }),
  timeoutSeconds: wholeNumber(5, 120)
    .default(30)
    .meta({ description: "Seconds after which a request without an answer has failed." }),
});
