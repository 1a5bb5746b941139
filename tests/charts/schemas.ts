import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { kindsOfChart } from "../../rehearsal/azure/kubernetes/definitions.ts";
import { closedSchema } from "../../rehearsal/azure/kubernetes/structural.ts";
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

/** Charts of others, and a part of AKS, whose kinds our charts use. */
const others = ["csi-secrets-store-provider-azure", "cert-manager", "cilium"];

/**
 * Writes the schemas of Kubernetes' own kinds, of those that others bring and of custom resources in the form that kubeconform takes.
 *
 * @param definitions YAML with CustomResourceDefinitions among its documents.
 */
export function writeSchemas(folder: string, definitions: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const write = (kind: string, group: string, version: string, schema: object): void =>
    writeFileSync(join(folder, `${kind}-${group}-${version}.json`.toLowerCase()), JSON.stringify(schema));

  for (const [kind, root] of Object.entries(kubernetes.roots)) {
    const parts = kind.split("/");
    // What has no group is looked for with its version in the group's place.
    const [name = "", version = "", group = version] = parts.toReversed();
    write(name, group, version, { $ref: `#/definitions/${root}`, definitions: kubernetes.definitions });
  }
  // Fields that a definition does not name are dropped by the API server without a word: here they are refused.
  for (const { id, schema } of others.flatMap(kindsOfChart)) {
    const [group = "", version = "", kind = ""] = id.split("/");
    write(kind, group, version, closedSchema(schema) as object);
  }
  for (const document of definitions.flatMap((text) => parseAllDocuments(text))) {
    const definition = document.toJS() as (Definition & { kind?: string }) | null;
    if (definition?.kind !== "CustomResourceDefinition") continue;
    const { group, names, versions } = definition.spec;
    for (const { name, schema } of versions)
      write(names.kind, group, name, closedSchema(schema.openAPIV3Schema) as object);
  }
}
