/** What has to be true of everything that our charts render, as functions that name what is not. */
import { amountOf } from "../../rehearsal/azure/kubernetes/rules.ts";
import { podSpecOf, restrictedViolations } from "../../rehearsal/azure/kubernetes/podSecurity.ts";
import { isObject, objectsOf, type Properties } from "../../lib/properties.ts";
import { at, nameOf, ofKind } from "../support/releases.ts";

type Labels = Readonly<Record<string, unknown>>;

const labelsAt = (object: unknown, path: string): Labels => (at(object, path) ?? {}) as Labels;
const selects = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

const isTest = (object: Properties): boolean => "helm.sh/hook" in labelsAt(object, "metadata.annotations");
const workloads = (objects: readonly Properties[]): Properties[] =>
  objects.filter((object) => podSpecOf(object) !== undefined);
const podLabels = (object: Properties): Labels =>
  labelsAt(object, object["kind"] === "Pod" ? "metadata.labels" : "spec.template.metadata.labels");

/** Every pod would be admitted to a restricted namespace, and has a root file system that it cannot write. */
export function podGaps(objects: readonly Properties[]): string[] {
  return workloads(objects).flatMap((object) => {
    const pod = podSpecOf(object) ?? {};
    const containers = objectsOf(pod["containers"]);
    const writable = containers.filter(
      (container) => at(container, "securityContext.readOnlyRootFilesystem") !== true,
    );
    const privileged = containers.filter(
      (container) => at(container, "securityContext.privileged") !== false,
    );
    const asRoot = containers.filter(
      (container) => Number(at(container, "securityContext.runAsUser") ?? 0) < 1000,
    );
    return [
      ...restrictedViolations(pod),
      ...writable.map(() => "readOnlyRootFilesystem is not set"),
      ...privileged.map(() => "privileged is not denied"),
      ...asRoot.map(() => "the container has no user of its own"),
    ].map((gap) => `${String(object["kind"])} ${nameOf(object)}: ${gap}`);
  });
}

/** Every pod of the release is behind a policy that denies all, and no policy reaches every address. */
export function networkGaps(objects: readonly Properties[]): string[] {
  const policies = ofKind(objects, "NetworkPolicy").filter((policy) => !isTest(policy));
  const denies = (way: string): boolean =>
    policies.some(
      ({ spec }) =>
        Object.keys(labelsAt(spec, "podSelector")).length === 0 &&
        ((at(spec, "policyTypes") ?? []) as string[]).includes(way) &&
        at(spec, way.toLowerCase()) === undefined,
    );
  const ranges = JSON.stringify(objects).match(/"cidr":"[^"]*\/0"/g) ?? [];
  const open = policies.filter(({ spec }) =>
    ["ingress", "egress"].some((way) =>
      objectsOf(at(spec, way)).some(
        (rule) => rule["ports"] === undefined || (rule["from"] ?? rule["to"]) === undefined,
      ),
    ),
  );
  return [
    ...["Ingress", "Egress"].filter((way) => !denies(way)).map((way) => `nothing denies ${way}`),
    ...ranges.map((range) => `every address: ${range}`),
    ...open.map((policy) => `${nameOf(policy)} names no port or nobody`),
  ];
}

/** Every route is for requests of our Front Door only. */
export function routeGaps(objects: readonly Properties[], frontDoorId: string): string[] {
  const routes = ofKind(objects, "HTTPRoute");
  const isOurs = (match: Properties): boolean =>
    objectsOf(match["headers"]).some(
      ({ type, name, value }) => type === "Exact" && name === "X-Azure-FDID" && value === frontDoorId,
    );
  const open = routes.filter(({ spec }) =>
    objectsOf(at(spec, "rules")).some(
      (rule) => objectsOf(rule["matches"]).length === 0 || !objectsOf(rule["matches"]).every(isOurs),
    ),
  );
  return [
    ...(routes.length === 0 ? ["there is no route"] : []),
    ...open.map((route) => `${nameOf(route)} takes requests of anybody`),
  ];
}

/** Pods that an autoscaler or a fixed number keeps at least. */
function leastReplicas(objects: readonly Properties[], deployment: Properties): number {
  const scaler = ofKind(objects, "HorizontalPodAutoscaler").find(
    ({ spec }) => at(spec, "scaleTargetRef.name") === nameOf(deployment),
  );
  return Number(
    scaler === undefined ? (at(deployment, "spec.replicas") ?? 1) : at(scaler, "spec.minReplicas"),
  );
}

/** Pods that may be evicted at once when all are ready (disruption controller: percentages of maxUnavailable round up). */
function evictable(budget: Properties, replicas: number): number {
  const spec = budget["spec"];
  const share = (value: unknown): number =>
    typeof value === "string" && value.endsWith("%")
      ? Math.ceil((Number(value.slice(0, -1)) * replicas) / 100)
      : Number(value);
  const most = at(spec, "maxUnavailable");
  return most === undefined ? replicas - share(at(spec, "minAvailable")) : share(most);
}

