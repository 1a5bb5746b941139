import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";
import { everyPool } from "./pools.ts";

/** Nodes have no public addresses. */
export const nodesPrivate = resourceControl({
  id: "cluster-nodes-private",
  title: "Nodes have no public addresses.",
  why: "A node with a public address is reachable from everywhere and sends past the firewall.",
  remedy: "Set enableNodePublicIP to false.",
  severity: "critical",
  references: { mcsb: ["NS-1"], threats: ["S-3", "E-1"] },
  types: ["containerservice:ManagedCluster", "containerservice:AgentPool"],
  check: (resource, refuse) =>
    everyPool(resource, (pool, label) => {
      if (at(pool, "enableNodePublicIP") === true)
        refuse(`The pool ${label} gives every node a public address. Set enableNodePublicIP to false.`);
    }),
  accepts: [[{ type: "containerservice:AgentPool", props: {} }]],
  refuses: [
    [{ type: "containerservice:AgentPool", props: { enableNodePublicIP: true } }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { agentPoolProfiles: [{ name: "system", enableNodePublicIP: true }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:AgentPool").props["enableNodePublicIP"] = true;
    },
  },
});
