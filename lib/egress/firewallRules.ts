import type { FeatureEgress } from "./catalogue.ts";
import type { EgressFeatureId, EgressRule } from "./types.ts";

/** A rule collection group of a firewall policy, in the shape azure-native takes. */
export interface RuleCollectionGroup {
  readonly name: string;
  /** 100 to 65000; lower is asked first. */
  readonly priority: number;
  readonly ruleCollections: readonly FilterRuleCollection[];
}

export interface FilterRuleCollection {
  readonly name: string;
  readonly priority: number;
  readonly ruleCollectionType: "FirewallPolicyFilterRuleCollection";
  readonly action: { readonly type: "Allow" | "Deny" };
  readonly rules: readonly (ApplicationRule | NetworkRule)[];
}

export interface ApplicationRule {
  readonly name: string;
  readonly description: string;
  readonly ruleType: "ApplicationRule";
  readonly protocols: readonly { readonly protocolType: "Https" | "Http"; readonly port: number }[];
  readonly targetFqdns?: readonly string[];
  readonly fqdnTags?: readonly string[];
  readonly terminateTLS?: boolean;
}

export interface NetworkRule {
  readonly name: string;
  readonly description: string;
  readonly ruleType: "NetworkRule";
  readonly ipProtocols: readonly ("TCP" | "UDP")[];
  /** Names that the firewall resolves by itself: it has to be a DNS proxy for that. */
  readonly destinationFqdns?: readonly string[];
  readonly destinationAddresses?: readonly string[];
  readonly destinationPorts: readonly string[];
}

/** Platform before workload: what keeps nodes alive is matched first and shows first in the portal. */
const groups = [
  { name: "rcg-platform", priority: 1000, has: (id: EgressFeatureId) => id !== "workload" },
  { name: "rcg-workload", priority: 2000, has: (id: EgressFeatureId) => id === "workload" },
] as const;

/**
 * Rule collection groups for a firewall policy: one collection per feature, one rule per catalogue entry. Nothing is denied
 * explicitly: what no rule allows, Azure Firewall drops. A feature has application rules; only hosts that the
 * configuration lists with a protocol other than HTTP become network rules, in a collection of their own, because
 * Azure takes one kind of rule per collection.
 */
export function ruleCollectionGroups(egress: readonly FeatureEgress[]): RuleCollectionGroup[] {
  return groups
    .map(({ name, priority, has }) => ({
      name,
      priority,
      ruleCollections: ruleCollections(egress.filter(({ feature }) => has(feature.id))),
    }))
    .filter(({ ruleCollections }) => ruleCollections.length > 0);
}

/** The rules of one entry of a catalogue, whichever it is. */
export interface EgressCollections {
  readonly feature: { readonly id: string };
  readonly rules: readonly EgressRule[];
}

/** The collections of one rule collection group, in the order of the entries. */
export function ruleCollections(egress: readonly EgressCollections[]): FilterRuleCollection[] {
  return egress
    .flatMap(collections)
    .map((collection, index) => ({ ...collection, priority: 1000 + index * 100 }));
}

function collections({ feature, rules }: EgressCollections): FilterRuleCollection[] {
  const network = rules.filter(isNetwork);
  const application = rules.filter((rule) => !isNetwork(rule));
  return [
    ...(network.length > 0 ? [collection(`allow-${feature.id}-network`, network.map(networkRule))] : []),
    ...(application.length > 0 ? [collection(`allow-${feature.id}`, application.map(applicationRule))] : []),
  ];
}

function collection(name: string, rules: FilterRuleCollection["rules"]): FilterRuleCollection {
  return {
    name,
    priority: 0,
    ruleCollectionType: "FirewallPolicyFilterRuleCollection",
    action: { type: "Allow" },
    rules,
  };
}

function isNetwork({ protocol }: EgressRule): boolean {
  return protocol === "Tcp" || protocol === "Udp";
}

function networkRule({ name, reason, protocol, port, hosts }: EgressRule): NetworkRule {
  return {
    name,
    description: reason,
    ruleType: "NetworkRule",
    ipProtocols: [protocol === "Udp" ? "UDP" : "TCP"],
    destinationFqdns: hosts,
    destinationPorts: [String(port)],
  };
}

function applicationRule(rule: EgressRule): ApplicationRule {
  const { name, reason, protocol, port, hosts, fqdnTags, inspected } = rule;
  return {
    name,
    description: reason,
    ruleType: "ApplicationRule",
    protocols: [{ protocolType: protocol === "Http" ? "Http" : "Https", port }],
    ...(hosts.length > 0 ? { targetFqdns: hosts } : {}),
    ...(fqdnTags === undefined ? {} : { fqdnTags }),
    ...(inspected ? { terminateTLS: true } : {}),
  };
}