/** Every deployment survives a drained node, and lets it drain. */
export function drainGaps(objects: readonly Properties[]): string[] {
  const budgets = ofKind(objects, "PodDisruptionBudget");
  return ofKind(objects, "Deployment").flatMap((deployment) => {
    const labels = podLabels(deployment);
    const replicas = leastReplicas(objects, deployment);
    const own = budgets.filter((budget) => selects(labelsAt(budget, "spec.selector.matchLabels"), labels));
    return [
      ...(own.length === 0 ? ["no budget"] : []),
      ...(own.length > 1 ? ["several budgets, with which no pod can be evicted"] : []),
      ...own.filter((budget) => evictable(budget, replicas) < 1).map(() => "the budget lets no node drain"),
      ...(replicas < 2 ? ["one pod only"] : []),
      ...own
        .filter((budget) => at(budget, "spec.unhealthyPodEvictionPolicy") !== "AlwaysAllow")
        .map(() => "a pod that is not ready holds its node"),
    ].map((gap) => `${nameOf(deployment)}: ${gap}`);
  });
}

/** The number of replicas has one owner. */
export function scalingGaps(objects: readonly Properties[]): string[] {
  const scaled = new Set(
    ofKind(objects, "HorizontalPodAutoscaler").map((scaler) =>
      String(at(scaler, "spec.scaleTargetRef.name")),
    ),
  );
  return ofKind(objects, "Deployment").flatMap((deployment) => {
    const fixed = at(deployment, "spec.replicas") !== undefined;
    const name = nameOf(deployment);
    if (scaled.has(name) && fixed) return [`${name}: replicas are set beside the autoscaler`];
    return !scaled.has(name) && !fixed ? [`${name}: nobody sets the replicas`] : [];
  });
}

/** What a probe asks, whatever its patience. */
function asked(probe: unknown): string {
  const { httpGet, tcpSocket, exec } = isObject(probe) ? probe : {};
  return JSON.stringify([httpGet, tcpSocket, exec]);
}

/** Pods spread over zones and nodes, are asked whether they are well, and leave without losing requests. */
export function resilienceGaps(objects: readonly Properties[]): string[] {
  return ofKind(objects, "Deployment").flatMap((deployment) => {
    const pod = podSpecOf(deployment) ?? {};
    const keys = objectsOf(pod["topologySpreadConstraints"]).map(({ topologyKey }) => topologyKey);
    const containers = objectsOf(pod["containers"]);
    const missing = ["startupProbe", "livenessProbe", "readinessProbe"].filter((probe) =>
      containers.some((container) => container[probe] === undefined),
    );
    // With one question for both, a lost dependency restarts the pod, or a stuck process stays in rotation.
    const same = containers.filter(
      (container) => asked(container["livenessProbe"]) === asked(container["readinessProbe"]),
    );
    const limits = containers.filter((container) =>
      [
        ...["requests.cpu", "requests.memory", "requests.ephemeral-storage"],
        ...["limits.memory", "limits.ephemeral-storage"],
      ].some((path) => at(container, `resources.${path}`) === undefined),
    );
    return [
      ...["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
        .filter((key) => !keys.includes(key))
        .map((key) => `not spread over ${key}`),
      ...missing.map((probe) => `no ${probe}`),
      ...same.map(() => "one probe asks for both liveness and readiness"),
      ...limits.map(() => "no requests or limits"),
    ].map((gap) => `${nameOf(deployment)}: ${gap}`);
  });
}

/** A deployment at its largest, while it is updated, fits into the quota of its namespace. */
export function quotaGaps(objects: readonly Properties[]): string[] {
  const quota = ofKind(objects, "ResourceQuota")[0];
  if (quota === undefined) return ["there is no quota"];
  const needed: Record<string, number> = { pods: 0 };
  for (const object of workloads(objects)) {
    const scaler = ofKind(objects, "HorizontalPodAutoscaler").find(
      (item) => at(item, "spec.scaleTargetRef.name") === nameOf(object),
    );
    const most = Number(at(scaler, "spec.maxReplicas") ?? at(object, "spec.replicas") ?? 1);
    const pods =
      object["kind"] === "Pod" ? 1 : most + Number(at(object, "spec.strategy.rollingUpdate.maxSurge"));
    needed["pods"] = (needed["pods"] ?? 0) + pods;
    for (const container of objectsOf(podSpecOf(object)?.["containers"])) {
      for (const side of ["requests", "limits"]) {
        for (const amount of ["cpu", "memory", "ephemeral-storage"]) {
          const key = `${side}.${amount}`;
          needed[key] = (needed[key] ?? 0) + pods * amountOf(at(container, `resources.${side}.${amount}`));
        }
      }
    }
  }
  const hard = labelsAt(quota, "spec.hard");
  return Object.entries(needed)
    .filter(([key, amount]) => !(amountOf(hard[key]) >= amount - 1e-6))
    .map(([key, amount]) => `${key}: ${String(hard[key])} is less than ${amount}`);
}

/** Every guarantee at once, for charts that have routes of our own. */
export function allGaps(objects: readonly Properties[], frontDoorId: string): string[] {
  return [...sharedGaps(objects), ...routeGaps(objects, frontDoorId), ...quotaGaps(objects)];
}

/** The guarantees that the gateway's chart gives as well. */
export function sharedGaps(objects: readonly Properties[]): string[] {
  return [podGaps, networkGaps, drainGaps, scalingGaps, resilienceGaps].flatMap((gaps) => gaps(objects));
}
