import { z } from "zod";
import { frontDoorLimits } from "../../../lib/edge/frontDoorLimits.ts";
import { wholeNumber } from "../../fields.ts";

const { waf: limits } = frontDoorLimits;

/** The priority of the limit per client: after every rule of the configuration. */
export const rateLimitPriority = 10_000;

const exclusion = z.strictObject({
  variable: z
    .enum([
      "RequestHeaderNames",
      "RequestCookieNames",
      "QueryStringArgNames",
      "RequestBodyPostArgNames",
      "RequestBodyJsonArgNames",
    ])
    .meta({ description: "Part of the request that is not looked at." }),
  operator: z
    .enum(["Equals", "Contains", "StartsWith", "EndsWith", "EqualsAny"])
    .default("Equals")
    .meta({ description: "How its name is compared with the selector." }),
  selector: z.string().min(1).meta({ description: "Name, or with EqualsAny the text '*'." }),
});

const override = z.strictObject({
  ruleSet: z
    .enum(["default", "bots"])
    .default("default")
    .meta({ description: "Managed rule set that the rule is in." }),
  group: z
    .string()
    .min(1)
    .meta({ description: "Rule group of that set.", examples: ["SQLI"] }),
  rule: z
    .string()
    .min(1)
    .meta({ description: "Id of the rule.", examples: ["942100"] }),
  enabled: z.boolean().default(true).meta({ description: "false switches the rule off." }),
  action: z
    .enum(["Allow", "Block", "Log", "Redirect", "AnomalyScoring", "JSChallenge"])
    .optional()
    .meta({ description: "What happens instead of the rule set's own action." }),
});

const condition = z
  .strictObject({
    variable: z
      .enum([
        "RemoteAddr",
        "SocketAddr",
        "RequestMethod",
        "RequestUri",
        "QueryString",
        "PostArgs",
        "RequestHeader",
        "RequestBody",
        "Cookies",
      ])
      .meta({ description: "Part of the request that is compared." }),
    selector: z
      .string()
      .optional()
      .meta({ description: "Name of the header, cookie or argument, where the variable has several." }),
    operator: z
      .enum([
        "Any",
        "IPMatch",
        "GeoMatch",
        "Equal",
        "Contains",
        "LessThan",
        "GreaterThan",
        "LessThanOrEqual",
        "GreaterThanOrEqual",
        "BeginsWith",
        "EndsWith",
        "RegEx",
      ])
      .meta({ description: "How it is compared." }),
    negate: z
      .boolean()
      .default(false)
      .meta({ description: "true: the condition holds where nothing matches." }),
    values: z
      .array(z.string().max(limits.valueLength))
      .default([])
      .meta({ description: "What it is compared with." }),
    transforms: z
      .array(z.enum(["Lowercase", "Uppercase", "Trim", "UrlDecode", "UrlEncode", "RemoveNulls"]))
      .default([])
      .meta({ description: "Changes of the text before it is compared." }),
  })
  .superRefine(({ variable, operator, selector, values }, context) => {
    const refuse = (message: string, remedy: string) =>
      context.addIssue({ code: "custom", path: ["values"], message, params: { remedy } });
    const most = operator === "IPMatch" ? limits.ipRangesPerCondition : limits.valuesPerCondition;
    if (operator !== "GeoMatch" && values.length > most)
      refuse(
        `${values.length} values are too many for ${operator}; Azure takes ${most}.`,
        "Use several conditions or rules.",
      );
    if (operator !== "Any" && values.length === 0)
      refuse(`${operator} has nothing to compare with.`, "Name at least one value.");
    if (["IPMatch", "GeoMatch"].includes(operator) !== ["RemoteAddr", "SocketAddr"].includes(variable))
      refuse(
        `${variable} cannot be compared by ${operator}.`,
        "Addresses are compared by IPMatch or GeoMatch, and nothing else is.",
      );
    if (selector !== undefined && !["RequestHeader", "Cookies", "QueryString", "PostArgs"].includes(variable))
      context.addIssue({
        code: "custom",
        path: ["selector"],
        message: `${variable} takes no selector.`,
        params: { remedy: "Leave it away." },
      });
  });

const customRule = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9]{0,127}$/,
      "A rule's name begins with a letter and has letters and digits only.",
    )
    .meta({ description: "Name of the rule.", examples: ["BlockCountries"] }),
  priority: wholeNumber(1, rateLimitPriority - 1).meta({
    description: "Order among the rules; the lowest comes first. The limit per client comes last.",
  }),
  action: z
    .enum(["Allow", "Block", "Log", "JSChallenge"])
    .default("Block")
    .meta({ description: "What happens to a request that meets all conditions." }),
  conditions: z
    .array(condition)
    .min(1, "A rule needs a condition.")
    .max(limits.conditionsPerRule)
    .meta({ description: "All of them must hold." }),
});

const differ = (keys: readonly (string | number)[]) => new Set(keys).size === keys.length;

/** The web application firewall in front of everything. */
export const waf = z.strictObject({
  rateLimitPerMinute: z
    .int()
    .min(1)
    .default(1000)
    .meta({ description: "Requests per minute from one client address before they are blocked." }),
  defaultRuleSetVersion: z
    .enum(limits.ruleSets.Microsoft_DefaultRuleSet)
    .default("2.1")
    .meta({ description: "Version of Microsoft's default rule set." }),
  botRuleSetVersion: z
    .enum(limits.ruleSets.Microsoft_BotManagerRuleSet)
    .default("1.1")
    .meta({ description: "Version of Microsoft's rule set against bots." }),
  exclusions: z
    .array(exclusion)
    .max(limits.exclusions)
    .default([])
    .meta({ description: "Parts of requests that the default rule set does not look at." }),
  overrides: z
    .array(override)
    .refine((list) => differ(list.map(({ ruleSet, rule }) => `${ruleSet} ${rule}`)), {
      message: "A managed rule is overridden twice.",
      params: { remedy: "Take one of the two away." },
    })
    .default([])
    .meta({ description: "Managed rules that do something else than their rule set says." }),
  customRules: z
    .array(customRule)
    .max(
      limits.customRules - 1,
      `Azure takes ${limits.customRules} rules, of which the limit per client is one.`,
    )
    .refine((list) => differ(list.map(({ name }) => name)), {
      message: "Two rules have one name.",
      params: { remedy: "Rename one of them." },
    })
    .refine((list) => differ(list.map(({ priority }) => priority)), {
      message: "Two rules have one priority.",
      params: { remedy: "Give every rule a priority of its own." },
    })
    .refine(
      (list) =>
        list.filter(({ conditions }) => conditions.some(({ operator }) => operator === "RegEx")).length <=
        limits.regexRules,
      {
        message: `More than ${limits.regexRules} rules have regular expressions.`,
        params: { remedy: "Use another operator in some of them." },
      },
    )
    .default([])
    .meta({ description: "Rules of your own, asked before the managed ones." }),
});

export type WafConfig = z.output<typeof waf>;
