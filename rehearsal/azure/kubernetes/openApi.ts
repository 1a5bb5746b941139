/** Whether objects have the form that a cluster's API server asks for. */
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isObject, textAt, type Properties } from "../../../lib/properties.ts";
import type { CustomKind } from "./definitions.ts";
import { closedSchema } from "./structural.ts";

interface Document {
  readonly roots: Readonly<Record<string, string>>;
  readonly definitions: Properties;
}

interface BuiltIn {
  readonly kinds: ReadonlySet<string>;
  readonly validate: (kind: string) => ValidateFunction;
}

const builtIn = new Map<string, BuiltIn>();

/** Kubernetes' own kinds in one of its minor versions, "1.36". */
function builtInKinds(minor: string): BuiltIn {
  const known = builtIn.get(minor);
  if (known) return known;
  const file = path.join(import.meta.dirname, "schemas", `kubernetes-${minor}.json`);
  const { roots, definitions } = JSON.parse(readFileSync(file, "utf8")) as Document;
  const ajv = newAjv();
  ajv.addSchema({ $id: minor, definitions });
  const compiled = new Map<string, ValidateFunction>();
  const made: BuiltIn = {
    kinds: new Set(Object.keys(roots)),
    validate: (kind) => {
      const validate =
        compiled.get(kind) ?? ajv.compile({ $ref: `${minor}#/definitions/${roots[kind] ?? ""}` });
      compiled.set(kind, validate);
      return validate;
    },
  };
  builtIn.set(minor, made);
  return made;
}

function newAjv(): Ajv {
  return new Ajv({ allErrors: true, strict: false, allowUnionTypes: true, validateFormats: false });
}

function compileOnce(ajv: Ajv, id: string, schema: Properties): ValidateFunction {
  return ajv.getSchema(id) ?? ajv.compile({ $id: id, ...(closedSchema(schema) as Properties) });
}

/** One mistake in one object, in the API server's way of naming fields. */
export interface SchemaMistake {
  /** "Deployment/api" */
  readonly object: string;
  readonly text: string;
}

/** The API server takes a field of null for one that is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === null ? [] : [[key, withoutNulls(entry)]])),
  );
}

/** "/spec/containers/0/image" as "spec.containers[0].image". */
function fieldOf(pointer: string, last = ""): string {
  const steps = [...pointer.split("/").slice(1), ...(last === "" ? [] : [last])];
  return steps
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (text, step) => (/^\d+$/.test(step) ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
      "",
    );
}

function inWords({ keyword, instancePath, params, message }: ErrorObject): string {
  const value = (key: string): string => String((params as Record<string, unknown>)[key]);
  if (keyword === "additionalProperties")
    return `unknown field "${fieldOf(instancePath, value("additionalProperty"))}"`;
  if (keyword === "required")
    return `missing required field "${fieldOf(instancePath, value("missingProperty"))}"`;
  if (keyword === "type") return `${fieldOf(instancePath)}: must be of type ${value("type")}`;
  return `${fieldOf(instancePath)}: ${message ?? keyword}`;
}

/**
 * What the API server of a cluster would not even read.
 *
 * @param minor the cluster's Kubernetes version, "1.36".
 * @param custom the kinds that definitions in the cluster have added.
 * @throws Error for a version without a schema here.
 */
export function schemaMistakes(
  objects: readonly Properties[],
  minor: string,
  custom: readonly CustomKind[],
): SchemaMistake[] {
  const own = builtInKinds(minor);
  const ajv = newAjv();
  const added = new Map(custom.map(({ id, schema }) => [id, schema]));
  return objects.flatMap((raw) => {
    const object = withoutNulls(raw) as Properties;
    const kind = String(object["kind"]);
    const id = `${String(object["apiVersion"])}/${kind}`;
    const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
    const name = `${kind}/${textAt(metadata, "name") ?? ""}`;
    const schema = added.get(id);
    if (!own.kinds.has(id) && schema === undefined) {
      const text = `no matches for kind "${kind}" in version "${String(object["apiVersion"])}": ensure CRDs are installed first`;
      return [{ object: name, text }];
    }
    const validate = schema === undefined ? own.validate(id) : compileOnce(ajv, id, schema);
    if (validate(object)) return [];
    return [...new Set((validate.errors ?? []).map(inWords))].map((text) => ({ object: name, text }));
  });
}
