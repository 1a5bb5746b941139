import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** A cluster knows no local accounts. */
export const noLocalAccounts = resourceControl({
  id: "cluster-no-local-accounts",
  title: "A cluster knows no local accounts.",
  why: "The administrator certificate of a local account works without Entra ID, belongs to nobody and does not expire when its user leaves.",
  remedy: "Set disableLocalAccounts to true.",
  severity: "critical",
  references: { mcsb: ["IM-1", "PA-1"], threats: ["S-1", "R-1"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
      name: "Azure Kubernetes Service Clusters should have local authentication methods disabled",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "disableLocalAccounts");
    if (value !== true)
      refuse("disableLocalAccounts is not true: an administrator certificate would work without Entra ID.");
  },
  accepts: [[{ type: "containerservice:ManagedCluster", props: { disableLocalAccounts: true } }]],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:ManagedCluster", props: { disableLocalAccounts: false } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:ManagedCluster").props["disableLocalAccounts"] = false;
    },
  },
});
