import { kindsOfChart } from "../../rehearsal/azure/kubernetes/definitions.ts";

/** What brings kinds to a stamp's cluster that no chart of ours defines. */
const bringers = ["csi-secrets-store-provider-azure", "cert-manager", "cilium"];
const clusterScoped = ["ClusterIssuer"];

/** "NetworkPolicy" as "networkpolicies". */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  return singular.endsWith("y")
    ? `${singular.slice(0, -1)}ies`
    : singular.endsWith("s")
      ? `${singular}es`
      : `${singular}s`;
}

/** Definitions of these kinds for the control plane, with the fields that our charts use: the same that the local Azure judges by. */
export function foreignDefinitions(): object[] {
  return bringers.flatMap(kindsOfChart).map(({ id, schema }) => {
    const [group = "", version = "", kind = ""] = id.split("/");
    return {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${pluralOf(kind)}.${group}` },
      spec: {
        group,
        scope: clusterScoped.includes(kind) ? "Cluster" : "Namespaced",
        names: { kind, plural: pluralOf(kind), singular: kind.toLowerCase() },
        versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    };
  });
}
