import type { Amounts, ComponentSize } from "./sizes.ts";

/** What a ResourceQuota limits, as the chart writes it. */
export type Quota = Readonly<
  Record<"pods" | `${"requests" | "limits"}.${"cpu" | "memory" | "ephemeral-storage"}`, string>
>;

/** One component, as far as the quota has to leave room for it. */
export type QuotaShare = Pick<ComponentSize, "requests" | "limits" | "maxReplicas"> & {
  /** Pods of its canary, when there is one. */
  readonly canaryReplicas: number;
};

/** Pods that an update starts before it ends others: `maxSurge` of each of the two deployments. */
const surge = 1;
/** A pod of `helm test` for each component, with the sizes that the chart gives it. */
const testPod = {
  requests: { cpu: 10, memory: 16, ephemeralStorage: 8 },
  limits: { cpu: 100, memory: 32, ephemeralStorage: 16 },
};

/**
 * The quota under which every component can be at its largest while it is updated and tested, and not larger: a mistake in a
 * values file then fails at the API server, instead of taking the nodes of everything else.
 */
export function quotaFor(components: readonly QuotaShare[]): Quota {
  const podsOf = ({ maxReplicas, canaryReplicas }: QuotaShare): number =>
    maxReplicas + surge + (canaryReplicas === 0 ? 0 : canaryReplicas + surge);
  const sum = (kind: "requests" | "limits", amount: keyof Amounts): number =>
    components.reduce(
      (total, share) => total + podsOf(share) * share[kind][amount] + testPod[kind][amount],
      0,
    );
  return {
    pods: String(components.reduce((total, share) => total + podsOf(share) + 1, 0)),
    "requests.cpu": `${sum("requests", "cpu")}m`,
    "requests.memory": `${sum("requests", "memory")}Mi`,
    "requests.ephemeral-storage": `${sum("requests", "ephemeralStorage")}Mi`,
    "limits.cpu": `${sum("limits", "cpu")}m`,
    "limits.memory": `${sum("limits", "memory")}Mi`,
    "limits.ephemeral-storage": `${sum("limits", "ephemeralStorage")}Mi`,
  };
}
