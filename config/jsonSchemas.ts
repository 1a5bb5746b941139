import { z } from "zod";
import { globalConfigSchema } from "./schema/global.ts";
import { opsConfigSchema } from "./schema/ops.ts";
import { stampConfigSchema } from "./schema/stamp.ts";
import { ownKeys } from "./defaults.ts";
import { configNamespace } from "./stackFiles.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

const schemas = { global: globalConfigSchema, ops: opsConfigSchema, stamp: stampConfigSchema };

/**
 * The JSON Schema of the stack files of one kind, as text: what Pulumi puts around our keys, and our keys
 * with prefix.
 */
export function jsonSchemaText(kind: keyof typeof schemas): string {
  const inner: JsonSchema = z.toJSONSchema(schemas[kind], { io: "input", target: "draft-7" });
  const prefixed = (key: string): string => `${configNamespace}:${key}`;
  const properties = Object.entries(inner.properties ?? {}).map(
    ([key, schema]) => [prefixed(key), schema] as const,
  );
  const outer = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `Bulkhead: configuration of a ${kind} stack`,
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(properties),
        required: (inner.required ?? []).map(prefixed),
        patternProperties: {
          [`^(?!${configNamespace}:)[^:]+:`]: { description: "Configuration of a Pulumi provider." },
        },
        additionalProperties: false,
      },
      environment: { description: "Pulumi ESC environments." },
      secretsprovider: { type: "string" },
      encryptedkey: { type: "string" },
      encryptionsalt: { type: "string" },
    },
    required: ["config"],
    additionalProperties: false,
  };
  return `${JSON.stringify(outer, undefined, 2)}\n`;
}

/**
 * The JSON Schema of the defaults that stacks of one kind share, as text: the same keys, none of them required, without those
 * that every stack has of its own.
 */
export function defaultsSchemaText(kind: keyof typeof schemas): string {
  const schema = z.toJSONSchema(schemas[kind], { io: "input", target: "draft-7" });
  for (const path of ownKeys[kind]) withoutKey(schema, path);
  optional(schema);
  const properties = Object.entries(schema.properties ?? {}).map(
    ([key, value]) => [`${configNamespace}:${key}`, value] as const,
  );
  const outer = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `Bulkhead: defaults that ${kind} stacks share`,
    type: "object",
    properties: {
      config: { type: "object", properties: Object.fromEntries(properties), additionalProperties: false },
    },
    additionalProperties: false,
  };
  return `${JSON.stringify(outer, undefined, 2)}\n`;
}

function withoutKey(schema: JsonSchema, [key = "", ...below]: readonly string[]): void {
  const inner = schema.properties?.[key];
  if (below.length === 0) delete schema.properties?.[key];
  else if (typeof inner === "object") withoutKey(inner, below);
}

/** Sections are merged, so any of their keys may stand elsewhere; what is inside of a list has to be whole. */
function optional(schema: JsonSchema): void {
  delete schema.required;
  for (const inner of Object.values(schema.properties ?? {})) if (typeof inner === "object") optional(inner);
}
