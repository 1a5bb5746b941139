/**
 * What a release keeps in stack files, under a namespace of its own: nothing of it is a key of the program, so no stack changes
 * because of it. See docs/releases.md.
 */
import { z } from "zod";
import { UserError } from "../../config/userError.ts";

/** The namespace; Pulumi hands its keys to whoever asks, and the program does not. */
export const releaseNamespace = "release";
/** Key in the file of a new generation, for as long as the release lasts. */
export const generationKey = `${releaseNamespace}:generation`;
/** Key in the file of the global stack: how releases of this environment go. */
export const settingsKey = `${releaseNamespace}:settings`;

const percentage = z.int().min(1).max(99);

/** Longest soak time: a week. */
const mostMinutes = 7 * 24 * 60;

const settingsShape = {
  steps: z
    .array(percentage)
    .max(20)
    .refine((steps) => steps.every((step, index) => index === 0 || step > (steps[index - 1] ?? 0)), {
      message: "The steps do not rise.",
      params: { remedy: "List them from the smallest to the largest; all of it, 100, comes by itself." },
    }),
  soakMinutes: z.int().min(0).max(mostMinutes),
  drainMinutes: z.int().min(0).max(mostMinutes),
  approval: z.enum(["none", "each"]),
  minimumHealthPercent: z.number().min(0).max(100),
  maximumErrorPercent: z.number().min(0).max(100),
};

/** How a release goes; written into the file of each new generation when it starts, so that a run after a crash goes on alike. */
export const settingsSchema = z.strictObject(settingsShape);

export type ReleaseSettings = z.infer<typeof settingsSchema>;

/**
 * Minutes until a change has reached every edge location: "up to 20 minutes", and "approximately 40 minutes" for back-to-back
 * changes, which queue (MicrosoftDocs/azure-docs, articles/frontdoor/front-door-faq.yml, as of 2026). Raising one generation and
 * lowering the other are two.
 */
export const propagationMinutes = 40;

/** Defaults. Soak time beyond the propagation is what the new weights are really watched for. */
export const defaultSettings: ReleaseSettings = {
  steps: [10, 50],
  soakMinutes: propagationMinutes + 20,
  drainMinutes: propagationMinutes,
  approval: "none",
  minimumHealthPercent: 90,
  maximumErrorPercent: 1,
};

/** What an environment sets for its releases: any of the settings, and the order of the regions. */
export const environmentSettingsSchema = z.strictObject({
  ...z.object(settingsShape).partial().shape,
  /** together: all regions at once. one-by-one: a region after the other, in the order of `regions`. */
  order: z.enum(["together", "one-by-one"]).optional(),
  regions: z.array(z.string()).optional(),
});

export type EnvironmentSettings = z.infer<typeof environmentSettingsSchema>;

export const generationSchema = z.strictObject({
  replaces: z.string(),
  weight: z.int().min(1).max(1000),
  wave: z.int().min(1),
  ...settingsShape,
  since: z.iso.datetime().optional(),
  passed: z.iso.datetime().optional(),
  halted: z.string().optional(),
  discarded: z.boolean().optional(),
});

/** The release of which a stamp is the new generation. */
export type GenerationKey = z.infer<typeof generationSchema>;

function remedyOf(issue: z.core.$ZodIssue | undefined): string {
  const params: unknown = issue !== undefined && "params" in issue ? issue.params : undefined;
  const remedy =
    typeof params === "object" && params !== null && "remedy" in params ? params.remedy : undefined;
  return typeof remedy === "string"
    ? remedy
    : "docs/releases.md lists the keys; a release that you did not begin is taken away by deleting this key.";
}

/**
 * @param key where it stands, for messages.
 * @throws UserError that names file and key.
 */
export function parseKey<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
  key: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = [key, ...(issue?.path ?? []).map(String)].join(".");
  throw new UserError({
    file,
    key: place,
    problem: issue?.message ?? "It cannot be read.",
    remedy: remedyOf(issue),
  });
}
