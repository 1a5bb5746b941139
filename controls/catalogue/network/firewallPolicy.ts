import { resourceControl } from "../../define.ts";
import { at, list, refersToSomething } from "../../read.ts";

const classic = ["applicationRuleCollections", "networkRuleCollections", "natRuleCollections"] as const;

/** The firewall's rules come from a policy, where the organisation's come first. */
export const firewallPolicy = resourceControl({
  id: "network-firewall-policy",
  title: "A firewall takes its rules from a policy.",
  why: "Rules on the firewall itself know no parent: what the organisation forbids everywhere does not bind them.",
  remedy: "Set firewallPolicy.id and move rule collections into the policy.",
  severity: "high",
  references: { mcsb: ["NS-3"], threats: ["T-4"] },
  types: ["network:AzureFirewall"],
  azurePolicy: [
    {
      definition: "794d77cc-fe65-4801-8514-230c0be387a8",
      name: "Azure Firewall Classic Rules should be migrated to Firewall Policy",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    const own = classic.filter((collection) => list(at(props, collection)).length > 0);
    if (own.length > 0)
      refuse(`The firewall has rules of its own in ${own.join(", ")}. Move them into the policy.`);
    if (!refersToSomething(at(props, "firewallPolicy")))
      refuse("The firewall has no policy. Set firewallPolicy.id.");
  },
  accepts: [[{ type: "network:AzureFirewall", props: { firewallPolicy: { id: "/policy" } } }]],
  refuses: [
    [{ type: "network:AzureFirewall", props: {} }],
    [
      {
        type: "network:AzureFirewall",
        props: { firewallPolicy: { id: "/policy" }, networkRuleCollections: [{ name: "old" }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      delete whole.first("network:AzureFirewall").props["firewallPolicy"];
    },
  },
});
