import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const day = z
  .string()
  .superRefine((text, context) => {
    if (/^\d{4}-\d\d-\d\d$/.test(text) && isDay(text)) return;
    const params = { remedy: 'Write a day in quotes, such as "2026-11-01".' };
    context.addIssue({ code: "custom", message: `"${text}" is not a day of the calendar.`, params });
  })
  .meta({ examples: ['"2026-11-01"'] });

/** The stamp's Key Vault. */
export const vault = z.strictObject({
  apiKeyRotatedOn: day.default("2026-11-01").meta({
    description:
      "Day on which the catalog API's key was drawn, in quotes. Another day draws a new key, which the pods mount within minutes.",
  }),
  apiKeyValidDays: wholeNumber(1, 3650).default(365).meta({
    description:
      "Days after which that key counts as expired. In the last 30 of them every run reminds of it.",
  }),
});
