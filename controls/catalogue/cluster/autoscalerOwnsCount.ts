import { resourceControl } from "../../define.ts";
import { at, list } from "../../read.ts";

/** An update does not undo what the autoscaler has done. */
export const autoscalerOwnsCount = resourceControl({
  id: "cluster-autoscaler-owns-count",
  title: "Pulumi ignores the node count of a pool that scales by itself.",
  why: "The next update would set every pool back to the count in the program, in the middle of the load that made it grow.",
  remedy: "Add the count to ignoreChanges of the resource.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["T-4", "D-2"],
    pages: ["github.com/pulumi/pulumi-azure-native/issues/579"],
  },
  types: ["containerservice:ManagedCluster", "containerservice:AgentPool"],
  check: ({ type, props, ignoreChanges }, refuse) => {
    const ignored = ignoreChanges.map((path) =>
      path
        .replaceAll(/\[["']?|["']?\]/g, ".")
        .replaceAll("..", ".")
        .replace(/\.$/, ""),
    );
    const covers = (path: string): boolean =>
      ignored.some((one) => path === one || path.startsWith(`${one}.`) || one === path.replace(/\d+/, "*"));
    const pools = type === "containerservice:AgentPool" ? [props] : list(at(props, "agentPoolProfiles"));
    for (const [index, pool] of pools.entries()) {
      const path = type === "containerservice:AgentPool" ? "count" : `agentPoolProfiles.${index}.count`;
      if (at(pool, "enableAutoScaling") === true && at(pool, "count") !== undefined && !covers(path))
        refuse(`${path} is set and not ignored, while the pool scales by itself. Add it to ignoreChanges.`);
    }
  },
  accepts: [
    [
      {
        type: "containerservice:AgentPool",
        props: { enableAutoScaling: true, count: 3 },
        ignoreChanges: ["count"],
      },
    ],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { agentPoolProfiles: [{ enableAutoScaling: true, count: 3 }] },
        ignoreChanges: ["agentPoolProfiles[0].count"],
      },
    ],
    [{ type: "containerservice:AgentPool", props: { count: 3 } }],
  ],
  refuses: [
    [{ type: "containerservice:AgentPool", props: { enableAutoScaling: true, count: 3 } }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: {
          agentPoolProfiles: [
            { enableAutoScaling: true, count: 3 },
            { enableAutoScaling: true, count: 3 },
          ],
        },
        ignoreChanges: ["agentPoolProfiles[0].count"],
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:AgentPool").ignoreChanges = [];
    },
  },
});
