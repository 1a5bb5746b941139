import { stackControl } from "../../define.ts";
import { at, every, list, texts } from "../../read.ts";
import type { Properties } from "../../types.ts";

/** Somebody hears of it when money flows. */
export const budget = stackControl({
  id: "operations-budget",
  title: "A stack that costs money has a budget that tells somebody.",
  why: "Stolen credentials are first used to rent machines; the bill is where it shows.",
  remedy: "Add a Budget with an enabled notification and a contact.",
  severity: "low",
  enforcement: "advisory",
  references: {
    mcsb: [],
    threats: ["S-1", "D-1"],
    pages: ["learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets"],
  },
  types: ["consumption:Budget", "resources:ResourceGroup"],
  check: (whole, refuse) => {
    const budgets = whole.ofType("consumption:Budget");
    if (budgets.length === 0) refuse(undefined, "The stack has no budget. Add one.");
    every(
      ...budgets.map((one) => () => {
        const notifications = (at(one.props, "notifications") ?? {}) as Properties;
        const told = Object.keys(notifications).some(
          (key) =>
            at(notifications, key, "enabled") === true &&
            ["contactEmails", "contactGroups", "contactRoles"].some((contacts) => {
              const value = at(notifications, key, contacts);
              return texts(value).length > 0 || list(value).length > 0;
            }),
        );
        if (!told) refuse(one, "The budget tells nobody. Enable a notification with a contact.");
      }),
    );
  },
  accepts: [
    [
      { type: "resources:ResourceGroup", props: {} },
      {
        type: "consumption:Budget",
        props: { notifications: { half: { enabled: true, contactRoles: ["Owner"] } } },
      },
    ],
  ],
  refuses: [
    [{ type: "resources:ResourceGroup", props: {} }],
    [{ type: "consumption:Budget", props: { notifications: { half: { enabled: true, contactRoles: [] } } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => whole.remove(whole.first("consumption:Budget")),
  },
});
