import { resourceControl } from "../../define.ts";

/** What cannot be made again is not deleted by a program. */
export const protectedState = resourceControl({
  id: "data-protected",
  title: "What holds data that cannot be made again is protected in Pulumi.",
  why: "A renamed resource or a wrong stack name would otherwise delete the database in one update.",
  remedy: "Set the resource option protect.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["T-3", "D-3"],
    pages: ["www.pulumi.com/docs/iac/concepts/resources/options/protect"],
  },
  types: [
    "cosmosdb:DatabaseAccount",
    "cosmosdb:SqlResourceSqlDatabase",
    "cosmosdb:SqlResourceSqlContainer",
    "containerregistry:Registry",
    "monitor:AzureMonitorWorkspace",
    "operationalinsights:Workspace",
  ],
  check: ({ name, protect }, refuse) => {
    if (!protect) refuse(`${name} is not protected: an update could delete it. Set the option protect.`);
  },
  accepts: [[{ type: "cosmosdb:DatabaseAccount", protect: true, props: {} }]],
  refuses: [[{ type: "cosmosdb:DatabaseAccount", props: {} }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cosmosdb:SqlResourceSqlContainer").protect = false;
    },
  },
});
