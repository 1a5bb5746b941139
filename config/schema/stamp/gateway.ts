import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** The gateway between Front Door's private link and the workload. */
export const gateway = z
  .strictObject({
    protocol: z.enum(["https", "http"]).default("https").meta({
      description:
        "What the gateway speaks. http is for development only: it needs no certificate, answers on port 80 inside the stamp, and Front Door, which forwards by HTTPS, sends it nothing.",
    }),
    minReplicas: wholeNumber(2, 100)
      .default(3)
      .meta({ description: "Fewest pods; three are one in each zone." }),
    maxReplicas: wholeNumber(2, 100).default(24).meta({ description: "Most pods." }),
    drainSeconds: wholeNumber(0, 120).default(20).meta({
      description:
        "Seconds in which a pod that goes still takes connections, until the load balancer has noticed.",
    }),
  })
  .superRefine(({ minReplicas, maxReplicas }, context) => {
    if (minReplicas <= maxReplicas) return;
    context.addIssue({
      code: "custom",
      path: ["minReplicas"],
      message: `minReplicas ${minReplicas} is above maxReplicas ${maxReplicas}.`,
      params: { remedy: "Lower minReplicas or raise maxReplicas." },
    });
  });
