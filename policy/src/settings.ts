import type { Exemption } from "../../controls/exemptions.ts";
import type { ControlSettings } from "../../controls/evaluate.ts";
import type { Control, ParameterValues } from "../../controls/types.ts";

/** A part of the JSON schema that a policy configuration has to keep to. */
type JsonSchema = Readonly<Record<string, unknown>>;

const schemas: Readonly<Record<keyof ParameterValues, JsonSchema>> = {
  text: { type: "string" },
  number: { type: "number" },
  switch: { type: "boolean" },
  list: { type: "array", items: { type: "string" } },
};

const exemptionSchema: JsonSchema = {
  type: "array",
  description:
    "Leave to break this control: for which resource (name or URN, * for any characters), why, and until which day.",
  items: {
    type: "object",
    properties: {
      resource: { type: "string", minLength: 1 },
      reason: { type: "string", minLength: 1 },
      expires: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
    },
    required: ["resource", "reason", "expires"],
    additionalProperties: false,
  },
};

/** What a policy configuration can set for a control, besides its enforcement level. */
export function configSchema({ parameters }: Control): {
  readonly properties: Readonly<Record<string, JsonSchema>>;
} {
  const properties: Record<string, JsonSchema> = {};
  for (const [name, { type, description, default: value }] of Object.entries(parameters))
    properties[name] = { ...schemas[type], description, default: value };
  return { properties: { ...properties, exemptions: exemptionSchema } };
}

/** A control's settings out of what Pulumi hands over, which it has checked against {@link configSchema}. */
export function settingsOf(configured: Readonly<Record<string, unknown>>): ControlSettings {
  const { exemptions = [], ...values } = configured;
  return {
    exemptions: exemptions as readonly Exemption[],
    values: values as NonNullable<ControlSettings["values"]>,
  };
}
