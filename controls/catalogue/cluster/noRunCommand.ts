import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Commands cannot be run in a cluster through Azure. */
export const noRunCommand = resourceControl({
  id: "cluster-no-run-command",
  title: "Commands cannot be run in a cluster through Azure.",
  why: "Whoever may write to the cluster in Azure would run anything as administrator, past the private network and its logs.",
  remedy: "Set apiServerAccessProfile.disableRunCommand to true.",
  severity: "high",
  references: { mcsb: ["PA-7"], threats: ["S-1", "R-1"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "89f2d532-c53c-4f8f-9afa-4927b1114a0d",
      name: "Azure Kubernetes Service Clusters should disable Command Invoke",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "apiServerAccessProfile", "disableRunCommand");
    if (value !== true)
      refuse(
        "apiServerAccessProfile.disableRunCommand is not true: Azure would run commands as administrator.",
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { apiServerAccessProfile: { disableRunCommand: true } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { apiServerAccessProfile: { disableRunCommand: false } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(
        whole.first("containerservice:ManagedCluster").props["apiServerAccessProfile"] as object,
        { disableRunCommand: false },
      );
    },
  },
});
