import { z } from "zod";
import { activityLogCategories, entraLogCategories } from "../../../lib/activityLogs.ts";
import { ownDefenderPlans, defenderPlans, type OwnDefenderPlan } from "../../../lib/defenderPlans.ts";
import { wholeNumber } from "../../fields.ts";

/** Days after which blobs move on. Immutability: ARM schema of Microsoft.Storage 2024-01-01. */
const immutability = { min: 1, max: 146_000 };

/** Long-term storage of logs. */
export const archive = z
  .strictObject({
    coolAfterDays: wholeNumber(1, 3650)
      .default(30)
      .meta({ description: "Days until archived block blobs move to the cool tier." }),
    coldAfterDays: wholeNumber(1, 3650)
      .default(90)
      .meta({ description: "Days until archived block blobs move to the cold tier." }),
    deleteAfterDays: wholeNumber(1, 36_500)
      .default(730)
      .meta({ description: "Days until archived logs are deleted." }),
    immutableDays: wholeNumber(immutability.min, immutability.max).optional().meta({
      description:
        "Days in which nobody can change or delete an archived log. Decided when the account is made; the policy stays unlocked until someone locks it.",
    }),
  })
  .superRefine(({ coolAfterDays, coldAfterDays, deleteAfterDays, immutableDays }, context) => {
    const issue = (path: string, message: string, remedy: string): void => {
      context.addIssue({ code: "custom", path: [path], message, params: { remedy } });
    };
    if (coldAfterDays <= coolAfterDays)
      issue("coldAfterDays", "Blobs get cold after they get cool.", `Write more than ${coolAfterDays}.`);
    if (deleteAfterDays <= coldAfterDays)
      issue("deleteAfterDays", "Blobs are deleted last.", `Write more than ${coldAfterDays}.`);
    if (immutableDays !== undefined && deleteAfterDays < immutableDays) {
      issue(
        "deleteAfterDays",
        `Logs cannot be deleted before their ${immutableDays} immutable days are over.`,
        `Write at least ${immutableDays}.`,
      );
    }
  });

/** The subscription's activity log. */
export const activityLogs = z.strictObject({
  enabled: z.boolean().default(true).meta({
    description: "Send the activity log of the whole subscription to the global workspace.",
  }),
  categories: z
    .array(z.enum(activityLogCategories))
    .min(1)
    .default([...activityLogCategories])
    .meta({ description: "What of it." }),
  archive: z.boolean().default(true).meta({ description: "Keep it in the archive as well." }),
});

/** The logs of Microsoft Entra ID, which belong to the tenant. */
export const entraLogs = z.strictObject({
  enabled: z.boolean().default(false).meta({
    description:
      "Send the logs of the Entra tenant to the global workspace. Whoever deploys needs to be Security Administrator of the tenant.",
  }),
  categories: z
    .array(z.enum(entraLogCategories))
    .min(1)
    .default([...entraLogCategories])
    .meta({ description: "Which of them. Sign-ins need Entra ID P1 or P2." }),
});

const plan = (name: OwnDefenderPlan): z.ZodDefault<z.ZodBoolean> =>
  z
    .boolean()
    .default(true)
    .meta({ description: `${defenderPlans[name]?.product ?? name}.` });

const plans = Object.fromEntries(ownDefenderPlans.map((name) => [name, plan(name)])) as Record<
  OwnDefenderPlan,
  ReturnType<typeof plan>
>;

/** Microsoft Defender for Cloud. */
export const defender = z.strictObject({
  enabled: z.boolean().default(true).meta({
    description:
      "Own the subscription's Defender plans. A subscription has each plan once: of several environments in it, one may say true.",
  }),
  plans: z
    .strictObject(plans)
    .prefault({})
    .meta({ description: "Plans that are on; false leaves one alone." }),
  serverPlan: z.enum(["P2", "P1"]).default("P2").meta({ description: "Sub-plan of Defender for Servers." }),
  malwareScanGbPerMonth: wholeNumber(10, 1_000_000).optional().meta({
    description: "Scan uploaded blobs for malware, up to so many gigabytes a month and storage account.",
  }),
  export: z
    .boolean()
    .default(true)
    .meta({ description: "Send alerts, recommendations and scores to the global workspace as they arise." }),
  contact: z
    .strictObject({
      emails: z
        .array(z.email())
        .default([])
        .meta({
          description: "Who is written to about alerts, besides the owners.",
          examples: [["soc@example.com"]],
        }),
      severity: z
        .enum(["High", "Medium", "Low"])
        .default("Medium")
        .meta({ description: "Lowest severity that is worth a message." }),
    })
    .prefault({})
    .meta({ description: "Whom Defender writes to." }),
});

/** Microsoft Sentinel. */
export const sentinel = z.strictObject({
  enabled: z.boolean().default(false).meta({
    description:
      "Put Microsoft Sentinel on the global workspace. It is charged by what the workspace takes in.",
  }),
});

/** Protection of public addresses against denial of service. */
export const ddos = z
  .strictObject({
    create: z.boolean().default(false).meta({
      description:
        "Make a DDoS protection plan, a fixed monthly price of its own. Stamps put their networks under it.",
    }),
    planId: z
      .string()
      .regex(
        /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/ddosProtectionPlans\/[^/]+$/i,
        "This is no id of a DDoS protection plan.",
      )
      .optional()
      .meta({ description: "Id of a plan that exists already: one serves a whole tenant." }),
  })
  .refine(({ create, planId }) => !create || planId === undefined, {
    message: "A plan is either made or there already.",
    path: ["planId"],
    params: { remedy: "Take planId or create out." },
  });

/** Locks against deletion from outside. */
export const locks = z.strictObject({
  enabled: z.boolean().default(false).meta({
    description:
      "Lock the global vault and the log archive against deletion. What is below them cannot be removed either while the lock is on.",
  }),
});

/** What the global resources report to the global workspace. */
export const diagnostics = z.strictObject({
  metrics: z.boolean().default(true).meta({
    description:
      "Send platform metrics to the workspace as well, for queries over both. Azure Monitor has them in any case.",
  }),
});
