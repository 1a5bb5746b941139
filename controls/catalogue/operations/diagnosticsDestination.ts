import { resourceControl } from "../../define.ts";
import { at, list } from "../../read.ts";

const destinations = [
  "workspaceId",
  "storageAccountId",
  "eventHubAuthorizationRuleId",
  "marketplacePartnerId",
];

/** A setting says what to send, and where to. */
export const diagnosticsDestination = resourceControl({
  id: "operations-diagnostics-destination",
  title: "A diagnostic setting sends something to a workspace.",
  why: "Logs that nobody can query find nothing; a setting in which everything is off sends nothing.",
  remedy: "Set workspaceId and enable at least one category.",
  severity: "medium",
  references: { mcsb: ["LT-5"], threats: ["R-1"] },
  types: ["monitor:DiagnosticSetting", "monitor:SubscriptionDiagnosticSetting"],
  parameters: {
    workspace: {
      type: "switch",
      description: "Whether it has to be a Log Analytics workspace.",
      default: true,
    },
  },
  check: ({ props }, refuse, { workspace }) => {
    const wanted = workspace ? ["workspaceId"] : destinations;
    if (!wanted.some((path) => typeof at(props, path) === "string"))
      refuse(`The setting names none of ${wanted.join(", ")}. Set one.`);
    const entries = [...list(at(props, "logs")), ...list(at(props, "metrics"))];
    if (!entries.some((entry) => at(entry, "enabled") === true))
      refuse("Nothing is enabled in the setting. Enable a category of logs or metrics.");
  },
  accepts: [
    [
      {
        type: "monitor:DiagnosticSetting",
        props: { workspaceId: "/workspace", logs: [{ category: "AuditEvent", enabled: true }] },
      },
    ],
  ],
  refuses: [
    [{ type: "monitor:DiagnosticSetting", props: { logs: [{ category: "AuditEvent", enabled: true }] } }],
    [
      {
        type: "monitor:DiagnosticSetting",
        props: { workspaceId: "/workspace", logs: [{ category: "AuditEvent", enabled: false }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      delete whole.first("monitor:DiagnosticSetting").props["workspaceId"];
    },
  },
});
