import { resourceControl } from "../../define.ts";
import { at, every, isText, list, texts } from "../../read.ts";
import { isEverywhere } from "./rules.ts";

/** No firewall rule allows everything. */
export const firewallRulesNarrow = resourceControl({
  id: "network-firewall-rules-narrow",
  title: "No firewall rule allows traffic to everywhere or from everywhere.",
  why: "One such rule undoes the list of allowed hosts: data can leave to anybody.",
  remedy: "Name the hosts or ranges, and the sources by an IP group or range.",
  severity: "critical",
  references: { mcsb: ["NS-3"], threats: ["I-2", "E-3"] },
  types: ["network:FirewallPolicyRuleCollectionGroup"],
  check: ({ props }, refuse) => {
    const rules = list(at(props, "ruleCollections"))
      .filter((collection) => isText(at(collection, "action", "type"), "Allow"))
      .flatMap((collection) => list(at(collection, "rules")));
    every(
      ...rules.map((rule) => () => {
        const targets = ["destinationAddresses", "targetFqdns", "destinationFqdns", "targetUrls"].flatMap(
          (key) => texts(at(rule, key)),
        );
        const open = targets.find(isEverywhere);
        const label = String(at(rule, "name"));
        if (open !== undefined)
          refuse(`The rule ${label} allows '${open}' as its destination. Name the hosts.`);
        if (texts(at(rule, "sourceAddresses")).some(isEverywhere))
          refuse(`The rule ${label} allows every source. Name the ranges that need it.`);
      }),
    );
  },
  accepts: [
    [
      {
        type: "network:FirewallPolicyRuleCollectionGroup",
        props: {
          ruleCollections: [
            {
              action: { type: "Allow" },
              rules: [
                { name: "images", sourceIpGroups: ["/nodes"], targetFqdns: ["*.data.mcr.microsoft.com"] },
              ],
            },
            {
              action: { type: "Deny" },
              rules: [{ name: "ports", sourceAddresses: ["*"], destinationAddresses: ["*"] }],
            },
          ],
        },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "network:FirewallPolicyRuleCollectionGroup",
        props: {
          ruleCollections: [
            {
              action: { type: "Allow" },
              rules: [{ name: "out", sourceAddresses: ["10.0.0.0/8"], targetFqdns: ["*"] }],
            },
          ],
        },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const group = whole.first("network:FirewallPolicyRuleCollectionGroup");
      const [collection] = group.props["ruleCollections"] as { rules: { targetFqdns?: string[] }[] }[];
      const rule = collection?.rules.find(({ targetFqdns }) => targetFqdns !== undefined);
      rule?.targetFqdns?.push("*");
    },
  },
});
