import { isObject, type Properties } from "../../../lib/properties.ts";

/** Keywords of OpenAPI that decide nothing here, or that JSON Schema reads otherwise. */
const dropped = ["description", "format", "default", "example", "nullable", "externalDocs", "title"];

/**
 * An OpenAPI schema of Kubernetes as a JSON Schema that is closed: a field that is not in it is refused, as the API server
 * does with strict validation. Defaults and CEL rules are left out.
 */
export function closedSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closedSchema);
  if (!isObject(schema)) return schema;
  if (schema["x-kubernetes-int-or-string"] === true || schema["format"] === "int-or-string")
    return { type: ["integer", "string"] };
  const kept = Object.entries(schema).filter(
    ([key]) => !dropped.includes(key) && !key.startsWith("x-kubernetes-"),
  );
  const closed: Properties = Object.fromEntries(
    kept.map(([key, entry]) => [key, key === "properties" ? closedProperties(entry) : closedSchema(entry)]),
  );
  if (closed["properties"] !== undefined && closed["additionalProperties"] === undefined)
    closed["additionalProperties"] = schema["x-kubernetes-preserve-unknown-fields"] === true;
  return closed;
}

/** Properties may be called like keywords. */
function closedProperties(properties: unknown): Properties {
  return Object.fromEntries(
    Object.entries(isObject(properties) ? properties : {}).map(([name, schema]) => [
      name,
      closedSchema(schema),
    ]),
  );
}
