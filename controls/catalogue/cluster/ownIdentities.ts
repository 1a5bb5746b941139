import { resourceControl } from "../../define.ts";
import { at, isText, refersToSomething } from "../../read.ts";

/** The cluster acts with identities whose rights we know. */
export const ownIdentities = resourceControl({
  id: "cluster-own-identities",
  title: "Control plane and nodes of a cluster act with managed identities of our own.",
  why: "An identity that AKS makes has its rights after the cluster exists and takes them along when it is replaced; a service principal has a password.",
  remedy: "Set identity to 'UserAssigned' with one identity, and identityProfile.kubeletidentity.resourceId.",
  severity: "medium",
  references: { mcsb: ["IM-3"], threats: ["S-2", "E-2"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "da6e2401-19da-4532-9141-fb8fbde08431",
      name: "Azure Kubernetes Service Clusters should use managed identities",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    if (!isText(at(props, "identity", "type"), "UserAssigned"))
      refuse("identity.type is not 'UserAssigned': the rights of the control plane die with the cluster.");
    if (!refersToSomething({ id: at(props, "identityProfile", "kubeletidentity", "resourceId") }))
      refuse(
        "identityProfile.kubeletidentity.resourceId is not set: AKS would make an identity for the nodes.",
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: {
          identity: { type: "UserAssigned" },
          identityProfile: { kubeletidentity: { resourceId: "/identity" } },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:ManagedCluster", props: { identity: { type: "SystemAssigned" } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:ManagedCluster").props["identity"] = { type: "SystemAssigned" };
    },
  },
});
