import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

const switches = [["enableRBAC"], ["aadProfile", "managed"], ["aadProfile", "enableAzureRBAC"]] as const;

/** Rights in the cluster are rights in Azure. */
export const entraId = resourceControl({
  id: "cluster-entra-id",
  title: "People and pipelines sign in to a cluster with Entra ID, and Azure decides what they may do.",
  why: "Rights that only the cluster knows are reviewed by nobody and stay when their holder leaves.",
  remedy: "Set enableRBAC, aadProfile.managed and aadProfile.enableAzureRBAC to true.",
  severity: "high",
  references: { mcsb: ["IM-1", "PA-7"], threats: ["S-1", "E-2"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "450d2877-ebea-41e8-b00c-e286317d21bf",
      part: "sign-in",
      name: "Azure Kubernetes Service Clusters should enable Microsoft Entra ID integration",
      effect: "Audit",
    },
    {
      definition: "ac4a19c2-fa67-49b4-8ae5-0b2e78c49457",
      part: "rbac",
      name: "Role-Based Access Control (RBAC) should be used on Kubernetes Services",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const off = switches.filter((path) => at(props, ...path) !== true);
    if (off.length > 0)
      refuse(
        `${off.map((path) => path.join(".")).join(" and ")} must be true: Azure would not decide who may do what.`,
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { enableRBAC: true, aadProfile: { managed: true, enableAzureRBAC: true } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:ManagedCluster", props: { enableRBAC: true, aadProfile: { managed: true } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const cluster = whole.first("containerservice:ManagedCluster");
      Object.assign(cluster.props["aadProfile"] as object, { enableAzureRBAC: false });
    },
  },
});
