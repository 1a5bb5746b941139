import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** The Log Analytics workspaces, Application Insights and Azure Monitor workspaces. */
export const logs = z.strictObject({
  retentionInDays: wholeNumber(30, 730)
    .default(90)
    .meta({ description: "Days the workspaces keep logs; 31 are free, each further one costs." }),
  dailyQuotaGb: z
    .number()
    .refine((quota) => quota === -1 || quota > 0, "The quota is a positive number, or -1 for none.")
    .default(-1)
    .meta({
      description:
        "Gigabytes a day after which a workspace stops taking logs; -1 for no limit. A workspace that stopped is blind until the next day, and an alert says so.",
    }),
  publicIngestion: z.boolean().default(true).meta({
    description:
      "Takes telemetry from outside private networks, from whoever signs in with Entra ID. false needs an Azure Monitor private link scope in every stamp, and no web tests: they report from outside.",
  }),
  publicQuery: z.boolean().default(true).meta({
    description:
      "Answers queries from outside private networks, to whoever signs in with Entra ID. false needs a way into the network for everybody who looks at logs.",
  }),
  samplingPercentage: z.number().min(1).max(100).default(100).meta({
    description: "Share of the applications' telemetry that Application Insights keeps, in percent.",
  }),
  prometheus: z.boolean().default(true).meta({
    description:
      "An Azure Monitor workspace per region, to which clusters send Prometheus metrics. false where no stamp uses managed Prometheus.",
  }),
});
