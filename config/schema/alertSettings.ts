import { z } from "zod";
import { alertsOf, type AlertLevel } from "../../lib/alerts/catalogue.ts";
import { suggest } from "../../lib/suggest.ts";
import { wholeNumber } from "../fields.ts";

const change = z.strictObject({
  enabled: z.boolean().default(true).meta({ description: "false: the rule is not made." }),
  threshold: z
    .number()
    .optional()
    .meta({ description: "Another threshold, in the alert's own unit; see docs/observability.md." }),
  severity: wholeNumber(0, 4)
    .optional()
    .meta({ description: "Another severity: 0 critical, 1 error, 2 warning, 3 informational, 4 verbose." }),
});

/** Changes to the alerts of one kind of stack, by their id in the catalogue. */
export function alertChanges(level: AlertLevel): z.ZodDefault<z.ZodRecord<z.ZodString, typeof change>> {
  const known = alertsOf(level);
  return z
    .record(z.string(), change)
    .superRefine((changes, context) => {
      for (const [id, { threshold }] of Object.entries(changes)) {
        const alert = known.find((candidate) => candidate.id === id);
        if (alert === undefined) {
          const [closest] = suggest(
            id,
            known.map((candidate) => candidate.id),
          );
          const params = {
            remedy: closest === undefined ? "See docs/observability.md." : `Did you mean '${closest}'?`,
          };
          context.addIssue({
            code: "custom",
            path: [id],
            message: `The ${level} stack has no alert '${id}'.`,
            params,
          });
        } else if (
          threshold !== undefined &&
          !("threshold" in alert && typeof alert.threshold === "number")
        ) {
          const params = { remedy: "Remove the threshold; the severity can be changed." };
          context.addIssue({
            code: "custom",
            path: [id, "threshold"],
            message: `The alert '${id}' has no fixed threshold.`,
            params,
          });
        }
      }
    })
    .default({})
    .meta({
      description: "Changes to single alerts, by their id in docs/observability.md.",
      examples: [{ [known[0]?.id ?? ""]: { enabled: false } }],
    });
}

export type AlertChanges = z.output<ReturnType<typeof alertChanges>>;
