import { componentPort } from "../gateway.ts";
import { workloadDigest, workloadRepository, type Digests } from "../images/lock.ts";
import { workloadComponents, type ComponentId } from "./components.ts";
import { dataPorts } from "./dataPorts.ts";
import { quotaFor, type Quota } from "./quota.ts";
import { runtimeKeys } from "./runtimeKeys.ts";
import { componentSizes, quantities } from "./sizes.ts";

/** What the configuration says of one component. */
export interface ComponentSettings {
  readonly tag: string;
  readonly digest?: string | undefined;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly canary: {
    readonly weight: number;
    readonly replicas: number;
    readonly tag?: string | undefined;
    readonly digest?: string | undefined;
  };
}

export type WorkloadSettings = Readonly<Record<ComponentId, ComponentSettings>>;

const ids = Object.keys(workloadComponents) as ComponentId[];

/**
 * The values of charts/workload that one component gets, apart from what only a deployment knows.
 *
 * @param digests what was recorded when images were pushed, for tags whose digest the configuration does not name.
 */
export function componentValues(
  id: ComponentId,
  settings: ComponentSettings,
  digests: Digests,
): Readonly<Record<string, unknown>> {
  const component = workloadComponents[id];
  const { requests, limits, cpuPercent } = componentSizes[id];
  const { tag, minReplicas, maxReplicas, canary } = settings;
  return {
    image: { repository: workloadRepository(id), tag, digest: workloadDigest(id, settings, digests) },
    serviceAccount: component.serviceAccount,
    pathPrefix: component.pathPrefix ?? "",
    port: component.pathPrefix === undefined ? 0 : componentPort,
    dataPorts: dataPorts(component),
    secrets: component.keys.map((key) => ({ name: runtimeKeys[key].secret, file: runtimeKeys[key].file })),
    resources: { requests: quantities(requests), limits: quantities(limits) },
    scaling: { autoscale: minReplicas < maxReplicas, minReplicas, maxReplicas, cpuPercent },
    canary: {
      weight: canary.weight,
      replicas: canary.replicas,
      tag: canary.tag ?? "",
      digest: workloadDigest(id, canary, digests),
    },
  };
}

/** The quota of the workload's namespace under these settings. */
export function workloadQuota(settings: WorkloadSettings): Quota {
  return quotaFor(
    ids.map((id) => ({
      requests: componentSizes[id].requests,
      limits: componentSizes[id].limits,
      maxReplicas: settings[id].maxReplicas,
      canaryReplicas: settings[id].canary.weight > 0 ? settings[id].canary.replicas : 0,
    })),
  );
}

/** One value for each component. */
export function perComponent<Value>(make: (id: ComponentId) => Value): Readonly<Record<ComponentId, Value>> {
  return Object.fromEntries(ids.map((id) => [id, make(id)])) as Record<ComponentId, Value>;
}
