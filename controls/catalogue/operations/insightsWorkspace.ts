import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Telemetry lies beside the logs. */
export const insightsWorkspace = resourceControl({
  id: "operations-insights-workspace",
  title: "Application Insights keeps its telemetry in a workspace.",
  why: "Telemetry elsewhere is not joined with logs, and follows neither their retention nor their access rights.",
  remedy: "Set workspaceResourceId.",
  severity: "low",
  references: { mcsb: ["LT-5"], threats: ["R-2"] },
  types: ["applicationinsights:Component"],
  azurePolicy: [
    {
      definition: "d550e854-df1a-4de9-bf44-cd894b39a95e",
      name: "Azure Monitor Logs for Application Insights should be linked to a Log Analytics workspace",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const id = at(props, "workspaceResourceId");
    if (typeof id !== "string" || id === "") refuse("workspaceResourceId is not set. Name a workspace.");
  },
  accepts: [[{ type: "applicationinsights:Component", props: { workspaceResourceId: "/workspace" } }]],
  refuses: [[{ type: "applicationinsights:Component", props: {} }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      delete whole.first("applicationinsights:Component").props["workspaceResourceId"];
    },
  },
});
