import { z } from "zod";
import { globalConfigSchema } from "./schema/global.ts";
import { opsConfigSchema } from "./schema/ops.ts";
import { stampConfigSchema } from "./schema/stamp.ts";
import { configNamespace } from "./stackFiles.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One key of a stack file. */
export interface DocumentedKey {
  /** "cluster.userPools[].vmSize"; entries of a map stand as `<key>`. */
  readonly path: string;
  /** What may be written, in words. */
  readonly values: string;
  /** JSON of the default; undefined where there is none. */
  readonly defaultValue: string | undefined;
  readonly required: boolean;
  readonly description: string | undefined;
}

const kinds = [
  { title: "Stamps", files: "Pulumi.stamp-<region>[-<generation>].yaml", schema: stampConfigSchema },
  { title: "Operations", files: "Pulumi.ops-<region>.yaml", schema: opsConfigSchema },
  { title: "Global", files: "Pulumi.global.yaml", schema: globalConfigSchema },
] as const;

/** Every key of a schema, outer ones before inner ones, in the order in which the schema has them. */
export function documentedKeys(schema: z.ZodType): DocumentedKey[] {
  return keysBelow(toJsonSchema(schema), "");
}

/** docs/configuration.md, as text. */
export function configurationPage(): string {
  const sections = kinds.map(({ title, files, schema }) =>
    [
      `## ${title}`,
      "",
      `Files \`${files}\`. Every key stands below \`config:\` with the prefix \`${configNamespace}:\`.`,
      "",
      "| key | values | default | meaning |",
      "| --- | --- | --- | --- |",
      ...documentedKeys(schema).map(row),
    ].join("\n"),
  );
  return `${[introduction, ...sections].join("\n\n")}\n`;
}

const introduction = [
  "# Configuration",
  "",
  "<!-- Written by `npm run derived` from config/schema. Changes made here are lost. -->",
  "",
  "Most stack files need two keys: where the stack is, and which addresses it has. The others have defaults. A key that does",
  "not exist, a value that cannot be and a combination that Azure would refuse stop `pulumi preview` before anything is asked of",
  "Azure, with the file, the key and what to do. The first line of each committed file names a JSON Schema, so editors complete",
  "and check the keys as well.",
].join("\n");

function row({ path, values, defaultValue, required, description }: DocumentedKey): string {
  const standard = required ? "required" : defaultValue === undefined ? "" : `\`${defaultValue}\``;
  return `| \`${path}\` | ${escape(values)} | ${escape(standard)} | ${escape(description ?? "")} |`;
}

const escape = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any" });
}

function keysBelow(schema: JsonSchema, prefix: string): DocumentedKey[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, entry]) => {
    const inner = plain(entry);
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [documented(path, inner, schema.required?.includes(key) ?? false), ...deeper(inner, path)];
  });
  const entries = plain(schema.additionalProperties);
  return Object.keys(entries).length > 0 ? [...own, ...deeper(entries, `${prefix}.<key>`)] : own;
}

/** Keys inside of an object, of the objects of a list or of a map, and of each alternative. */
function deeper(schema: JsonSchema, path: string): DocumentedKey[] {
  const items = Array.isArray(schema.items) ? undefined : schema.items;
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(plain);
  return [
    ...keysBelow(schema, path),
    ...(items === undefined ? [] : deeper(plain(items), `${path}[]`)),
    ...alternatives.flatMap((alternative) => deeper(alternative, path)),
  ];
}

function documented(path: string, schema: JsonSchema, required: boolean): DocumentedKey {
  return {
    path,
    values: valuesOf(schema),
    defaultValue: schema.default === undefined ? undefined : JSON.stringify(schema.default),
    required,
    description: schema.description,
  };
}

function valuesOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(plain);
  if (alternatives.length > 0) return [...new Set(alternatives.map(valuesOf))].join(" or ");
  switch (schema.type) {
    case "array": {
      const items = Array.isArray(schema.items) ? undefined : schema.items;
      return items === undefined ? "list" : `list of ${plural(valuesOf(plain(items)))}`;
    }
    case "integer":
    case "number":
      return bounded(schema);
    case "boolean":
      return "true, false";
    case "object":
      return schema.properties === undefined ? "map" : "section";
    default:
      return schema.type === undefined ? "any" : "text";
  }
}

function plural(noun: string): string {
  return ["section", "text", "map"].includes(noun) ? `${noun}s`.replace("texts", "text") : noun;
}

function bounded({ minimum, maximum, type }: JsonSchema): string {
  const noun = type === "integer" ? "whole number" : "number";
  // Zod writes the bounds of a safe integer where none was asked for.
  const low =
    minimum !== undefined && Number(minimum) > Number.MIN_SAFE_INTEGER ? String(minimum) : undefined;
  const high =
    maximum !== undefined && Number(maximum) < Number.MAX_SAFE_INTEGER ? String(maximum) : undefined;
  if (low !== undefined && high !== undefined) return `${noun}, ${low} to ${high}`;
  if (low !== undefined) return `${noun} from ${low}`;
  return high === undefined ? noun : `${noun} up to ${high}`;
}

function plain(schema: unknown): JsonSchema {
  return typeof schema === "object" && schema !== null ? (schema as JsonSchema) : {};
}
