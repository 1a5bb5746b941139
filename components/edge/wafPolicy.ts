import { Policy } from "@pulumi/azure-native/frontdoor/policy.js";
import type * as pulumi from "@pulumi/pulumi";

export interface WafPolicyArgs {
  readonly policyName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Requests that one client address may send in a minute. */
  readonly rateLimitPerMinute: number;
  readonly tags: Record<string, string>;
}

/**
 * The web application firewall in front of every stamp. It blocks; a detection-only mode would let attacks through
 * to be read about later.
 */
export function wafPolicy(name: string, args: WafPolicyArgs, opts: pulumi.CustomResourceOptions): Policy {
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
          { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1", ruleSetAction: "Block" },
          { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
        ],
      },
      customRules: {
        rules: [
          {
            name: "RateLimitPerClient",
            priority: 100,
            enabledState: "Enabled",
            ruleType: "RateLimitRule",
            rateLimitDurationInMinutes: 1,
            rateLimitThreshold: args.rateLimitPerMinute,
            // Every client, IPv4 or IPv6; Front Door counts per client address.
            matchConditions: [
              { matchVariable: "RemoteAddr", operator: "IPMatch", matchValue: ["0.0.0.0/0", "::/0"] },
            ],
            action: "Block",
          },
        ],
      },
      tags: args.tags,
    },
    opts,
  );
}
