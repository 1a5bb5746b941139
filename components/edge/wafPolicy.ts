import { Policy, type PolicyArgs } from "@pulumi/azure-native/frontdoor/policy.js";
import type * as pulumi from "@pulumi/pulumi";
import { ruleGroupOverrides, type ManagedRuleOverride } from "../../lib/edge/wafOverrides.ts";

export interface WafPolicyArgs {
  readonly policyName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly rules: WafRules;
  readonly tags: Record<string, string>;
}

/** What the configuration says of the firewall; the meaning of each key stands in its schema. */
export interface WafRules {
  /** Requests that one client address may send in a minute. */
  readonly rateLimitPerMinute: number;
  /** Its place among the custom rules. */
  readonly rateLimitPriority: number;
  readonly defaultRuleSetVersion: string;
  readonly botRuleSetVersion: string;
  readonly exclusions: readonly {
    readonly variable: string;
    readonly operator: string;
    readonly selector: string;
  }[];
  readonly overrides: readonly ManagedRuleOverride[];
  readonly customRules: readonly CustomRule[];
}

export interface CustomRule {
  readonly name: string;
  readonly priority: number;
  readonly action: string;
  readonly conditions: readonly {
    readonly variable: string;
    readonly selector?: string | undefined;
    readonly operator: string;
    readonly negate: boolean;
    readonly values: readonly string[];
    readonly transforms: readonly string[];
  }[];
}

type Rules = NonNullable<PolicyArgs["customRules"]>;

/**
 * The web application firewall in front of every stamp. It blocks; a detection-only mode would let attacks through
 * to be read about later.
 */
export function wafPolicy(name: string, args: WafPolicyArgs, opts: pulumi.CustomResourceOptions): Policy {
  const { rules } = args;
  const exclusions = rules.exclusions.map(({ variable, operator, selector }) => ({
    matchVariable: variable,
    selectorMatchOperator: operator,
    selector,
  }));
  const defaultOverrides = ruleGroupOverrides(rules.overrides, "default");
  const botOverrides = ruleGroupOverrides(rules.overrides, "bots");
  return new Policy(
    name,
    {
      policyName: args.policyName,
      resourceGroupName: args.resourceGroupName,
      location: "Global",
      sku: { name: "Premium_AzureFrontDoor" },
      policySettings: { enabledState: "Enabled", mode: "Prevention", requestBodyCheck: "Enabled" },
      managedRules: {
        managedRuleSets: [
          {
            ruleSetType: "Microsoft_DefaultRuleSet",
            ruleSetVersion: rules.defaultRuleSetVersion,
            ruleSetAction: "Block",
            ...(exclusions.length === 0 ? {} : { exclusions }),
            ...(defaultOverrides.length === 0 ? {} : { ruleGroupOverrides: defaultOverrides }),
          },
          {
            ruleSetType: "Microsoft_BotManagerRuleSet",
            ruleSetVersion: rules.botRuleSetVersion,
            ...(botOverrides.length === 0 ? {} : { ruleGroupOverrides: botOverrides }),
          },
        ],
      },
      customRules: customRules(rules),
      tags: args.tags,
    },
    opts,
  );
}

function customRules(rules: WafRules): Rules {
  return {
    rules: [
      ...rules.customRules.map(({ name, priority, action, conditions }) => ({
        name,
        priority,
        enabledState: "Enabled",
        ruleType: "MatchRule",
        matchConditions: conditions.map((condition) => ({
          matchVariable: condition.variable,
          ...(condition.selector === undefined ? {} : { selector: condition.selector }),
          operator: condition.operator,
          negateCondition: condition.negate,
          matchValue: [...condition.values],
          ...(condition.transforms.length === 0 ? {} : { transforms: [...condition.transforms] }),
        })),
        action,
      })),
      {
        name: "RateLimitPerClient",
        priority: rules.rateLimitPriority,
        enabledState: "Enabled",
        ruleType: "RateLimitRule",
        rateLimitDurationInMinutes: 1,
        rateLimitThreshold: rules.rateLimitPerMinute,
        // Every client, IPv4 or IPv6; Front Door counts per client address.
        matchConditions: [
          { matchVariable: "RemoteAddr", operator: "IPMatch", matchValue: ["0.0.0.0/0", "::/0"] },
        ],
        action: "Block",
      },
    ],
  };
}
