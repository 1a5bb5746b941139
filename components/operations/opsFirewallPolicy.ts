import { FirewallPolicy } from "@pulumi/azure-native/network/firewallPolicy.js";
import { FirewallPolicyRuleCollectionGroup } from "@pulumi/azure-native/network/firewallPolicyRuleCollectionGroup.js";
import { IpGroup } from "@pulumi/azure-native/network/ipGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { ruleCollections, type EgressCollections } from "../../lib/egress/firewallRules.ts";
import type { Names } from "../../lib/names.ts";
import { mutable } from "../mutable.ts";
import {
  firewallPolicySettings,
  type FirewallExceptions,
  type FirewallTier,
} from "../network/firewallPolicySettings.ts";

/** What one subnet may reach. */
export interface SubnetEgress {
  /** "jump-boxes": in the names of the IP group and of the rule collection group. */
  readonly purpose: string;
  readonly range: string;
  readonly egress: readonly EgressCollections[];
}

export interface OpsFirewallPolicyArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tier: FirewallTier;
  readonly parent: { readonly id: string; readonly location: string };
  readonly exceptions: FirewallExceptions;
  readonly subnets: readonly SubnetEgress[];
  readonly tags: Record<string, string>;
}

/** The rules of an operations network's firewall: people and agents reach different hosts, so each subnet has its own. */
export class OpsFirewallPolicy extends pulumi.ComponentResource {
  readonly policy: FirewallPolicy;
  /** The groups in the order in which they are written: a policy takes one change at a time. */
  readonly groups: readonly FirewallPolicyRuleCollectionGroup[];

  constructor(name: string, args: OpsFirewallPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:OpsFirewallPolicy", name, {}, opts);
    const { names, resourceGroupName, tags } = args;
    // Azure wants a child in its parent's region, and what its rules refer to beside it.
    const { location } = args.parent;

    this.policy = new FirewallPolicy(
      `${name}-policy`,
      {
        firewallPolicyName: names.firewallPolicy(),
        resourceGroupName,
        location,
        basePolicy: { id: args.parent.id },
        ...firewallPolicySettings(args.tier, args.exceptions),
        tags,
      },
      { parent: this },
    );
    const groups: FirewallPolicyRuleCollectionGroup[] = [];
    args.subnets.forEach(({ purpose, range, egress }, index) => {
      const sources = new IpGroup(
        `${name}-${purpose}`,
        {
          ipGroupsName: names.ipGroup(purpose),
          resourceGroupName,
          location,
          ipAddresses: [range],
          tags,
        },
        { parent: this },
      );
      groups.push(
        new FirewallPolicyRuleCollectionGroup(
          `${name}-rcg-${purpose}`,
          {
            ruleCollectionGroupName: `rcg-${purpose}`,
            firewallPolicyName: this.policy.name,
            resourceGroupName,
            priority: (index + 1) * 1000,
            ruleCollections: ruleCollections(egress).map((collection) => ({
              ...mutable(collection),
              rules: collection.rules.map((rule) => ({ ...mutable(rule), sourceIpGroups: [sources.id] })),
            })),
          },
          { parent: this, dependsOn: groups.slice(-1) },
        ),
      );
    });
    this.groups = groups;
    this.registerOutputs({ policyId: this.policy.id });
  }
}
