import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** Azure Front Door and its web application firewall. */
export const frontDoor = z.strictObject({
  rateLimitPerMinute: z
    .int()
    .min(1)
    .default(1000)
    .meta({ description: "Requests per minute from one client address before the WAF blocks it." }),
  originResponseTimeoutSeconds: wholeNumber(16, 240)
    .default(60)
    .meta({ description: "Seconds Front Door waits for an answer from a stamp." }),
});
