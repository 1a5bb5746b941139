import { resourceControl } from "../../define.ts";
import { at, isText, quote } from "../../read.ts";

/** A firewall policy denies what intrusion detection finds. */
export const firewallIntrusionDetection = resourceControl({
  id: "network-firewall-intrusion-detection",
  title: "A firewall policy denies what intrusion detection finds.",
  why: "In alert mode an attack is written down and let through.",
  remedy: "Set intrusionDetection.mode to 'Deny'.",
  severity: "high",
  references: { mcsb: ["NS-4"], threats: ["T-1"] },
  types: ["network:FirewallPolicy"],
  check: ({ props }, refuse) => {
    if (!isText(at(props, "sku", "tier"), "Premium")) return;
    const mode = at(props, "intrusionDetection", "mode");
    if (!isText(mode, "Deny"))
      refuse(
        `intrusionDetection.mode is ${mode === undefined ? "not set" : quote(mode)}: intrusions are let through. Set it to 'Deny'.`,
      );
  },
  accepts: [
    [
      {
        type: "network:FirewallPolicy",
        props: { intrusionDetection: { mode: "Deny" }, sku: { tier: "Premium" } },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "network:FirewallPolicy",
        props: { intrusionDetection: { mode: "Alert" }, sku: { tier: "Premium" } },
      },
    ],
    [{ type: "network:FirewallPolicy", props: { sku: { tier: "Premium" } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:FirewallPolicy").props["intrusionDetection"] = { mode: "Alert" };
    },
  },
});
