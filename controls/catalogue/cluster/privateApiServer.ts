import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The API server of a cluster has no public address. */
export const privateApiServer = resourceControl({
  id: "cluster-private-api-server",
  title: "The API server of a cluster has no public address.",
  why: "A public API server can be tried with stolen credentials from everywhere, and is a target for denial of service.",
  remedy: "Set apiServerAccessProfile.enablePrivateCluster to true.",
  severity: "critical",
  references: { mcsb: ["NS-2"], threats: ["S-1"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "040732e8-d947-40b8-95d6-854c95024bf8",
      name: "Azure Kubernetes Service Private Clusters should be enabled",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "apiServerAccessProfile", "enablePrivateCluster");
    if (value !== true)
      refuse(
        "apiServerAccessProfile.enablePrivateCluster is not true: the API server would have a public address.",
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { apiServerAccessProfile: { enablePrivateCluster: true } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { apiServerAccessProfile: { enablePrivateCluster: false } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(
        whole.first("containerservice:ManagedCluster").props["apiServerAccessProfile"] as object,
        { enablePrivateCluster: false },
      );
    },
  },
});
