import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Storage is not read in the clear. */
export const storageHttpsOnly = resourceControl({
  id: "data-storage-https-only",
  title: "A storage account answers over HTTPS only.",
  why: "Over HTTP, tokens and data cross the network in the clear.",
  remedy: "Set enableHttpsTrafficOnly to true.",
  severity: "high",
  references: { mcsb: ["DP-3"], threats: ["I-1"] },
  types: ["storage:StorageAccount"],
  azurePolicy: [
    {
      definition: "404c3081-a854-4457-ae30-26a93ef643f9",
      name: "Secure transfer to storage accounts should be enabled",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    // Accounts made by older versions of the API have it off, so that leaving it out says nothing.
    if (at(props, "enableHttpsTrafficOnly") !== true)
      refuse("enableHttpsTrafficOnly is not true: the account would answer over HTTP. Set it.");
  },
  accepts: [[{ type: "storage:StorageAccount", props: { enableHttpsTrafficOnly: true } }]],
  refuses: [
    [{ type: "storage:StorageAccount", props: {} }],
    [{ type: "storage:StorageAccount", props: { enableHttpsTrafficOnly: false } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("storage:StorageAccount").props["enableHttpsTrafficOnly"] = false;
    },
  },
});
