import durations from "../../data/durations.json" with { type: "json" };

function minutesOf(type: string, operation: string): number {
  const row = durations.durations.find((entry) => entry.type === type && entry.operation === operation);
  if (!row) throw new Error(`data/durations.json has no row for ${type} ${operation}`);
  return row.minutes;
}

/** Upgrades go node by node, after the control plane. */
export const minutesPerNode = minutesOf(
  "Microsoft.ContainerService/managedClusters/agentPools",
  "upgrade-per-node",
);
export const minutesOfControlPlane = minutesOf(
  "Microsoft.ContainerService/managedClusters",
  "upgrade-control-plane",
);
