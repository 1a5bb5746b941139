import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Sets of an application gateway (learn.microsoft.com web-application-firewall/ag/upgrade-ruleset-version, read 2026-11-21). */
const ruleSets = [
  "OWASP",
  "Microsoft_DefaultRuleSet",
  "Microsoft_BotManagerRuleSet",
  "Microsoft_HTTPDDoSRuleSet",
];
/** Those of which a policy takes exactly one. */
const primary = ["OWASP", "Microsoft_DefaultRuleSet"];

const onePrimarySet: Rule = ({ inputs, name }) => {
  const types = textsAt(inputs, "managedRules.managedRuleSets[].ruleSetType");
  const chosen = types.filter((type) => primary.includes(type));
  if (chosen.length === 1) return;
  throw new ArmError(
    "ApplicationGatewayFirewallInvalidManagedRuleSets",
    400,
    `WAF policy '${name}' has ${chosen.length} of the rule sets ${primary.join(", ")}; it takes exactly one.`,
  );
};

const setsHaveVersions: Rule = ({ inputs, name }) => {
  const without = objectsAt(inputs, "managedRules.managedRuleSets[]").find(
    (set) => textAt(set, "ruleSetVersion") === undefined,
  );
  if (!without) return;
  throw new ArmError(
    "ApplicationGatewayFirewallInvalidManagedRuleSets",
    400,
    `Rule set '${textAt(without, "ruleSetType")}' of WAF policy '${name}' names no version.`,
  );
};

export const applicationGatewayWafPolicy = define("azure-native:network:WebApplicationFirewallPolicy", {
  location: "regional",
  required: ["managedRules"],
  rules: [
    oneOf("policySettings.mode", ["Prevention", "Detection"]),
    oneOf("policySettings.state", ["Enabled", "Disabled"]),
    oneOf("managedRules.managedRuleSets[].ruleSetType", ruleSets),
    onePrimarySet,
    setsHaveVersions,
  ],
  inUse: { code: "WebApplicationFirewallPolicyInUse" },
  outputs: ({ id }) => ({ id }),
});
