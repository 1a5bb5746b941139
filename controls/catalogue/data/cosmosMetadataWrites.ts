import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Databases and containers change through Resource Manager only. */
export const cosmosMetadataWrites = resourceControl({
  id: "data-cosmos-metadata-writes",
  title: "Databases, containers and throughput of Cosmos DB change through Resource Manager only.",
  why: "Changes with an account key bypass roles, locks, policies and the activity log.",
  remedy: "Set disableKeyBasedMetadataWriteAccess to true.",
  severity: "high",
  references: { mcsb: ["PA-7", "PV-2"], threats: ["T-4", "R-1"] },
  types: ["cosmosdb:DatabaseAccount"],
  azurePolicy: [
    {
      definition: "4750c32b-89c0-46af-bfcb-2e4541a818d5",
      name: "Azure Cosmos DB key based metadata write access should be disabled",
      effect: "append",
    },
  ],
  check: ({ props }, refuse) => {
    if (at(props, "disableKeyBasedMetadataWriteAccess") !== true)
      refuse("disableKeyBasedMetadataWriteAccess is not true: a key could change containers. Set it.");
  },
  accepts: [[{ type: "cosmosdb:DatabaseAccount", props: { disableKeyBasedMetadataWriteAccess: true } }]],
  refuses: [[{ type: "cosmosdb:DatabaseAccount", props: {} }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      delete whole.first("cosmosdb:DatabaseAccount").props["disableKeyBasedMetadataWriteAccess"];
    },
  },
});
