import { z } from "zod";
import { globalConfigSchema } from "./schema/global.ts";
import { opsConfigSchema } from "./schema/ops.ts";
import { stampConfigSchema } from "./schema/stamp.ts";
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
