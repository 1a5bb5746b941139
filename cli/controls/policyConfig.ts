/** The file that sets enforcement, parameters and exemptions of controls, for the policy pack and for this command line. */
import { existsSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { readText } from "../../config/textFile.ts";
import { UserError } from "../../config/userError.ts";
import type { ControlSettings, Settings } from "../../controls/evaluate.ts";
import type { Control, Enforcement, ParameterValues } from "../../controls/types.ts";
import { isObject } from "../../lib/properties.ts";
import { suggest } from "../../lib/suggest.ts";

/** Taken from the project's root where it exists. The form is Pulumi's (`--policy-pack-config`). */
export const policyConfigName = "policy-config.json";

const level = z.enum(["advisory", "mandatory", "disabled"]);
const exemption = z.strictObject({
  resource: z.string().min(1),
  reason: z.string().min(1),
  expires: z.iso.date(),
});
const values: Readonly<Record<keyof ParameterValues, z.ZodType>> = {
  text: z.string(),
  number: z.number(),
  switch: z.boolean(),
  list: z.array(z.string()),
};

function settingsSchema({ parameters }: Control): z.ZodType {
  const shape = Object.entries(parameters).map(([name, { type }]) => [name, values[type].optional()]);
  return z.union([
    level,
    z.strictObject({
      enforcementLevel: level.optional(),
      exemptions: z.array(exemption).optional(),
      ...Object.fromEntries(shape),
    }),
  ]);
}

interface Configured {
  readonly enforcementLevel?: Enforcement;
  readonly exemptions?: ControlSettings["exemptions"];
}

/** The project's policy configuration; undefined where there is none. */
export function policyConfigFile(root: string): string | undefined {
  const file = path.join(root, policyConfigName);
  return existsSync(file) ? file : undefined;
}

/**
 * Settings of all controls from a policy configuration.
 *
 * @throws UserError naming file and key for anything that a control does not know: Pulumi would pass over it.
 */
export function readPolicyConfig(
  file: string | undefined,
  catalogue: readonly Control[],
  today: string,
): Settings {
  if (file === undefined) return { controls: {}, today };
  const name = path.basename(file);
  const content = parse(file, name);
  const { all, ...own } = content;
  const everywhere = all === undefined ? undefined : check(name, "all", level, all, catalogue);
  const controls: Record<string, ControlSettings> = {};
  for (const control of catalogue)
    if (everywhere !== undefined) controls[control.id] = { enforcement: everywhere as Enforcement };
  for (const [id, entry] of Object.entries(own)) {
    const control = catalogue.find((known) => known.id === id);
    if (control === undefined) throw unknownControl(name, id, catalogue);
    const read = check(name, id, settingsSchema(control), entry, catalogue);
    controls[id] = { ...controls[id], ...settingsOf(read as Enforcement | Configured) };
  }
  return { controls, today };
}

function parse(file: string, name: string): Record<string, unknown> {
  const text = readText(file, { file: name });
  const refuse = (why: string): UserError =>
    new UserError({
      file: name,
      problem: `This is no JSON object${why}.`,
      remedy: "Write settings by the id of a control; `npx bulkhead controls --list` has the ids.",
    });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw refuse(`: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
  }
  if (!isObject(content)) throw refuse("");
  return { ...content };
}

function unknownControl(file: string, id: string, catalogue: readonly Control[]): UserError {
  const meant = suggest(
    id,
    catalogue.map((control) => control.id),
  );
  return new UserError({
    file,
    key: id,
    problem: "There is no such control.",
    remedy:
      meant.length > 0
        ? `Did you mean ${meant.join(" or ")}?`
        : "`npx bulkhead controls --list` has the ids.",
  });
}

function check(
  file: string,
  id: string,
  schema: z.ZodType,
  entry: unknown,
  catalogue: readonly Control[],
): unknown {
  const { success, data, error } = schema.safeParse(entry);
  if (success) return data;
  const control = catalogue.find((known) => known.id === id);
  const issue = deepest(error.issues[0]);
  const known = ["enforcementLevel", "exemptions", ...Object.keys(control?.parameters ?? {})];
  throw new UserError({
    file,
    key: [id, ...(issue?.path ?? [])].join("."),
    problem: `${issue?.message ?? "It is not valid"}.`,
    remedy: `Write advisory, mandatory or disabled, or an object with ${known.join(", ")}. An exemption has resource, reason and expires (2027-03-31).`,
  });
}

/** The issue of a union that says most: that of the alternative which went deepest. */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== "invalid_union") return issue;
  const inner = issue.errors.flat().map((one) => deepest(one));
  return (
    inner
      .toSorted((a, b) => (b?.path.length ?? 0) - (a?.path.length ?? 0))
      .find((one) => one?.code !== "invalid_value") ?? inner[0]
  );
}

function settingsOf(read: Enforcement | Configured): ControlSettings {
  if (typeof read === "string") return { enforcement: read };
  const { enforcementLevel, exemptions, ...rest } = read;
  return {
    ...(enforcementLevel === undefined ? {} : { enforcement: enforcementLevel }),
    ...(exemptions === undefined ? {} : { exemptions }),
    values: rest,
  };
}
