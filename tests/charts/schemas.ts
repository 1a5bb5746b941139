import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import kubernetes from "../../rehearsal/azure/kubernetes/schemas/kubernetes-1.36.json" with { type: "json" };

/** Where kubeconform looks for a schema, below the folder it is given. */
export const schemaLocation = "{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json";

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Record<string, unknown> };
    }[];
  };
}

/**
 * Writes the schemas of Kubernetes' own kinds and of custom resources in the form that kubeconform takes.
 *
 * @param definitions YAML with CustomResourceDefinitions among its documents.
 */
export function writeSchemas(folder: string, definitions: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const write = (kind: string, group: string, version: string, schema: object): void =>
    writeFileSync(join(folder, `${kind}-${group}-${version}.json`.toLowerCase()), JSON.stringify(schema));

  for (const [kind, root] of Object.entries(kubernetes.roots)) {
    const parts = kind.split("/");
    const [name = "", version = "", group = ""] = parts.toReversed();
    write(name, group, version, { $ref: `#/definitions/${root}`, definitions: kubernetes.definitions });
  }
  for (const document of definitions.flatMap((text) => parseAllDocuments(text))) {
    const definition = document.toJS() as (Definition & { kind?: string }) | null;
    if (definition?.kind !== "CustomResourceDefinition") continue;
    const { group, names, versions } = definition.spec;
    for (const { name, schema } of versions)
      write(names.kind, group, name, strict(schema.openAPIV3Schema) as object);
  }
}

/** The text of the definitions that no chart of ours brings. */
export const foreignDefinitions = readFileSync(
  join(import.meta.dirname, "..", "cluster", "crds.yaml"),
  "utf8",
);

/** Fields that a definition does not name are dropped by the API server without a word: here they are refused. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  const free =
    entries["properties"] === undefined ||
    entries["additionalProperties"] !== undefined ||
    entries["x-kubernetes-preserve-unknown-fields"] === true;
  return free ? entries : { ...entries, additionalProperties: false };
}
