import { resourceControl } from "../../define.ts";
import { at, every, isText, list, texts } from "../../read.ts";
import { isEverywhere, isOpenOnPurpose } from "./rules.ts";

/** No firewall rule allows everything. */
export const firewallRulesNarrow = resourceControl({
  id: "network-firewall-rules-narrow",
  title: "No firewall rule allows traffic to everywhere or from everywhere.",
  why: "One such rule undoes the list of allowed hosts: data can leave to anybody.",
  remedy:
    "Name the hosts or ranges, and the sources by an IP group or range; ports that are open on purpose in openPorts.",
  severity: "critical",
  references: { mcsb: ["NS-3"], threats: ["I-2", "E-3"] },
  types: ["network:FirewallPolicyRuleCollectionGroup"],
  parameters: {
    openPorts: {
      type: "list",
      description: "Ports on which the firewall may hand on requests from everywhere: for example 443.",
      default: [],
    },
  },
  check: ({ props }, refuse, { openPorts }) => {
    const rulesOf = (action: "Allow" | "DNAT") =>
      list(at(props, "ruleCollections"))
        .filter((collection) => isText(at(collection, "action", "type"), action))
        .flatMap((collection) => list(at(collection, "rules")));
    const rules = rulesOf("Allow");
    every(
      ...rulesOf("DNAT").map((rule) => () => {
        const source = texts(at(rule, "sourceAddresses")).find(isEverywhere);
        const ports = texts(at(rule, "destinationPorts"));
        if (source !== undefined && !isOpenOnPurpose(ports, openPorts))
          refuse(
            `The rule ${String(at(rule, "name"))} hands on requests from '${source}' on ports ${ports.join(", ")}. Name who may come.`,
          );
      }),
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
            {
              action: { type: "DNAT" },
              rules: [{ name: "https", sourceAddresses: ["203.0.113.0/24"], destinationPorts: ["443"] }],
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
    [
      {
        type: "network:FirewallPolicyRuleCollectionGroup",
        props: {
          ruleCollections: [
            {
              action: { type: "DNAT" },
              rules: [{ name: "https", sourceAddresses: ["*"], destinationPorts: ["443"] }],
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
