import type { FeatureEgress } from "./catalogue.ts";
import type { EgressFeatureId } from "./types.ts";

/** A rule collection group of a firewall policy, in the shape azure-native takes. */
export interface RuleCollectionGroup {
  readonly name: string;
  /** 100 to 65000; lower is asked first. */
  readonly priority: number;
  readonly ruleCollections: readonly ApplicationRuleCollection[];
}

export interface ApplicationRuleCollection {
  readonly name: string;
  readonly priority: number;
  readonly ruleCollectionType: "FirewallPolicyFilterRuleCollection";
  readonly action: { readonly type: "Allow" };
  readonly rules: readonly ApplicationRule[];
}

export interface ApplicationRule {
  readonly name: string;
  readonly description: string;
  readonly ruleType: "ApplicationRule";
  readonly protocols: readonly { readonly protocolType: "Https" | "Http"; readonly port: number }[];
  readonly targetFqdns?: readonly string[];
  readonly fqdnTags?: readonly string[];
}

/** Platform before workload: what keeps nodes alive is matched first and shows first in the portal. */
const groupOf: Readonly<Record<EgressFeatureId, "platform" | "workload">> = {
  "aks-core": "platform",
  "node-image": "platform",
  "azure-monitor": "platform",
  "azure-policy": "platform",
  workload: "workload",
};

const groupPriority = { platform: 1000, workload: 2000 } as const;

/**
 * Rule collection groups for a firewall policy: one collection per feature, one application rule per catalogue entry.
 * There are no network rules and nothing is denied explicitly: what no rule allows, Azure Firewall drops.
 */
export function ruleCollectionGroups(egress: readonly FeatureEgress[]): RuleCollectionGroup[] {
  return (["platform", "workload"] as const)
    .map((group) => ({
      name: `rcg-${group}`,
      priority: groupPriority[group],
      ruleCollections: egress
        .filter(({ feature }) => groupOf[feature.id] === group)
        .map((entry, index) => toCollection(entry, 1000 + index * 100)),
    }))
    .filter(({ ruleCollections }) => ruleCollections.length > 0);
}

function toCollection({ feature, rules }: FeatureEgress, priority: number): ApplicationRuleCollection {
  return {
    name: `allow-${feature.id}`,
    priority,
    ruleCollectionType: "FirewallPolicyFilterRuleCollection",
    action: { type: "Allow" },
    rules: rules.map(({ name, reason, protocol, port, hosts, fqdnTags }) => ({
      name,
      description: reason,
      ruleType: "ApplicationRule",
      protocols: [{ protocolType: protocol, port }],
      ...(hosts.length > 0 ? { targetFqdns: hosts } : {}),
      ...(fqdnTags === undefined ? {} : { fqdnTags }),
    })),
  };
}
