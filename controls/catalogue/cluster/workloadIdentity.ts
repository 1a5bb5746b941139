import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

const switches = [
  ["oidcIssuerProfile", "enabled"],
  ["securityProfile", "workloadIdentity", "enabled"],
] as const;

/** Pods have identities of their own. */
export const workloadIdentity = resourceControl({
  id: "cluster-workload-identity",
  title: "Pods sign in to Azure with workload identities.",
  why: "Without them pods share the identity of their node, or carry keys.",
  remedy: "Set oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled to true.",
  severity: "high",
  references: { mcsb: ["IM-3", "IM-8"], threats: ["S-1", "S-2"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "2cc2e023-0dac-4046-875b-178f683929d5",
      name: "Azure Kubernetes Service Clusters should enable workload identity",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const off = switches.filter((path) => at(props, ...path) !== true);
    if (off.length > 0) refuse(`${off.map((path) => path.join(".")).join(" and ")} must be true.`);
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: {
          oidcIssuerProfile: { enabled: true },
          securityProfile: { workloadIdentity: { enabled: true } },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:ManagedCluster", props: { oidcIssuerProfile: { enabled: true } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:ManagedCluster").props["oidcIssuerProfile"] = { enabled: false };
    },
  },
});
