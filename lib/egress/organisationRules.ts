import type { FilterRuleCollection, NetworkRule, RuleCollectionGroup } from "./firewallRules.ts";

/** What an organisation decides for the firewalls of all stamps. */
export interface OrganisationRules {
  readonly deniedPorts: readonly number[];
  readonly deniedHosts: readonly string[];
  readonly deniedAddresses: readonly string[];
  readonly allowedHosts: readonly string[];
}

/**
 * The rules of a parent policy. Azure Firewall asks a parent's collections before its children's, whatever their numbers, and
 * network rules before application rules: a port that is denied here stays shut, even where a stamp lists it.
 *
 * @returns undefined where nothing is decided: Azure takes no empty group.
 */
export function organisationRules(rules: OrganisationRules): RuleCollectionGroup | undefined {
  const ruleCollections = [
    networkDeny("deny-ports", rules.deniedPorts.length > 0, {
      name: "ports",
      description: "Nothing leaves on these ports, whatever a stamp's own rules say.",
      destinationAddresses: ["*"],
      destinationPorts: rules.deniedPorts.map(String),
    }),
    networkDeny("deny-addresses", rules.deniedAddresses.length > 0, {
      name: "addresses",
      description: "Addresses the organisation has blocked.",
      destinationAddresses: rules.deniedAddresses,
      destinationPorts: ["*"],
    }),
    hosts("deny-hosts", "Deny", "Hosts the organisation has blocked.", rules.deniedHosts),
    hosts("allow-hosts", "Allow", "Hosts every stamp may reach.", rules.allowedHosts),
  ]
    .filter((collection) => collection !== undefined)
    .map((collection, index) => ({ ...collection, priority: 100 + index * 100 }));
  return ruleCollections.length === 0
    ? undefined
    : { name: "rcg-organisation", priority: 200, ruleCollections };
}

function networkDeny(
  name: string,
  wanted: boolean,
  rule: Pick<NetworkRule, "name" | "description" | "destinationAddresses" | "destinationPorts">,
): FilterRuleCollection | undefined {
  if (!wanted) return undefined;
  return {
    name,
    priority: 0,
    ruleCollectionType: "FirewallPolicyFilterRuleCollection",
    action: { type: "Deny" },
    rules: [{ ...rule, ruleType: "NetworkRule", ipProtocols: ["TCP", "UDP"] }],
  };
}

function hosts(
  name: string,
  type: "Allow" | "Deny",
  description: string,
  targetFqdns: readonly string[],
): FilterRuleCollection | undefined {
  if (targetFqdns.length === 0) return undefined;
  return {
    name,
    priority: 0,
    ruleCollectionType: "FirewallPolicyFilterRuleCollection",
    action: { type },
    rules: [
      {
        name: "hosts",
        description,
        ruleType: "ApplicationRule",
        // What is denied is denied in the clear as well; nothing is ever allowed there.
        protocols: [
          { protocolType: "Https", port: 443 },
          ...(type === "Deny" ? [{ protocolType: "Http" as const, port: 80 }] : []),
        ],
        targetFqdns,
      },
    ],
  };
}
