import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** A cluster has the Azure Policy add-on. */
export const policyAddOn = resourceControl({
  id: "cluster-policy-add-on",
  title: "A cluster has the Azure Policy add-on.",
  why: "Without it nothing holds what runs in the cluster to the pod security that the organisation has assigned.",
  remedy: "Set addonProfiles.azurepolicy.enabled to true.",
  severity: "high",
  references: { mcsb: ["PV-2", "PV-4"], threats: ["T-2", "T-4", "E-1"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "0a15ec92-a229-4763-bb14-0ea34a568f8d",
      name: "Azure Policy Add-on for Kubernetes service (AKS) should be installed and enabled on your clusters",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "addonProfiles", "azurepolicy", "enabled");
    if (value !== true)
      refuse("addonProfiles.azurepolicy.enabled is not true: assigned policies do not hold in the cluster.");
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { addonProfiles: { azurepolicy: { enabled: true } } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { addonProfiles: { azurepolicy: { enabled: false } } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const cluster = whole.first("containerservice:ManagedCluster");
      Object.assign(cluster.props["addonProfiles"] as object, { azurepolicy: { enabled: false } });
    },
  },
});
