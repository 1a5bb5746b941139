import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Routes that a gateway learns do not override the way through the firewall. */
export const noRoutePropagation = resourceControl({
  id: "network-no-route-propagation",
  title: "A route table takes no routes from gateways.",
  why: "A route that a gateway learns is narrower than the default route and wins: traffic leaves past the firewall without a change of ours.",
  remedy: "Set disableBgpRoutePropagation to true.",
  severity: "medium",
  references: { mcsb: ["NS-3"], threats: ["I-2"] },
  types: ["network:RouteTable"],
  check: ({ props }, refuse) => {
    if (at(props, "disableBgpRoutePropagation") !== true)
      refuse("disableBgpRoutePropagation is not true: learned routes can lead past the firewall.");
  },
  accepts: [[{ type: "network:RouteTable", props: { disableBgpRoutePropagation: true } }]],
  refuses: [
    [{ type: "network:RouteTable", props: {} }],
    [{ type: "network:RouteTable", props: { disableBgpRoutePropagation: false } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:RouteTable").props["disableBgpRoutePropagation"] = false;
    },
  },
});
