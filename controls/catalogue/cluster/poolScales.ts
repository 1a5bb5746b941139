import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";
import { everyPool } from "./pools.ts";

/** Every node pool scales by itself and has room to. */
export const poolScales = resourceControl({
  id: "cluster-pool-scales",
  title: "Every node pool scales by itself and has room to.",
  why: "A pool of fixed size cannot take the load of a stamp that failed.",
  remedy: "Set enableAutoScaling to true and maxCount above minCount.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["D-2"],
    pages: ["learn.microsoft.com/azure/well-architected/service-guides/azure-kubernetes-service"],
  },
  types: ["containerservice:ManagedCluster", "containerservice:AgentPool"],
  check: (resource, refuse) =>
    everyPool(resource, (pool, label) => {
      const [least, most] = [Number(at(pool, "minCount")), Number(at(pool, "maxCount"))];
      if (at(pool, "enableAutoScaling") !== true)
        refuse(`The pool ${label} does not scale. Set enableAutoScaling, minCount and maxCount.`);
      else if (!(most > least))
        refuse(`The pool ${label} scales from ${least} to ${most} nodes. Give it room.`);
    }),
  accepts: [
    [{ type: "containerservice:AgentPool", props: { enableAutoScaling: true, minCount: 3, maxCount: 6 } }],
  ],
  refuses: [
    [{ type: "containerservice:AgentPool", props: { count: 3 } }],
    [{ type: "containerservice:AgentPool", props: { enableAutoScaling: true, minCount: 3, maxCount: 3 } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:AgentPool").props["enableAutoScaling"] = false;
    },
  },
});
