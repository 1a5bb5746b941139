import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The nodes of a cluster take new images by themselves. */
export const nodeImageChannel = resourceControl({
  id: "cluster-node-image-channel",
  title: "The nodes of a cluster take new images by themselves.",
  why: "Nodes with an old image keep known holes of the operating system.",
  remedy: "Set autoUpgradeProfile.nodeOSUpgradeChannel to 'NodeImage'.",
  severity: "medium",
  references: { mcsb: ["PV-6"], threats: ["T-2", "E-1"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "04408ca5-aa10-42ce-8536-98955cdddd4c",
      name: "Azure Kubernetes Service Clusters should enable node os auto-upgrade",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "autoUpgradeProfile", "nodeOSUpgradeChannel");
    if (typeof value !== "string" || !["NodeImage", "SecurityPatch"].includes(value))
      refuse(
        `autoUpgradeProfile.nodeOSUpgradeChannel is ${String(value)}: choose 'NodeImage' or 'SecurityPatch'.`,
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { autoUpgradeProfile: { nodeOSUpgradeChannel: "NodeImage" } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { autoUpgradeProfile: { nodeOSUpgradeChannel: "None" } },
      },
    ],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { autoUpgradeProfile: { nodeOSUpgradeChannel: "Unmanaged" } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(whole.first("containerservice:ManagedCluster").props["autoUpgradeProfile"] as object, {
        nodeOSUpgradeChannel: "None",
      });
    },
  },
});
