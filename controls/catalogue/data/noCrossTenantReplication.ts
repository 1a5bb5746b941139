import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Storage does not copy itself to somebody else. */
export const noCrossTenantReplication = resourceControl({
  id: "data-no-cross-tenant-replication",
  title: "A storage account is never replicated into another tenant.",
  why: "Object replication would carry data out on Azure's own network, past firewall and flow logs.",
  remedy: "Set allowCrossTenantReplication to false.",
  severity: "high",
  references: { mcsb: ["DP-2"], threats: ["I-2"] },
  types: ["storage:StorageAccount"],
  azurePolicy: [
    {
      definition: "92a89a79-6c52-4a7e-a03f-61306fc49312",
      name: "Storage accounts should prevent cross tenant object replication",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    if (at(props, "allowCrossTenantReplication") !== false)
      refuse("allowCrossTenantReplication is not false: data could be copied into another tenant. Set it.");
  },
  accepts: [[{ type: "storage:StorageAccount", props: { allowCrossTenantReplication: false } }]],
  refuses: [[{ type: "storage:StorageAccount", props: {} }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("storage:StorageAccount").props["allowCrossTenantReplication"] = true;
    },
  },
});
