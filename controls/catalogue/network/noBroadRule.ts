import { stackControl } from "../../define.ts";
import { at, every } from "../../read.ts";
import type { Properties } from "../../types.ts";
import { gatewayTypes, servesOnlyGateways } from "./gatewaySubnets.ts";
import { allows, bothOf, everyRule, isEverywhere, isEveryPort } from "./rules.ts";

function isBroad(rule: Properties): boolean {
  const everywhere = bothOf(rule, "destinationAddressPrefix", "destinationAddressPrefixes").some(
    isEverywhere,
  );
  const ports = bothOf(rule, "destinationPortRange", "destinationPortRanges");
  return allows(rule, "Outbound") && everywhere && (ports.some(isEveryPort) || at(rule, "protocol") === "*");
}

/** No rule allows all ports to or from everywhere. */
export const noBroadRule = stackControl({
  id: "network-no-broad-rule",
  title: "No security rule lets everything out to everywhere.",
  why: "A rule without destination and port is no rule: what gets into the subnet can talk to anybody.",
  remedy: "Name destination and ports.",
  severity: "high",
  references: { mcsb: ["NS-1"], threats: ["I-2", "E-3"] },
  types: ["network:NetworkSecurityGroup", "network:SecurityRule", ...gatewayTypes],
  check: (whole, refuse) =>
    every(
      ...whole.ofType("network:NetworkSecurityGroup", "network:SecurityRule").map((group) => () => {
        const broad: string[] = [];
        everyRule(group, (rule, label) => {
          if (isBroad(rule)) broad.push(label);
        });
        // Only now ask whose it is: in a preview that is often not known.
        if (broad.length === 0 || servesOnlyGateways(whole, group, "networkSecurityGroup")) return;
        for (const label of broad)
          refuse(
            group,
            `The rule ${label} lets everything out to everywhere. Name destination, protocol and ports.`,
          );
      }),
    ),
  accepts: [
    [
      {
        type: "network:SecurityRule",
        props: {
          access: "Allow",
          direction: "Outbound",
          protocol: "Tcp",
          destinationAddressPrefix: "Internet",
          destinationPortRange: "443",
        },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "network:SecurityRule",
        props: {
          access: "Allow",
          direction: "Outbound",
          protocol: "Tcp",
          destinationAddressPrefix: "*",
          destinationPortRange: "*",
        },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const group = whole.first("network:NetworkSecurityGroup");
      (group.props["securityRules"] as object[]).push({
        name: "everything",
        access: "Allow",
        direction: "Outbound",
        priority: 300,
        protocol: "*",
        sourceAddressPrefix: "10.10.0.0/24",
        sourcePortRange: "*",
        destinationAddressPrefix: "Internet",
        destinationPortRange: "*",
      });
    },
  },
});
