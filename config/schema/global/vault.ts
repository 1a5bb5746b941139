import { z } from "zod";

/** The key vault of what is global. */
export const vault = z.strictObject({
  sku: z.enum(["standard", "premium"]).default("standard").meta({
    description: "Premium can keep keys in hardware security modules.",
  }),
  expiryNotices: z.boolean().default(true).meta({
    description:
      "Raise an alert 30 days before a secret, key or certificate expires, and when it has. The action group of the alerts is told.",
  }),
  expiryWebhook: z
    .url({ protocol: /^https$/ })
    .optional()
    .meta({
      description:
        "Address that Event Grid calls with the same notices. It must answer Event Grid's handshake. Whoever knows it can call it.",
    }),
});
