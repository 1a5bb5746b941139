import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Logs are there when they are needed. */
export const logRetention = resourceControl({
  id: "operations-log-retention",
  title: "Workspaces keep logs long enough for an investigation.",
  why: "A break-in is often found months after it happened.",
  remedy: "Set retentionInDays.",
  severity: "medium",
  references: { mcsb: ["LT-6"], threats: ["R-2"] },
  types: ["operationalinsights:Workspace"],
  parameters: {
    days: { type: "number", description: "Days that logs have to be kept at least.", default: 90 },
  },
  check: ({ props }, refuse, { days }) => {
    // A workspace without the property keeps logs for 30 days.
    const kept = Number(at(props, "retentionInDays") ?? 30);
    if (kept < days) refuse(`Logs are kept for ${kept} days. Keep them for ${days} at least.`);
  },
  accepts: [[{ type: "operationalinsights:Workspace", props: { retentionInDays: 90 } }]],
  refuses: [
    [{ type: "operationalinsights:Workspace", props: {} }],
    [{ type: "operationalinsights:Workspace", props: { retentionInDays: 30 } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("operationalinsights:Workspace").props["retentionInDays"] = 30;
    },
  },
});
