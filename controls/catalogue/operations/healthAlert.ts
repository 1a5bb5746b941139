import { platformControl } from "../../define.ts";
import { at, textsWithin } from "../../read.ts";

/** Azure's own incidents are heard of. */
export const healthAlert = platformControl({
  id: "operations-health-alert",
  title: "An alert tells when Azure reports an incident.",
  why: "Otherwise hours are spent looking for a fault of one's own.",
  remedy: "Add an ActivityLogAlert on the category ServiceHealth.",
  severity: "medium",
  references: {
    mcsb: ["IR-3"],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/service-health/alerts-activity-log-service-notifications-portal"],
  },
  types: ["monitor:ActivityLogAlert", "monitor:ActionGroup"],
  check: (whole, refuse) => {
    // A stamp alone has alerts of its own; this one belongs to the stack that has whom to tell.
    if (whole.ofType("monitor:ActionGroup").length === 0) return;
    const told = whole
      .ofType("monitor:ActivityLogAlert")
      .some(({ props }) => textsWithin(at(props, "condition")).includes("ServiceHealth"));
    if (!told) refuse(undefined, "No alert tells of incidents in Azure. Add one on ServiceHealth.");
  },
  accepts: [
    [{ type: "monitor:ActivityLogAlert", stack: "stamp-eastus", props: { condition: {} } }],
    [
      { type: "monitor:ActionGroup", props: {} },
      {
        type: "monitor:ActivityLogAlert",
        props: { condition: { allOf: [{ field: "category", equals: "ServiceHealth" }] } },
      },
    ],
  ],
  refuses: [[{ type: "monitor:ActionGroup", props: {} }]],
  breaks: {
    stack: "global",
    change: (whole) =>
      whole.remove(whole.first("monitor:ActivityLogAlert", ({ name }) => name.endsWith("service-health"))),
  },
});
