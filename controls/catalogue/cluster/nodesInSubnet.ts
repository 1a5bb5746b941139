import { resourceControl } from "../../define.ts";
import { refersToSomething } from "../../read.ts";
import { everyPool } from "./pools.ts";

/** Nodes are in a subnet of ours. */
export const nodesInSubnet = resourceControl({
  id: "cluster-nodes-in-subnet",
  title: "Nodes are in a subnet of ours.",
  why: "Without one AKS makes a network of its own, which no rule, route or flow log of ours knows.",
  remedy: "Set vnetSubnetID.",
  severity: "high",
  references: { mcsb: ["NS-1"], threats: ["E-3"] },
  types: ["containerservice:ManagedCluster", "containerservice:AgentPool"],
  check: (resource, refuse) =>
    everyPool(resource, (pool, label) => {
      if (!refersToSomething({ id: pool["vnetSubnetID"] }))
        refuse(`The pool ${label} has no vnetSubnetID: AKS would make a network of its own.`);
    }),
  accepts: [[{ type: "containerservice:AgentPool", props: { vnetSubnetID: "/subnet" } }]],
  refuses: [[{ type: "containerservice:AgentPool", props: {} }]],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      delete whole.first("containerservice:AgentPool").props["vnetSubnetID"];
    },
  },
});
