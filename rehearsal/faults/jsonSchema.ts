import { z } from "zod";
import { catalogue } from "./catalogue.ts";
import { entrySchema, mostFaults } from "./file.ts";
import type { FaultRow } from "./model.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What the checks of a fault file know beyond its zod schema. */
function propertyOf(key: string, schema: JsonSchema, row: FaultRow): JsonSchema {
  if (key === "operation") return { ...schema, enum: [...row.operations] };
  const parameter = row.parameters[key];
  if (parameter === undefined) return schema;
  const whole = parameter.default === undefined ? schema : { ...schema, default: parameter.default };
  // A word such as "2" may stand without quotation marks, and is a number to YAML then.
  const numbers = (parameter.choices ?? []).filter((word) => /^\d+$/.test(word)).map(Number);
  if (numbers.length === 0) return whole;
  const { type: _, ...untyped } = whole;
  return { ...untyped, enum: [...(parameter.choices ?? []), ...numbers] };
}

function entryOf(row: FaultRow): JsonSchema {
  const { $schema: _, ...entry } = z.toJSONSchema(entrySchema(row), { io: "input", target: "draft-7" });
  const properties = Object.entries(entry.properties ?? {}).map(
    ([key, schema]) => [key, typeof schema === "object" ? propertyOf(key, schema, row) : schema] as const,
  );
  return { ...entry, properties: Object.fromEntries(properties) };
}

/** The JSON Schema of fault files, as text, for editors: one alternative for each fault, with the keys that it has. */
export function faultsSchemaText(): string {
  const file = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Bulkhead: faults of a rehearsal",
    type: "object",
    properties: {
      faults: { type: "array", maxItems: mostFaults, items: { anyOf: catalogue.map(entryOf) } },
    },
    required: ["faults"],
    additionalProperties: false,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}
