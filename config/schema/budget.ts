import { z } from "zod";

/**
 * Limits of a budget, none of which has a published source in our tables: 5 notifications, 50 addresses, thresholds up to
 * 1000 percent.
 */
const limits = { actualAlerts: 4, emails: 50, percent: 1000 };

const section = (monthlyAmount: number) =>
  z
    .strictObject({
      monthlyAmount: z
        .number()
        .refine((amount) => amount > 0, {
          message: "A budget is above 0.",
          params: { remedy: "Write what the stack may cost in a month." },
        })
        .default(monthlyAmount)
        .meta({
          description:
            "What the stack may cost in a month, in the currency of the subscription. Nothing is stopped above it.",
        }),
      alertPercents: z
        .array(z.number().min(1).max(limits.percent))
        .min(1, "A budget that tells nobody is none.")
        .max(
          limits.actualAlerts,
          `A budget has at most ${limits.actualAlerts} alerts beside the one for the forecast.`,
        )
        .refine((percents) => new Set(percents).size === percents.length, "A percentage is listed twice.")
        .default([50, 75, 90])
        .meta({ description: "Shares of the amount at which somebody is told, in percent." }),
      contactEmails: z
        .array(z.email("This is not an email address."))
        .max(limits.emails, `A budget has at most ${limits.emails} addresses.`)
        .default([])
        .meta({ description: "Addresses that are told, beside the action group of the global stack." }),
      contactRoles: z
        .array(z.enum(["Owner", "Contributor", "Reader"]))
        .default(["Owner"])
        .meta({ description: "Roles on the subscription whose holders are told." }),
    })
    .prefault({})
    .meta({ description: "What the stack may cost in a month, and who is told." });

/**
 * What a stack may cost in a month, and who is told.
 *
 * @param monthlyAmount the amount where the configuration names none.
 */
export function budgetSection(monthlyAmount: number): ReturnType<typeof section> {
  return section(monthlyAmount);
}
