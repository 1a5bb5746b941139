import { resourceControl } from "../../define.ts";
import { at, list } from "../../read.ts";

/** A group that is told has somebody in it. */
export const alertReceivers = resourceControl({
  id: "operations-alert-receivers",
  title: "Every action group is on and has a receiver.",
  why: "All alerts go to the group; when it is empty, none of them arrives.",
  remedy: "Add a receiver.",
  severity: "high",
  references: { mcsb: ["IR-2"], threats: ["R-1", "D-3"] },
  types: ["monitor:ActionGroup"],
  check: ({ props }, refuse) => {
    if (at(props, "enabled") === false) refuse("The group is off. Set enabled to true.");
    const receivers = Object.keys(props)
      .filter((key) => key.endsWith("Receivers"))
      .flatMap((key) => list(at(props, key)));
    if (receivers.length === 0) refuse("The group has no receiver. Add one.");
  },
  accepts: [
    [
      {
        type: "monitor:ActionGroup",
        props: { enabled: true, emailReceivers: [{ emailAddress: "a@b.example" }] },
      },
    ],
  ],
  refuses: [
    [{ type: "monitor:ActionGroup", props: { enabled: true, emailReceivers: [] } }],
    [{ type: "monitor:ActionGroup", props: { enabled: false, armRoleReceivers: [{ name: "owners" }] } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("monitor:ActionGroup").props["armRoleReceivers"] = [];
    },
  },
});
