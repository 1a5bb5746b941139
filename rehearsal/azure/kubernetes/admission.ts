/** Whether a cluster takes what a release consists of, and what the release leaves in it for those after it. */
import type { Resource } from "../model.ts";
import { isObject, textAt, textsAt, type Properties } from "../../../lib/properties.ts";
import { kindsOf, kindsOfChart, kindsOfCluster, type CustomKind } from "./definitions.ts";
import { schemaMistakes } from "./openApi.ts";
import { podSpecOf, restrictedViolations } from "./podSecurity.ts";
import { objectMistakes } from "./rules.ts";

/** What releases leave in a cluster that decides about later ones. */
export interface ClusterContents {
  readonly kinds: readonly CustomKind[];
  /** Names of namespaces, with the Pod Security level each enforces. */
  readonly namespaces: Readonly<Record<string, string>>;
}

/** Namespaces that every cluster has. */
const ownNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];
/** Names of labels hold dots, so that a path does not reach them. */
const textOr = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

const enforceLabel = "pod-security.kubernetes.io/enforce";

/** Whether a cluster with these contents has a namespace. */
export function hasNamespace({ namespaces }: ClusterContents, namespace: string): boolean {
  return ownNamespaces.includes(namespace) || namespaces[namespace] !== undefined;
}

/** What a release adds to a cluster; charts of others, which are not rendered here, by what is known of them. */
export function contentsOf(objects: readonly Properties[] | undefined, chart: string): ClusterContents {
  if (objects === undefined) return { kinds: kindsOfChart(chart), namespaces: {} };
  const namespaces = objects
    .filter(({ kind }) => kind === "Namespace")
    .map((namespace) => {
      const metadata = isObject(namespace["metadata"]) ? namespace["metadata"] : {};
      const labels = isObject(metadata["labels"]) ? metadata["labels"] : {};
      return [String(metadata["name"]), textOr(labels[enforceLabel], "privileged")];
    });
  return {
    kinds: kindsOf(objects),
    namespaces: Object.fromEntries(namespaces) as Record<string, string>,
  };
}

/** "1.36" of whatever a cluster says its version is. */
function minorOf(cluster: Resource): string {
  const version =
    textAt(cluster.inputs, "kubernetesVersion") ?? textAt(cluster.outputs, "currentKubernetesVersion");
  return /^\d+\.\d+/.exec(version ?? "")?.[0] ?? "";
}

/**
 * Refusals, most basic first: nobody looks at the pods of a manifest that cannot be read.
 *
 * @param own namespace of the release, in which Helm puts what names none.
 */
function mistakesIn(
  objects: readonly Properties[],
  cluster: Resource,
  own: string,
  { kinds, namespaces }: ClusterContents,
): string[] {
  const unread = schemaMistakes(objects, minorOf(cluster), [...kindsOfCluster(cluster.inputs), ...kinds]);
  if (unread.length > 0) return unread.map(({ object, text }) => `error validating ${object}: ${text}`);
  const known = new Set([...ownNamespaces, ...Object.keys(namespaces)]);
  const refused = objectMistakes(objects, known);
  if (refused.length > 0) return refused;
  return objects.flatMap((item) => {
    const pod = podSpecOf(item);
    const namespace = textAt(item, "metadata.namespace") ?? own;
    if (pod === undefined || namespaces[namespace] !== "restricted") return [];
    return restrictedViolations(pod).map(
      (violation) =>
        `pods of ${String(item["kind"])} "${textAt(item, "metadata.name") ?? ""}" are forbidden: violates PodSecurity "restricted": ${violation}`,
    );
  });
}

/** Objects that Helm keeps for a test, and does not install. */
export function isTest(item: Properties): boolean {
  const metadata = isObject(item["metadata"]) ? item["metadata"] : {};
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  return textOr(annotations["helm.sh/hook"], "").split(",").includes("test");
}

/**
 * Refuses a release of which the cluster would refuse an object. Test pods count as well: nobody wants to learn of them from a
 * test that fails.
 *
 * @param release "namespace/name", for the message.
 * @param before what is in the cluster already.
 * @throws Error with all that is wrong.
 */
export function admit(
  release: string,
  objects: readonly Properties[],
  cluster: Resource,
  before: ClusterContents,
): void {
  const own = contentsOf(objects, "");
  // Helm installs namespaces and definitions before everything else, but reads the whole manifest first.
  const mistakes = mistakesIn(objects, cluster, release.split("/")[0] ?? "default", {
    kinds: before.kinds,
    namespaces: { ...before.namespaces, ...own.namespaces },
  });
  if (mistakes.length === 0) return;
  throw new Error(
    `release ${release} was refused by the API server of ${cluster.name}: ${mistakes.join("; ")}`,
  );
}

/** Images that the pods of these objects run. */
export function imagesOf(objects: readonly Properties[]): string[] {
  const images = objects.flatMap((item) => {
    const pod = podSpecOf(item);
    return pod === undefined
      ? []
      : [...textsAt(pod, "containers[].image"), ...textsAt(pod, "initContainers[].image")];
  });
  return [...new Set(images)].sort();
}

/** Several contents as one. */
export function together(contents: readonly ClusterContents[]): ClusterContents {
  return {
    kinds: contents.flatMap(({ kinds }) => kinds),
    namespaces: Object.assign({}, ...contents.map(({ namespaces }) => namespaces)) as Record<string, string>,
  };
}
