import { resourceControl } from "../../define.ts";
import { at, isText, list, texts } from "../../read.ts";

/** What keeps the cluster alive does not compete with the workload. */
export const systemPool = resourceControl({
  id: "cluster-system-pool",
  title: "A cluster has a system pool of its own, with a node for each zone at least.",
  why: "A workload that eats a node takes DNS and metrics of the whole cluster with it.",
  remedy: "Give the system pool the taint CriticalAddonsOnly=true:NoSchedule and a minCount of three.",
  severity: "medium",
  references: {
    mcsb: [],
    threats: ["D-3", "E-1"],
    pages: ["learn.microsoft.com/azure/aks/use-system-pools"],
  },
  types: ["containerservice:ManagedCluster"],
  parameters: {
    nodes: { type: "number", description: "Nodes that a system pool has at least.", default: 3 },
  },
  check: ({ props }, refuse, { nodes }) => {
    const system = list(at(props, "agentPoolProfiles")).filter((pool) => isText(at(pool, "mode"), "System"));
    if (system.length === 0) refuse("No pool has the mode 'System'. Add one.");
    for (const pool of system) {
      const label = String(at(pool, "name"));
      if (!texts(at(pool, "nodeTaints")).includes("CriticalAddonsOnly=true:NoSchedule"))
        refuse(
          `The system pool ${label} takes every pod. Give it the taint CriticalAddonsOnly=true:NoSchedule.`,
        );
      const least = Number(at(pool, "minCount") ?? at(pool, "count") ?? 1);
      if (least < nodes) refuse(`The system pool ${label} may shrink to ${least} nodes. Keep ${nodes}.`);
    }
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: {
          agentPoolProfiles: [
            {
              name: "system",
              mode: "System",
              minCount: 3,
              nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
            },
          ],
        },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { agentPoolProfiles: [{ name: "system", mode: "System", count: 1 }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const cluster = whole.first("containerservice:ManagedCluster");
      const [pool] = cluster.props["agentPoolProfiles"] as { nodeTaints?: string[] }[];
      delete pool?.nodeTaints;
    },
  },
});
