import { resourceControl } from "../../define.ts";
import { at, isText, list } from "../../read.ts";

/** Attacks that everybody knows are stopped, and bots that everybody knows. */
export const wafManagedRules = resourceControl({
  id: "edge-waf-managed-rules",
  title: "The web application firewall has Microsoft's rule sets against known attacks and bots.",
  why: "Rules of one's own know yesterday's attack; these are kept up to date.",
  remedy: "Add the rule sets to managedRules.managedRuleSets, with ruleSetAction 'Block'.",
  severity: "high",
  references: { mcsb: ["NS-6"], threats: ["T-1", "D-2"] },
  types: ["frontdoor:Policy"],
  azurePolicy: [
    {
      definition: "27f7fb01-5fdb-44ad-954c-d582f8659533",
      name: "Bot Protection should be enabled for Azure Front Door WAF",
      effect: "Audit",
    },
  ],
  parameters: {
    ruleSets: {
      type: "list",
      description: "Rule sets that have to be there.",
      default: ["Microsoft_DefaultRuleSet", "Microsoft_BotManagerRuleSet"],
    },
  },
  check: ({ props }, refuse, { ruleSets }) => {
    const present = list(at(props, "managedRules", "managedRuleSets"));
    for (const wanted of ruleSets) {
      const set = present.find((entry) => isText(at(entry, "ruleSetType"), wanted));
      if (set === undefined) refuse(`The rule set ${wanted} is missing. Add it.`);
      else if (isText(at(set, "ruleSetAction"), "Log"))
        refuse(`The rule set ${wanted} only writes down. Set ruleSetAction to 'Block'.`);
    }
  },
  accepts: [
    [
      {
        type: "frontdoor:Policy",
        props: {
          managedRules: {
            managedRuleSets: [
              { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetAction: "Block" },
              { ruleSetType: "Microsoft_BotManagerRuleSet" },
            ],
          },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "frontdoor:Policy", props: {} }],
    [
      {
        type: "frontdoor:Policy",
        props: {
          managedRules: {
            managedRuleSets: [
              { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetAction: "Log" },
              { ruleSetType: "Microsoft_BotManagerRuleSet" },
            ],
          },
        },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      const rules = whole.first("frontdoor:Policy").props["managedRules"] as { managedRuleSets: unknown[] };
      rules.managedRuleSets.pop();
    },
  },
});
