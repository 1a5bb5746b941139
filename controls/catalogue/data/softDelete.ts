import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

const policies = ["deleteRetentionPolicy", "containerDeleteRetentionPolicy"] as const;

/** Deleted blobs come back. */
export const softDelete = resourceControl({
  id: "data-blob-soft-delete",
  title: "Deleted blobs and containers are kept for some days.",
  why: "A script with the wrong prefix deletes faster than anybody can stop it.",
  remedy: "Enable deleteRetentionPolicy and containerDeleteRetentionPolicy with enough days.",
  severity: "medium",
  references: { mcsb: ["BR-2"], threats: ["T-3"] },
  types: ["storage:BlobServiceProperties"],
  azurePolicy: [
    {
      definition: "9fbd64e3-67b8-489b-98e5-fa0007d17e76",
      name: "Configure soft delete for blobs and containers on Storage Accounts",
      effect: "DeployIfNotExists",
      parameters: { blobRetentionDays: 30, containerRetentionDays: 30 },
    },
  ],
  parameters: {
    days: { type: "number", description: "Days that they have to be kept at least.", default: 7 },
  },
  check: ({ props }, refuse, { days }) => {
    for (const policy of policies) {
      const kept = at(props, policy, "enabled") === true ? Number(at(props, policy, "days")) : 0;
      if (!(kept >= days))
        refuse(`${policy} keeps what is deleted for ${kept} days. Enable it for ${days} at least.`);
    }
  },
  accepts: [
    [
      {
        type: "storage:BlobServiceProperties",
        props: {
          deleteRetentionPolicy: { enabled: true, days: 30 },
          containerDeleteRetentionPolicy: { enabled: true, days: 30 },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "storage:BlobServiceProperties", props: {} }],
    [
      {
        type: "storage:BlobServiceProperties",
        props: {
          deleteRetentionPolicy: { enabled: true, days: 1 },
          containerDeleteRetentionPolicy: { enabled: true, days: 30 },
        },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("storage:BlobServiceProperties").props["deleteRetentionPolicy"] = { enabled: false };
    },
  },
});
