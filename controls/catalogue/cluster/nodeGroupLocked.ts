import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The resource group of a cluster's nodes is read-only. */
export const nodeGroupLocked = resourceControl({
  id: "cluster-node-group-locked",
  title: "The resource group of a cluster's nodes is read-only.",
  why: "Changes there are not supported, are lost at the next upgrade, and give whoever makes them the nodes.",
  remedy: "Set nodeResourceGroupProfile.restrictionLevel to 'ReadOnly'.",
  severity: "medium",
  references: { mcsb: ["PA-7"], threats: ["T-4", "E-1"] },
  types: ["containerservice:ManagedCluster"],
  check: ({ props }, refuse) => {
    const value = at(props, "nodeResourceGroupProfile", "restrictionLevel");
    if (value !== "ReadOnly")
      refuse(
        "nodeResourceGroupProfile.restrictionLevel is not 'ReadOnly': people can change what AKS manages.",
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { nodeResourceGroupProfile: { restrictionLevel: "ReadOnly" } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { nodeResourceGroupProfile: { restrictionLevel: "Unrestricted" } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(
        whole.first("containerservice:ManagedCluster").props["nodeResourceGroupProfile"] as object,
        { restrictionLevel: "Unrestricted" },
      );
    },
  },
});
