import { resourceControl } from "../../define.ts";
import { at, isText, list } from "../../read.ts";

/** Who did what in Azure is written down. */
export const activityLog = resourceControl({
  id: "operations-activity-log",
  title: "The subscription's activity log is exported with what an investigation asks for.",
  why: "Azure keeps the activity log for 90 days and joins it with nothing.",
  remedy: "Enable the categories in the SubscriptionDiagnosticSetting.",
  severity: "high",
  references: { mcsb: ["LT-3", "LT-5"], threats: ["T-4", "R-1"] },
  types: ["monitor:SubscriptionDiagnosticSetting"],
  azurePolicy: [
    {
      definition: "41388f1c-2db0-4c25-95b2-35d7f5ccbfa9",
      name: "Azure Monitor should collect activity logs from all regions",
      effect: "AuditIfNotExists",
    },
  ],
  parameters: {
    categories: {
      type: "list",
      description: "Categories that have to be exported.",
      default: ["Administrative", "Security", "Policy", "Alert"],
    },
  },
  check: ({ props }, refuse, { categories }) => {
    const logs = list(at(props, "logs"));
    const missing = categories.filter(
      (category) => !logs.some((log) => isText(at(log, "category"), category) && at(log, "enabled") === true),
    );
    if (missing.length > 0)
      refuse(`The activity log is exported without ${missing.join(", ")}. Enable them.`);
  },
  accepts: [
    [
      {
        type: "monitor:SubscriptionDiagnosticSetting",
        props: {
          logs: ["Administrative", "Security", "Policy", "Alert"].map((category) => ({
            category,
            enabled: true,
          })),
        },
      },
    ],
  ],
  refuses: [
    [{ type: "monitor:SubscriptionDiagnosticSetting", props: {} }],
    [
      {
        type: "monitor:SubscriptionDiagnosticSetting",
        props: { logs: [{ category: "Administrative", enabled: true }] },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      const logs = whole.first("monitor:SubscriptionDiagnosticSetting").props["logs"] as {
        category: string;
      }[];
      logs.splice(
        logs.findIndex(({ category }) => category === "Policy"),
        1,
      );
    },
  },
});
