import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The API server of a private cluster has no public name. */
export const noPublicName = resourceControl({
  id: "cluster-no-public-name",
  title: "The API server of a private cluster has no public name.",
  why: "The name tells everybody the private address and the resource group of the nodes.",
  remedy: "Set apiServerAccessProfile.enablePrivateClusterPublicFQDN to false.",
  severity: "medium",
  references: { mcsb: ["NS-2"], threats: ["S-1"] },
  types: ["containerservice:ManagedCluster"],
  check: ({ props }, refuse) => {
    // A cluster that is not private has another control against it.
    if (at(props, "apiServerAccessProfile", "enablePrivateCluster") !== true) return;
    const value = at(props, "apiServerAccessProfile", "enablePrivateClusterPublicFQDN");
    if (value !== false)
      refuse(
        "apiServerAccessProfile.enablePrivateClusterPublicFQDN is not false: Azure publishes a name by default.",
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: {
          apiServerAccessProfile: { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: false },
        },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { apiServerAccessProfile: { enablePrivateCluster: true } },
      },
    ],
    [
      {
        type: "containerservice:ManagedCluster",
        props: {
          apiServerAccessProfile: { enablePrivateCluster: true, enablePrivateClusterPublicFQDN: true },
        },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(
        whole.first("containerservice:ManagedCluster").props["apiServerAccessProfile"] as object,
        { enablePrivateClusterPublicFQDN: true },
      );
    },
  },
});
