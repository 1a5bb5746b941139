import type { ComponentId } from "./components.ts";

/** How large a component is and how it scales. Amounts in thousandths of a core and in MiB. */
export interface ComponentSize {
  readonly requests: { readonly cpu: number; readonly memory: number };
  readonly limits: { readonly cpu: number; readonly memory: number };
  /** Whether the number of pods follows the load. Without it there are always `minReplicas`. */
  readonly autoscale: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Share of the requested CPU, in percent, that the autoscaler aims at. */
  readonly cpuPercent: number;
}

/**
 * The sizes of Azure's mission-critical reference implementation (Azure/Mission-Critical-Connected, charts of its three
 * services). The chart's own defaults are the same, which a test holds.
 */
export const componentSizes: Readonly<Record<ComponentId, ComponentSize>> = {
  "catalog-api": {
    requests: { cpu: 1000, memory: 512 },
    limits: { cpu: 1000, memory: 756 },
    autoscale: true,
    minReplicas: 3,
    maxReplicas: 20,
    cpuPercent: 80,
  },
  "background-worker": {
    requests: { cpu: 500, memory: 512 },
    limits: { cpu: 500, memory: 1024 },
    autoscale: true,
    minReplicas: 2,
    maxReplicas: 8,
    cpuPercent: 75,
  },
  "health-service": {
    requests: { cpu: 100, memory: 250 },
    limits: { cpu: 300, memory: 512 },
    autoscale: false,
    minReplicas: 3,
    maxReplicas: 3,
    cpuPercent: 80,
  },
};

/** Amounts as Kubernetes writes them. */
export function quantities(amount: { readonly cpu: number; readonly memory: number }): {
  cpu: string;
  memory: string;
} {
  return { cpu: `${amount.cpu}m`, memory: `${amount.memory}Mi` };
}
