import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf, prioritiesDiffer, within } from "../../rules/network.ts";
import { define } from "../define.ts";

const { waf: limits } = frontDoorLimits;

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const tierHasTheFeatures: Rule = ({ inputs, name }) => {
  if (textAt(inputs, "sku.name") === "Premium_AzureFrontDoor") return;
  if (objectsAt(inputs, "managedRules.managedRuleSets[]").length > 0)
    refuse(`Firewall policy '${name}': managed rule sets need the SKU Premium_AzureFrontDoor.`);
  if (textsAt(inputs, "customRules.rules[].action").includes("JSChallenge"))
    refuse(`Firewall policy '${name}': the action JSChallenge needs the SKU Premium_AzureFrontDoor.`);
};

/** "Web Application Firewall DRS rule groups and rules" and "bot protection rule set" of Front Door. */
const ruleSets = [
  "Microsoft_DefaultRuleSet",
  "DefaultRuleSet",
  "Microsoft_BotManagerRuleSet",
  "BotProtection",
  "Microsoft_HTTPDDoSRuleSet",
];

const ruleSetsDiffer: Rule = ({ inputs, name }) => {
  const types = textsAt(inputs, "managedRules.managedRuleSets[].ruleSetType");
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) refuse(`Firewall policy '${name}' names the managed rule set '${twice}' twice.`);
  const unversioned = objectsAt(inputs, "managedRules.managedRuleSets[]").find(
    (set) => textAt(set, "ruleSetVersion") === undefined,
  );
  if (unversioned)
    refuse(
      `Firewall policy '${name}': managed rule set '${textAt(unversioned, "ruleSetType")}' names no ruleSetVersion.`,
    );
};

const versionsAreSupported: Rule = ({ inputs, name }) => {
  const supported: Readonly<Record<string, readonly string[]>> = limits.ruleSets;
  for (const set of objectsAt(inputs, "managedRules.managedRuleSets[]")) {
    const type = textAt(set, "ruleSetType") ?? "";
    const version = textAt(set, "ruleSetVersion") ?? "";
    if (supported[type]?.includes(version) === false)
      refuse(
        `Firewall policy '${name}': version ${version} of ${type} is not supported, only ${supported[type].join(", ")}.`,
      );
  }
};

const exclusionsAreFew: Rule = ({ inputs, name }) => {
  const count = [
    "managedRules.managedRuleSets[].exclusions[]",
    "managedRules.managedRuleSets[].ruleGroupOverrides[].exclusions[]",
    "managedRules.managedRuleSets[].ruleGroupOverrides[].rules[].exclusions[]",
  ].flatMap((path) => objectsAt(inputs, path)).length;
  if (count > limits.exclusions)
    refuse(`Firewall policy '${name}' has ${count} exclusions; ${limits.exclusions} are allowed.`);
};

const customRulesAreSound: Rule = ({ inputs, name }) => {
  const rules = objectsAt(inputs, "customRules.rules[]");
  if (rules.length > limits.customRules)
    refuse(`Firewall policy '${name}' has ${rules.length} custom rules; ${limits.customRules} are allowed.`);
  const regex = rules.filter((rule) => textsAt(rule, "matchConditions[].operator").includes("RegEx"));
  if (regex.length > limits.regexRules)
    refuse(
      `Firewall policy '${name}' has ${regex.length} rules with regular expressions; ${limits.regexRules} are allowed.`,
    );
  const names = rules.map((rule) => textAt(rule, "name") ?? "");
  const twice = names.find((rule, index) => names.indexOf(rule) !== index);
  if (twice !== undefined) refuse(`Firewall policy '${name}' has two custom rules called '${twice}'.`);
  for (const rule of rules) {
    const ruleName = textAt(rule, "name") ?? "";
    if (!/^[A-Za-z][A-Za-z0-9]{0,127}$/.test(ruleName))
      refuse(
        `Custom rule '${ruleName}' of firewall policy '${name}': a name begins with a letter and has letters and digits only.`,
      );
    if ((numberAt(rule, "priority") ?? 0) < 1)
      refuse(`Custom rule '${ruleName}' of firewall policy '${name}' needs a priority of 1 or more.`);
    const conditions = objectsAt(rule, "matchConditions[]");
    if (conditions.length === 0 || conditions.length > limits.conditionsPerRule) {
      refuse(
        `Custom rule '${ruleName}' of firewall policy '${name}' has ${conditions.length} match conditions; it takes 1 to ${limits.conditionsPerRule}.`,
      );
    }
    for (const condition of conditions) {
      const most =
        textAt(condition, "operator") === "IPMatch" ? limits.ipRangesPerCondition : limits.valuesPerCondition;
      const values = textsAt(condition, "matchValue[]").length;
      if (textAt(condition, "operator") !== "GeoMatch" && values > most)
        refuse(
          `Custom rule '${ruleName}' of firewall policy '${name}' has a condition with ${values} values; ${most} are allowed.`,
        );
    }
  }
};

const rateLimitsAreSound: Rule = ({ inputs, name }) => {
  for (const rule of objectsAt(inputs, "customRules.rules[]")) {
    if (textAt(rule, "ruleType") !== "RateLimitRule") continue;
    const minutes = numberAt(rule, "rateLimitDurationInMinutes");
    const threshold = numberAt(rule, "rateLimitThreshold");
    // "What is rate limiting for Azure Front Door": windows of one or five minutes.
    if (minutes !== undefined && !limits.rateLimitMinutes.includes(minutes))
      refuse(
        `Custom rule '${textAt(rule, "name")}' of firewall policy '${name}': rateLimitDurationInMinutes is ${minutes}; it is 1 or 5.`,
      );
    if (threshold === undefined || threshold < 1)
      refuse(
        `Custom rule '${textAt(rule, "name")}' of firewall policy '${name}' is a rate limit without a rateLimitThreshold.`,
      );
  }
};

export const wafPolicy = define("azure-native:frontdoor:Policy", {
  location: "global",
  required: ["sku.name"],
  createOnly: ["sku.name"],
  rules: [
    oneOf(
      "sku.name",
      ["Standard_AzureFrontDoor", "Premium_AzureFrontDoor", "Classic_AzureFrontDoor"],
      "BadRequest",
    ),
    oneOf("policySettings.mode", ["Prevention", "Detection"], "BadRequest"),
    oneOf("policySettings.enabledState", ["Enabled", "Disabled"], "BadRequest"),
    oneOf("policySettings.requestBodyCheck", ["Enabled", "Disabled"], "BadRequest"),
    oneOf("managedRules.managedRuleSets[].ruleSetType", ruleSets, "BadRequest"),
    oneOf("managedRules.managedRuleSets[].ruleSetAction", ["Block", "Log", "Redirect"], "BadRequest"),
    oneOf("customRules.rules[].ruleType", ["MatchRule", "RateLimitRule"], "BadRequest"),
    oneOf(
      "customRules.rules[].action",
      ["Allow", "Block", "Log", "Redirect", "AnomalyScoring", "JSChallenge", "CAPTCHA"],
      "BadRequest",
    ),
    // ARM schema of 2025-11-01.
    within("policySettings.javascriptChallengeExpirationInMinutes", { min: 5, max: 1440 }, "BadRequest"),
    prioritiesDiffer("customRules.rules[]", "priority", "BadRequest"),
    tierHasTheFeatures,
    ruleSetsDiffer,
    versionsAreSupported,
    exclusionsAreFew,
    customRulesAreSound,
    rateLimitsAreSound,
  ],
  inUse: { code: "Conflict", status: 409 },
  outputs: ({ id }) => ({ id, resourceState: "Enabled" }),
});
