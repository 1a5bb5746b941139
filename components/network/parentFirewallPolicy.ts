import { FirewallPolicy } from "@pulumi/azure-native/network/firewallPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { RuleCollectionGroup } from "../../lib/egress/firewallRules.ts";
import {
  firewallPolicySettings,
  type FirewallExceptions,
  type FirewallTier,
} from "./firewallPolicySettings.ts";
import { firewallRuleGroups } from "./firewallRuleGroups.ts";

export interface ParentFirewallPolicyArgs {
  readonly policyName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Every child policy must be in this region too, wherever its firewall is. */
  readonly location: string;
  /** A child is of the same tier or a higher one. */
  readonly tier: FirewallTier;
  readonly exceptions: FirewallExceptions;
  /** Asked before any rule of a child; undefined where the organisation decides nothing. */
  readonly rules: RuleCollectionGroup | undefined;
  readonly tags: Record<string, string>;
}

/** What holds for the firewall of every stamp. A child policy may be stricter and never laxer. */
export class ParentFirewallPolicy extends pulumi.ComponentResource {
  readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: ParentFirewallPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:ParentFirewallPolicy", name, {}, opts);
    const { resourceGroupName } = args;

    const policy = new FirewallPolicy(
      `${name}-policy`,
      {
        firewallPolicyName: args.policyName,
        resourceGroupName,
        location: args.location,
        ...firewallPolicySettings(args.tier, args.exceptions),
        tags: args.tags,
      },
      { parent: this },
    );
    const groups = firewallRuleGroups(
      name,
      {
        firewallPolicyName: policy.name,
        resourceGroupName,
        groups: args.rules === undefined ? [] : [args.rules],
        source: "anywhere",
      },
      { parent: this },
    );

    // Whoever makes a child of it finds it complete.
    this.policyId = pulumi.all([policy.id, pulumi.all(groups.map(({ id }) => id))]).apply(([id]) => id);
    this.registerOutputs({ policyId: this.policyId });
  }
}
