import { FirewallPolicyRuleCollectionGroup } from "@pulumi/azure-native/network/firewallPolicyRuleCollectionGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import type { RuleCollectionGroup } from "../../lib/egress/firewallRules.ts";
import { mutable } from "../mutable.ts";

export interface FirewallRuleGroupsArgs {
  readonly firewallPolicyName: pulumi.Input<string>;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly groups: readonly RuleCollectionGroup[];
  /** Where the traffic of every rule comes from: an IP group, or anywhere. */
  readonly source: { readonly ipGroup: pulumi.Input<string> } | "anywhere";
}

/**
 * Registers the rule collection groups of a policy one after the other: a policy takes one change at a time and answers 409 to
 * the others.
 */
export function firewallRuleGroups(
  name: string,
  { firewallPolicyName, resourceGroupName, groups, source }: FirewallRuleGroupsArgs,
  opts: pulumi.CustomResourceOptions,
): FirewallPolicyRuleCollectionGroup[] {
  const from = source === "anywhere" ? { sourceAddresses: ["*"] } : { sourceIpGroups: [source.ipGroup] };
  const registered: FirewallPolicyRuleCollectionGroup[] = [];
  for (const group of groups) {
    registered.push(
      new FirewallPolicyRuleCollectionGroup(
        `${name}-${group.name}`,
        {
          ruleCollectionGroupName: group.name,
          firewallPolicyName,
          resourceGroupName,
          priority: group.priority,
          ruleCollections: group.ruleCollections.map((collection) => ({
            ...mutable(collection),
            rules: collection.rules.map((rule) => ({ ...mutable(rule), ...from })),
          })),
        },
        { ...opts, dependsOn: registered.slice(-1) },
      ),
    );
  }
  return registered;
}
