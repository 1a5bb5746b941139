import { resourceControl } from "../../define.ts";
import { at, isText, list } from "../../read.ts";
import type { Properties } from "../../types.ts";
import { bothOf, isEveryAddress, isEveryPort } from "./rules.ts";

/** A rule without a source port has all of them. */
function deniesEverything(rule: Properties): boolean {
  const sourcePorts = bothOf(rule, "sourcePortRange", "sourcePortRanges");
  return (
    isText(at(rule, "access"), "Deny") &&
    at(rule, "protocol") === "*" &&
    bothOf(rule, "sourceAddressPrefix", "sourceAddressPrefixes").some(isEveryAddress) &&
    (sourcePorts.length === 0 || sourcePorts.some(isEveryPort)) &&
    bothOf(rule, "destinationAddressPrefix", "destinationAddressPrefixes").some(isEveryAddress) &&
    bothOf(rule, "destinationPortRange", "destinationPortRanges").some(isEveryPort)
  );
}

const directions = ["Inbound", "Outbound"] as const;

/** A security group closes both directions itself. */
export const securityGroupClosed = resourceControl({
  id: "network-security-group-closed",
  title: "A security group denies, in both directions, what none of its rules allows.",
  why: "Azure's own last rules allow everything within the network and out to the Internet.",
  remedy: "Add a rule for each direction that denies everything, with the largest priority of all.",
  severity: "high",
  references: { mcsb: ["NS-1"], threats: ["E-3"] },
  types: ["network:NetworkSecurityGroup"],
  check: ({ props }, refuse) => {
    const rules = list(at(props, "securityRules"));
    for (const direction of directions) {
      const mine = rules.filter((rule) => isText(at(rule, "direction"), direction));
      const closing = mine.find(deniesEverything);
      if (closing === undefined)
        refuse(`No rule denies everything ${direction.toLowerCase()}: Azure's default rules allow the rest.`);
      else if (mine.some((rule) => Number(at(rule, "priority")) > Number(at(closing, "priority"))))
        refuse(
          `Rules stand behind the one that denies everything ${direction.toLowerCase()}, and never apply. Give it the largest priority.`,
        );
    }
  },
  accepts: [
    [
      {
        type: "network:NetworkSecurityGroup",
        props: {
          securityRules: directions.map((direction) => ({
            name: "deny",
            access: "Deny",
            direction,
            priority: 4096,
            protocol: "*",
            sourceAddressPrefix: "*",
            destinationAddressPrefix: "*",
            destinationPortRange: "*",
          })),
        },
      },
    ],
  ],
  refuses: [[{ type: "network:NetworkSecurityGroup", props: {} }]],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const group = whole.first("network:NetworkSecurityGroup");
      const rules = group.props["securityRules"] as { name: string }[];
      group.props["securityRules"] = rules.filter(({ name }) => name !== "deny-all-outbound");
    },
  },
});
