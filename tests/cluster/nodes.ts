/** Simulated nodes as the pools of a stamp have them. */
export interface SimulatedNode {
  readonly name: string;
  readonly pool: "system" | "workload";
  readonly zone: string;
}

const zones = ["eastus-1", "eastus-2", "eastus-3"];

/** One system node and two workload nodes in each of three zones. */
export const nodes: readonly SimulatedNode[] = zones.flatMap((zone, index) => [
  { name: `system-${index}`, pool: "system", zone },
  { name: `workload-${index}-a`, pool: "workload", zone },
  { name: `workload-${index}-b`, pool: "workload", zone },
]);

/** Allocatable of a Standard_D4ds_v5 once AKS has taken its share, rounded down. */
const size = { cpu: "3860m", memory: "12Gi", pods: "110", "ephemeral-storage": "110Gi" };

/** The node as a manifest. System nodes take what tolerates them only, as the program's system pool does. */
export function nodeManifest({ name, pool, zone }: SimulatedNode): object {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.azure.com/mode": pool === "system" ? "system" : "user",
        "topology.kubernetes.io/zone": zone,
        "topology.kubernetes.io/region": "eastus",
      },
    },
    spec: {
      taints: pool === "system" ? [{ key: "CriticalAddonsOnly", value: "true", effect: "NoSchedule" }] : [],
    },
    status: { capacity: size, allocatable: size },
  };
}
