import { retiringTag } from "../../../lib/retiring.ts";
import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** What keeps the records of a region, and goes with it. */
const records = ["monitor:AzureMonitorWorkspace", "operationalinsights:Workspace"];

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
  check: ({ name, type, protect, props }, refuse) => {
    // The last deployment before the records of a region go takes their protection away, and marks them.
    if (records.includes(type) && at(props, "tags", retiringTag.name) === retiringTag.value) return;
    if (!protect) refuse(`${name} is not protected: an update could delete it. Set the option protect.`);
  },
  accepts: [
    [{ type: "cosmosdb:DatabaseAccount", protect: true, props: {} }],
    [{ type: "operationalinsights:Workspace", props: { tags: { [retiringTag.name]: retiringTag.value } } }],
  ],
  refuses: [
    [{ type: "cosmosdb:DatabaseAccount", props: {} }],
    [{ type: "operationalinsights:Workspace", props: { tags: {} } }],
    [{ type: "cosmosdb:DatabaseAccount", props: { tags: { [retiringTag.name]: retiringTag.value } } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cosmosdb:SqlResourceSqlContainer").protect = false;
    },
  },
});
