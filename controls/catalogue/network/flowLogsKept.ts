import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Flow logs are kept for as long as an investigation needs. */
export const flowLogsKept = resourceControl({
  id: "network-flow-logs-kept",
  title: "Flow logs are kept long enough and analysed.",
  why: "A break-in is found weeks after it happened; raw logs that nobody queries do not find it at all.",
  remedy: "Set retentionPolicy to enabled with enough days, and enable flowAnalyticsConfiguration.",
  severity: "medium",
  references: { mcsb: ["LT-4", "LT-6"], threats: ["R-2"] },
  types: ["network:FlowLog"],
  azurePolicy: [
    {
      definition: "2f080164-9f4d-497e-9db6-416dc9f7b48a",
      name: "Network Watcher flow logs should have traffic analytics enabled",
      effect: "Audit",
    },
  ],
  parameters: {
    days: {
      type: "number",
      description: "Days that logs have to be kept at least; 0 in a flow log means for ever.",
      default: 90,
    },
  },
  check: ({ props }, refuse, { days }) => {
    const kept =
      at(props, "retentionPolicy", "enabled") === true ? Number(at(props, "retentionPolicy", "days")) : 0;
    if (kept !== 0 && kept < days)
      refuse(`Flow logs are kept for ${kept} days. Keep them for ${days} at least.`);
    const analytics = ["flowAnalyticsConfiguration", "networkWatcherFlowAnalyticsConfiguration", "enabled"];
    if (at(props, ...analytics) !== true)
      refuse(`${analytics.join(".")} is not true: nobody can query the flows.`);
  },
  accepts: [
    [
      {
        type: "network:FlowLog",
        props: {
          retentionPolicy: { enabled: true, days: 90 },
          flowAnalyticsConfiguration: { networkWatcherFlowAnalyticsConfiguration: { enabled: true } },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "network:FlowLog", props: {} }],
    [
      {
        type: "network:FlowLog",
        props: {
          retentionPolicy: { enabled: true, days: 7 },
          flowAnalyticsConfiguration: { networkWatcherFlowAnalyticsConfiguration: { enabled: true } },
        },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:FlowLog").props["retentionPolicy"] = { enabled: true, days: 7 };
    },
  },
});
