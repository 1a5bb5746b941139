import { resourceControl } from "../../define.ts";
import { at, list } from "../../read.ts";

/** A database with several regions survives one of them. */
export const cosmosFailover = resourceControl({
  id: "data-cosmos-failover",
  title: "A Cosmos DB account with several regions writes in all of them or fails over by itself.",
  why: "Otherwise writes stop with the one region that takes them, until somebody notices.",
  remedy: "Set enableMultipleWriteLocations or enableAutomaticFailover to true.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/reliability/reliability-cosmos-db-nosql"],
  },
  types: ["cosmosdb:DatabaseAccount"],
  check: ({ props }, refuse) => {
    const several = list(at(props, "locations")).length > 1;
    const survives =
      at(props, "enableMultipleWriteLocations") === true || at(props, "enableAutomaticFailover") === true;
    if (several && !survives)
      refuse(
        "The account has several regions and neither enableMultipleWriteLocations nor enableAutomaticFailover. Set one.",
      );
  },
  accepts: [
    [{ type: "cosmosdb:DatabaseAccount", props: { locations: [{ locationName: "eastus" }] } }],
    [
      {
        type: "cosmosdb:DatabaseAccount",
        props: {
          locations: [{ locationName: "eastus" }, { locationName: "westus3" }],
          enableAutomaticFailover: true,
        },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "cosmosdb:DatabaseAccount",
        props: { locations: [{ locationName: "eastus" }, { locationName: "westus3" }] },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      const { props } = whole.first("cosmosdb:DatabaseAccount");
      props["enableMultipleWriteLocations"] = false;
      props["enableAutomaticFailover"] = false;
    },
  },
});
