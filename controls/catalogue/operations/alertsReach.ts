import { resourceControl } from "../../define.ts";
import { at, every, list, quote } from "../../read.ts";
import type { Properties } from "../../types.ts";

const named = (value: unknown): boolean => typeof value === "string" && value !== "";
const groupOf = (action: Properties): unknown => at(action, "actionGroupId");

/** Where an alert of each type names the groups that it tells. */
const groups: Readonly<Record<string, (props: Properties) => readonly unknown[]>> = {
  "monitor:MetricAlert": (props) => list(at(props, "actions")).map(groupOf),
  "monitor:ActivityLogAlert": (props) => list(at(props, "actions", "actionGroups")).map(groupOf),
  "monitor:ScheduledQueryRule": (props) => list(at(props, "actions", "actionGroups")),
};

/** An alert tells somebody. */
export const alertsReach = resourceControl({
  id: "operations-alerts-reach",
  title: "Every alert is on and tells somebody.",
  why: "An alert without receiver is a dashboard that nobody looks at.",
  remedy: "Name an action group, and leave enabled at true.",
  severity: "high",
  references: { mcsb: ["LT-1", "IR-2"], threats: ["R-1", "D-3"] },
  types: [...Object.keys(groups), "alertsmanagement:PrometheusRuleGroup"],
  check: ({ type, props }, refuse) => {
    if (at(props, "enabled") === false) refuse("The alert is off. Remove it, or leave enabled at true.");
    const read = groups[type];
    if (read) {
      if (!read(props).some(named)) refuse("The alert tells nobody. Name an action group.");
      return;
    }
    every(
      ...list(at(props, "rules")).map((rule) => () => {
        const alert = at(rule, "alert");
        // Recording rules compute, and alert about nothing.
        if (alert !== undefined && !list(at(rule, "actions")).map(groupOf).some(named))
          refuse(`The alert ${quote(alert)} tells nobody. Name an action group.`);
      }),
    );
  },
  accepts: [
    [{ type: "monitor:MetricAlert", props: { enabled: true, actions: [{ actionGroupId: "/group" }] } }],
    [{ type: "monitor:ScheduledQueryRule", props: { actions: { actionGroups: ["/group"] } } }],
    [
      {
        type: "alertsmanagement:PrometheusRuleGroup",
        props: { rules: [{ record: "a" }, { alert: "b", actions: [{ actionGroupId: "/group" }] }] },
      },
    ],
  ],
  refuses: [
    [{ type: "monitor:MetricAlert", props: { enabled: true } }],
    [{ type: "monitor:ActivityLogAlert", props: { actions: { actionGroups: [] } } }],
    [
      {
        type: "monitor:ScheduledQueryRule",
        props: { enabled: false, actions: { actionGroups: ["/group"] } },
      },
    ],
    [{ type: "alertsmanagement:PrometheusRuleGroup", props: { rules: [{ alert: "b" }] } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("monitor:MetricAlert").props["actions"] = [];
    },
  },
});
