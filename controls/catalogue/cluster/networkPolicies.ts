import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** A cluster enforces network policies. */
export const networkPolicies = resourceControl({
  id: "cluster-network-policies",
  title: "A cluster enforces network policies.",
  why: "Without an engine the policies in the charts are text: every pod reaches every other.",
  remedy: "Set networkProfile.networkPolicy to 'cilium', 'calico' or 'azure'.",
  severity: "high",
  references: { mcsb: ["NS-1"], threats: ["E-3"] },
  types: ["containerservice:ManagedCluster"],
  check: ({ props }, refuse) => {
    const value = at(props, "networkProfile", "networkPolicy");
    if (typeof value !== "string" || !["cilium", "calico", "azure"].includes(value))
      refuse(`networkProfile.networkPolicy is ${String(value)}: network policies would not be enforced.`);
  },
  accepts: [
    [{ type: "containerservice:ManagedCluster", props: { networkProfile: { networkPolicy: "cilium" } } }],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:ManagedCluster", props: { networkProfile: { networkPolicy: "none" } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(whole.first("containerservice:ManagedCluster").props["networkProfile"] as object, {
        networkPolicy: "none",
      });
    },
  },
});
