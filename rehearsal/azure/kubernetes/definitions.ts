/** Custom resource definitions: which kinds a cluster has on top of Kubernetes' own, and how they look. */
import { isObject, objectOrEmpty, type Properties } from "../../../lib/properties.ts";
import upstream from "./schemas/upstream.json" with { type: "json" };

/** A kind that a definition adds. */
export interface CustomKind {
  /** "gateway.networking.k8s.io/v1/HTTPRoute" */
  readonly id: string;
  /** Its structural schema. */
  readonly schema: Properties;
}

/** The kinds that the custom resource definitions among these objects add, in every version they serve. */
export function kindsOf(objects: readonly Properties[]): CustomKind[] {
  return objects
    .filter(({ kind }) => kind === "CustomResourceDefinition")
    .flatMap((definition) => {
      const spec = objectOrEmpty(definition["spec"]);
      const kind = String(objectOrEmpty(spec["names"])["kind"]);
      const versions = Array.isArray(spec["versions"]) ? spec["versions"].filter(isObject) : [];
      return versions
        .filter(({ served }) => served === true)
        .map((version) => ({
          id: `${String(spec["group"])}/${String(version["name"])}/${kind}`,
          schema: objectOrEmpty(objectOrEmpty(version["schema"])["openAPIV3Schema"]),
        }));
    });
}

const upstreamKinds = upstream.kinds as Readonly<Record<string, Properties>>;
const installs = upstream.charts as Readonly<Record<string, readonly string[]>>;

/** The kinds that a chart of somebody else adds, which is not rendered here. */
export function kindsOfChart(chart: string): CustomKind[] {
  const name = chart.split("/").at(-1) ?? "";
  return (installs[name] ?? []).map((id) => ({ id, schema: upstreamKinds[id] ?? {} }));
}

/** The kinds that AKS itself adds to a cluster with these properties. */
export function kindsOfCluster(cluster: Properties): CustomKind[] {
  const network = objectOrEmpty(cluster["networkProfile"]);
  const addOns = objectOrEmpty(cluster["addonProfiles"]);
  const of = (name: string, has: boolean): CustomKind[] => (has ? kindsOfChart(name) : []);
  return [
    ...of("cilium", network["networkDataplane"] === "cilium"),
    ...of(
      "csi-secrets-store-provider-azure",
      objectOrEmpty(addOns["azureKeyvaultSecretsProvider"])["enabled"] === true,
    ),
  ];
}
