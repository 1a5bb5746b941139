import { resourceControl } from "../../define.ts";
import { fitsAny } from "../../read.ts";

/** What changes past Pulumi is noticed. */
export const driftSeen = resourceControl({
  id: "operations-drift-seen",
  title: "No resource ignores changes besides what services of Azure set themselves.",
  why: "What a program ignores, somebody can change in the portal, and no update puts it right.",
  remedy: "Remove the property from ignoreChanges.",
  severity: "medium",
  references: { mcsb: ["PV-1", "PV-2"], threats: ["T-4"] },
  types: ["*"],
  parameters: {
    allowed: {
      type: "list",
      description: "Properties that may be ignored; * stands for any characters.",
      default: [
        // Autoscalers set counts, a budget keeps its first month, and children of a network are resources of their own.
        "count",
        "*.count",
        "sku.capacity",
        "timePeriod",
        "subnets",
        "virtualNetworkPeerings",
        // AKS installs patch versions by itself.
        "kubernetesVersion",
        "*orchestratorVersion",
        // Azure DevOps marks the machines of an agent pool and installs its extension on them.
        "tags",
        "virtualMachineProfile.extensionProfile",
      ],
    },
  },
  check: ({ ignoreChanges }, refuse, { allowed }) => {
    const ignored = ignoreChanges.filter((path) => !fitsAny(path, allowed));
    if (ignored.length > 0)
      refuse(`Changes of ${ignored.join(", ")} are ignored. Remove them from ignoreChanges.`);
  },
  accepts: [
    [{ type: "containerservice:AgentPool", ignoreChanges: ["count"], props: {} }],
    [{ type: "consumption:Budget", ignoreChanges: ["timePeriod"], props: {} }],
  ],
  refuses: [[{ type: "network:NetworkSecurityGroup", ignoreChanges: ["securityRules"], props: {} }]],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:NetworkSecurityGroup").ignoreChanges.push("securityRules");
    },
  },
});
