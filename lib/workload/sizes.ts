import type { ComponentId } from "./components.ts";

/** What a container is promised, or may take at most. */
export interface Amounts {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** MiB of the node's disk: logs and /tmp. */
  readonly ephemeralStorage: number;
}

/** How large a component is and how it scales. */
export interface ComponentSize {
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** Whether the number of pods follows the load. Without it there are always `minReplicas`. */
  readonly autoscale: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Share of the requested CPU, in percent, that the autoscaler aims at. */
  readonly cpuPercent: number;
}

/**
 * A container's share of its node's disk. Its root is read-only, so it fills it with logs and /tmp only: AKS keeps five log files of
 * 50 MB each (azure-aks-docs custom-node-configuration.md, ms.date 2026-06-10, "containerLogMaxSizeMB"), /tmp holds 64 MiB. A pod
 * above its limit is evicted, which a chatty one must not be.
 */
const disk = { requests: 128, limits: 512 };

/**
 * The sizes of Azure's mission-critical reference implementation (Azure/Mission-Critical-Connected, charts of its three
 * services), and a share of the disk. The chart's own defaults are the same, which a test holds.
 */
export const componentSizes: Readonly<Record<ComponentId, ComponentSize>> = {
  "catalog-api": {
    requests: { cpu: 1000, memory: 512, ephemeralStorage: disk.requests },
    limits: { cpu: 1000, memory: 756, ephemeralStorage: disk.limits },
    autoscale: true,
    minReplicas: 3,
    maxReplicas: 20,
    cpuPercent: 80,
  },
  "background-worker": {
    requests: { cpu: 500, memory: 512, ephemeralStorage: disk.requests },
    limits: { cpu: 500, memory: 1024, ephemeralStorage: disk.limits },
    autoscale: true,
    minReplicas: 2,
    maxReplicas: 8,
    cpuPercent: 75,
  },
  "health-service": {
    requests: { cpu: 100, memory: 250, ephemeralStorage: disk.requests },
    limits: { cpu: 300, memory: 512, ephemeralStorage: disk.limits },
    autoscale: false,
    minReplicas: 3,
    maxReplicas: 3,
    cpuPercent: 80,
  },
};

/** Amounts as Kubernetes writes them. */
export function quantities({ cpu, memory, ephemeralStorage }: Amounts): Record<string, string> {
  return { cpu: `${cpu}m`, memory: `${memory}Mi`, "ephemeral-storage": `${ephemeralStorage}Mi` };
}
