import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** A cluster takes patches of its Kubernetes version by itself. */
export const upgradeChannel = resourceControl({
  id: "cluster-upgrade-channel",
  title: "A cluster takes patches of its Kubernetes version by itself.",
  why: "Known holes of Kubernetes stay open until somebody thinks of them; minor versions are for people to choose.",
  remedy: "Set autoUpgradeProfile.upgradeChannel to 'patch'.",
  severity: "medium",
  references: { mcsb: ["PV-6"], threats: ["T-2", "E-1"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "5c345cdf-2049-47e0-b8fe-b0e96bc2df35",
      name: "Azure Kubernetes Service Clusters should enable cluster auto-upgrade",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "autoUpgradeProfile", "upgradeChannel");
    if (typeof value !== "string" || !["patch", "stable"].includes(value))
      refuse(
        `autoUpgradeProfile.upgradeChannel is ${String(value)}: choose 'patch', or 'stable' where minor versions may change by themselves.`,
      );
  },
  accepts: [
    [{ type: "containerservice:ManagedCluster", props: { autoUpgradeProfile: { upgradeChannel: "patch" } } }],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:ManagedCluster", props: { autoUpgradeProfile: { upgradeChannel: "none" } } }],
    [{ type: "containerservice:ManagedCluster", props: { autoUpgradeProfile: { upgradeChannel: "rapid" } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(whole.first("containerservice:ManagedCluster").props["autoUpgradeProfile"] as object, {
        upgradeChannel: "none",
      });
    },
  },
});
