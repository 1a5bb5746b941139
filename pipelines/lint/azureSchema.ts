/** Holds YAML of Azure Pipelines against the schema that Microsoft publishes for editors. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import { Ajv, type ValidateFunction } from "ajv";
import { parseDocument } from "yaml";
import source from "./azure-pipelines.source.json" with { type: "json" };

type Schema = Record<string, unknown> & { readonly definitions: Record<string, unknown> };

/**
 * The schema as published.
 *
 * @throws Error when the copy is not the one that the source file names.
 */
export function readSchema(): Schema {
  const text = gunzipSync(readFileSync(path.join(import.meta.dirname, "azure-pipelines.schema.json.gz")));
  const hash = createHash("sha256").update(text).digest("hex");
  if (hash !== source.sha256)
    throw new Error(`The copy of the schema has SHA-256 ${hash}; its source names ${source.sha256}.`);
  return JSON.parse(text.toString()) as Schema;
}

const templates = ["stages", "jobs", "steps", "variables"] as const;

/** What a file is for the schema: a template says so by what it has instead of a trigger. */
function definitionOf(content: Record<string, unknown>): string {
  const list = templates.find((name) => name in content);
  const isPipeline = "trigger" in content || "resources" in content || "pr" in content;
  return list === undefined || isPipeline ? "pipeline" : `${list}Template`;
}

/** A mistake, with the place in the document. */
export interface SchemaMistake {
  readonly at: string;
  readonly message: string;
}

interface TaskDefinition {
  readonly properties: { readonly task: { readonly anyOf: readonly { readonly enum: readonly string[] }[] } };
  readonly anyOf: readonly { readonly properties: { readonly task: { readonly pattern: string } } }[];
}

/** Tasks of Azure DevOps that our pipelines may use. The schema has 259, and compiling them takes most of its time. */
const tasks = ["AzureCLI@2", "GoTool@0", "NodeTool@0"];

/**
 * The schema with these tasks only: every other one is refused.
 *
 * @throws Error for a task that the published schema does not have.
 */
function withTasks(schema: Schema): Schema {
  const task = schema.definitions["task"] as TaskDefinition;
  const { anyOf: names } = task.properties.task;
  const kept = tasks.map((name) => {
    const index = task.anyOf.findIndex(({ properties }) => new RegExp(properties.task.pattern).test(name));
    const found = [names.find((known) => known.enum.includes(name)), task.anyOf[index]] as const;
    if (found[0] === undefined || found[1] === undefined) throw new Error(`The schema has no task ${name}.`);
    return found;
  });
  const properties = { ...task.properties, task: { anyOf: kept.map(([name]) => name) } };
  const definitions = {
    ...schema.definitions,
    task: { ...task, properties, anyOf: kept.map(([, inputs]) => inputs) },
  };
  return { ...schema, definitions };
}

/** Checks documents; compiling the schema takes a moment, so one checker serves all files. */
export class AzureSchema {
  private readonly ajv: Ajv;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor() {
    // Editors' keywords (ignoreCase, doNotSuggest, firstProperty) say nothing about validity.
    this.ajv = new Ajv({ strict: false, unicodeRegExp: false, verbose: true, logger: false });
    this.ajv.addSchema({ ...withTasks(readSchema()), $id: "azure" });
  }

  private definition(name: string): ValidateFunction {
    const known = this.compiled.get(name) ?? this.ajv.compile({ $ref: `azure#/definitions/${name}` });
    this.compiled.set(name, known);
    return known;
  }

  /** Mistakes in a file's text; none when it is valid. */
  check(text: string): SchemaMistake[] {
    const document = parseDocument(text);
    const [first] = document.errors;
    if (first !== undefined) return [{ at: "", message: first.message }];
    const content: unknown = document.toJS();
    if (typeof content !== "object" || content === null || Array.isArray(content))
      return [{ at: "", message: "it is not a mapping" }];
    const strings = withoutExpressions(asStrings(content)) as Record<string, unknown>;
    const mistakes = this.parts(strings);
    // The parts give the better messages, and the whole has the last word.
    const validate = this.definition(definitionOf(strings));
    if (mistakes.length === 0 && !validate(strings)) mistakes.push(firstMistake("", validate));
    return mistakes;
  }

  /** Stages, jobs and steps one by one: an `anyOf` over whole pipelines only says that none of its branches fits. */
  private parts(content: Record<string, unknown>, at = ""): SchemaMistake[] {
    const mistakes: SchemaMistake[] = [];
    for (const [list, kind] of [
      ["stages", "stage"],
      ["jobs", "job"],
      ["steps", "step"],
    ] as const) {
      const items = content[list];
      if (!Array.isArray(items)) continue;
      items.forEach((item: unknown, index) => {
        const place = `${at}/${list}/${index}`;
        if (typeof item !== "object" || item === null) {
          mistakes.push({ at: place, message: "it is not a mapping" });
          return;
        }
        const inner = this.parts(item as Record<string, unknown>, place);
        mistakes.push(...inner);
        const validate = this.definition(kind);
        if (inner.length === 0 && !validate(item)) mistakes.push(firstMistake(place, validate));
      });
    }
    return mistakes;
  }
}

/** Azure Pipelines reads every scalar as a string, and so does its schema. */
function asStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStrings);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asStrings(inner)]));
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

const isExpression = (key: string): boolean => /^\$\{\{.*\}\}$/.test(key);

/**
 * What the document is after expressions of templates have been expanded, every condition taken and every loop run once: the schema
 * knows them in values only.
 */
function withoutExpressions(value: unknown): unknown {
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      const inner = withoutExpressions(item);
      if (typeof item !== "object" || item === null || Array.isArray(item)) return [inner];
      const entries = Object.entries(item as Record<string, unknown>);
      const [key, list] = entries[0] ?? [];
      if (entries.length !== 1 || key === undefined || !isExpression(key) || !Array.isArray(list))
        return [inner];
      return withoutExpressions(list);
    });
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      const isMapping = typeof inner === "object" && inner !== null && !Array.isArray(inner);
      if (isExpression(key) && isMapping)
        return Object.entries(withoutExpressions(inner) as Record<string, unknown>);
      return [[key, withoutExpressions(inner)]];
    }),
  );
}

/** The deepest complaint: the others follow from it. */
function firstMistake(at: string, { errors }: ValidateFunction): SchemaMistake {
  const deepest = (errors ?? []).toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0];
  const detail = deepest?.params["additionalProperty"] as string | undefined;
  const said = typeof deepest?.data === "string" ? `, and is '${deepest.data}'` : "";
  return {
    at: `${at}${deepest?.instancePath ?? ""}`,
    message: `${deepest?.message ?? "it does not fit the schema"}${detail === undefined ? said : `: ${detail}`}`,
  };
}
