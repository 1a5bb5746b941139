/** What an API server refuses of objects that are well formed, as far as our charts could get it wrong. */
import { objectOrEmpty, objectsOf, textAt, type Properties } from "../../../lib/properties.ts";
import { podSpecOf } from "./podSecurity.ts";

/** Names of objects: a DNS subdomain (kubernetes.io, object names and ids). */
const namePattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** An amount in its base unit; Kubernetes' suffixes (k8s.io/apimachinery, resource.Quantity). */
export function amountOf(quantity: unknown): number {
  const [, number = "", unit = ""] = /^([0-9.]+)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(String(quantity)) ?? [];
  const units: Readonly<Record<string, number>> = {
    "": 1,
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
  };
  return Number(number) * (units[unit] ?? Number.NaN);
}

function podMistakes(pod: Properties): string[] {
  const volumes = new Set(objectsOf(pod["volumes"]).map(({ name }) => name));
  const grace = Number(pod["terminationGracePeriodSeconds"] ?? 30);
  return objectsOf(pod["containers"]).flatMap((container) => {
    const name = String(container["name"]);
    const mounts = objectsOf(container["volumeMounts"]).filter((mount) => !volumes.has(mount["name"]));
    const requests = objectOrEmpty(objectOrEmpty(container["resources"])["requests"]);
    const limits = objectOrEmpty(objectOrEmpty(container["resources"])["limits"]);
    const above = Object.keys(requests).filter(
      (key) => limits[key] !== undefined && amountOf(requests[key]) > amountOf(limits[key]),
    );
    const sleep = objectOrEmpty(objectOrEmpty(objectOrEmpty(container["lifecycle"])["preStop"])["sleep"])[
      "seconds"
    ];
    return [
      ...mounts.map((mount) => `container "${name}": volumeMounts: Not found: "${String(mount["name"])}"`),
      ...above.map(
        (key) => `container "${name}": resources.requests: must be less than or equal to ${key} limit`,
      ),
      ...(Number(sleep ?? 0) > grace
        ? [
            `container "${name}": preStop.sleep.seconds: must be less than terminationGracePeriodSeconds (${grace})`,
          ]
        : []),
    ];
  });
}

function kindMistakes(item: Properties): string[] {
  const spec = objectOrEmpty(item["spec"]);
  switch (item["kind"]) {
    case "HorizontalPodAutoscaler":
      return Number(spec["maxReplicas"]) < Number(spec["minReplicas"] ?? 1)
        ? ["spec.maxReplicas: must be greater than or equal to `minReplicas`"]
        : [];
    case "PodDisruptionBudget":
      return spec["minAvailable"] !== undefined && spec["maxUnavailable"] !== undefined
        ? ["spec: minAvailable and maxUnavailable cannot be both set"]
        : [];
    case "Deployment":
    case "DaemonSet": {
      const wanted = objectOrEmpty(objectOrEmpty(spec["selector"])["matchLabels"]);
      const labels = objectOrEmpty(objectOrEmpty(objectOrEmpty(spec["template"])["metadata"])["labels"]);
      return Object.entries(wanted).some(([key, value]) => labels[key] !== value)
        ? ["spec.template.metadata.labels: `selector` does not match template `labels`"]
        : [];
    }
    default:
      return [];
  }
}

/**
 * What an API server would refuse.
 *
 * @param namespaces the namespaces that the cluster has.
 * @returns one sentence each, which begins with the object.
 */
export function objectMistakes(objects: readonly Properties[], namespaces: ReadonlySet<string>): string[] {
  const seen = new Set<string>();
  return objects.flatMap((item) => {
    const name = textAt(item, "metadata.name") ?? "";
    const namespace = textAt(item, "metadata.namespace");
    const label = `${String(item["kind"])} "${name}"`;
    const key = [item["apiVersion"], item["kind"], namespace, name].join("/");
    const pod = podSpecOf(item);
    const mistakes = [
      ...(namePattern.test(name) ? [] : [`metadata.name: Invalid value: "${name}"`]),
      ...(seen.has(key) ? ["is there twice"] : []),
      ...(namespace !== undefined && !namespaces.has(namespace)
        ? [`namespaces "${namespace}" not found`]
        : []),
      ...kindMistakes(item),
      ...(pod === undefined ? [] : podMistakes(pod)),
    ];
    seen.add(key);
    return mistakes.map((mistake) => `${label}: ${mistake}`);
  });
}
