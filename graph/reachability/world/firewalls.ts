/** Azure Firewalls with the policies that apply to them, parents first. */
import { armName, nodeById, ofType, type Graph, type GraphNode } from "../../model.ts";
import {
  flagAt,
  isText,
  numberAt,
  objectsAt,
  textAt,
  textsAt,
  wordAt,
  type Properties,
} from "../../../lib/properties.ts";
import { parseAddress } from "../address.ts";
import type { Firewall, FirewallPolicy, FirewallRule, RuleCollection, Subnet } from "./types.ts";

/** Azure keeps the first four addresses of a subnet; the firewall gets the first free one. */
const firstUsable = 4;

const modes = ["Off", "Alert", "Deny"];

/** IP groups stand for the addresses they list. */
function unfolded(graph: Graph, groups: readonly string[]): string[] {
  return groups.flatMap((id) => textsAt(nodeById(graph, id)?.inputs, "ipAddresses[]"));
}

function ruleOf(graph: Graph, rule: Properties): FirewallRule {
  const { ruleType } = rule;
  return {
    name: textAt(rule, "name") ?? "",
    kind: isText(ruleType, "NatRule")
      ? "nat"
      : isText(ruleType, "ApplicationRule")
        ? "application"
        : "network",
    sources: [...textsAt(rule, "sourceAddresses[]"), ...unfolded(graph, textsAt(rule, "sourceIpGroups[]"))],
    destinations: [
      ...textsAt(rule, "destinationAddresses[]"),
      ...unfolded(graph, textsAt(rule, "destinationIpGroups[]")),
    ],
    destinationFqdns: textsAt(rule, "destinationFqdns[]").map((host) => host.toLowerCase()),
    destinationPorts: textsAt(rule, "destinationPorts[]"),
    protocols: [
      ...textsAt(rule, "ipProtocols[]"),
      ...objectsAt(rule, "protocols[]").map(
        (protocol) => `${textAt(protocol, "protocolType") ?? ""}:${numberAt(protocol, "port") ?? 0}`,
      ),
    ],
    targetFqdns: textsAt(rule, "targetFqdns[]").map((host) => host.toLowerCase()),
    fqdnTags: textsAt(rule, "fqdnTags[]"),
    terminateTls: flagAt(rule, "terminateTLS") ?? false,
    translatedAddress: textAt(rule, "translatedAddress"),
    translatedPort: numberAt(rule, "translatedPort"),
  };
}

/** Rule collections of one policy: by the priority of their group, then by their own. */
function collectionsOf(graph: Graph, groups: readonly GraphNode[]): RuleCollection[] {
  return [...groups]
    .sort((a, b) => (numberAt(a.inputs, "priority") ?? 0) - (numberAt(b.inputs, "priority") ?? 0))
    .flatMap((node) =>
      objectsAt(node.inputs, "ruleCollections[]")
        .sort((a, b) => (numberAt(a, "priority") ?? 0) - (numberAt(b, "priority") ?? 0))
        .map((collection) => ({
          name: textAt(collection, "name") ?? "",
          group: armName(node),
          node,
          action: wordAt(collection, "action.type", ["Allow", "Deny", "DNAT"]) ?? "Deny",
          rules: objectsAt(collection, "rules[]").map((rule) => ruleOf(graph, rule)),
        })),
    );
}

function policyOf(graph: Graph, node: GraphNode, groups: readonly GraphNode[]): FirewallPolicy {
  const { inputs } = node;
  const ranges = textsAt(inputs, "snat.privateRanges[]");
  return {
    name: armName(node),
    node,
    dnsProxy: flagAt(inputs, "dnsSettings.enableProxy") ?? false,
    dnsServers: textsAt(inputs, "dnsSettings.servers[]"),
    threatIntelligence: wordAt(inputs, "threatIntelMode", modes) ?? "Alert",
    intrusionDetection: wordAt(inputs, "intrusionDetection.mode", modes) ?? "Off",
    snatRanges: ranges.length === 0 ? undefined : ranges,
    collections: collectionsOf(graph, groups),
  };
}

/** Reads every firewall of the graph. */
export function readFirewalls(graph: Graph, subnets: ReadonlyMap<string, Subnet>): Firewall[] {
  const groups = new Map<string, GraphNode[]>();
  for (const node of ofType(graph, "network:FirewallPolicyRuleCollectionGroup")) {
    const policy = (node.id ?? "").toLowerCase().replace(/\/rulecollectiongroups\/[^/]+$/, "");
    groups.set(policy, [...(groups.get(policy) ?? []), node]);
  }
  const policies = new Map<string, FirewallPolicy>();
  const chainOf = (id: string | undefined): FirewallPolicy[] => {
    const node = nodeById(graph, id);
    if (node === undefined) return [];
    const key = (node.id ?? "").toLowerCase();
    const policy = policies.get(key) ?? policyOf(graph, node, groups.get(key) ?? []);
    policies.set(key, policy);
    return [...chainOf(textAt(node.inputs, "basePolicy.id")), policy];
  };
  return ofType(graph, "network:AzureFirewall").flatMap((node) => {
    const subnet = subnets.get((textsAt(node.inputs, "ipConfigurations[].subnet.id")[0] ?? "").toLowerCase());
    if (subnet === undefined) return [];
    const told = textsAt(node.outputs, "ipConfigurations[].privateIPAddress").map(parseAddress)[0];
    const first = subnet.prefixes[0];
    const privateAddress = told ?? (first === undefined ? undefined : first.first + firstUsable);
    if (privateAddress === undefined) return [];
    const publicAddresses = textsAt(node.inputs, "ipConfigurations[].publicIPAddress.id").map(
      (id) => textAt(nodeById(graph, id)?.outputs, "ipAddress") ?? id,
    );
    return [
      {
        name: armName(node),
        node,
        privateAddress,
        subnet,
        publicAddresses,
        policies: chainOf(textAt(node.inputs, "firewallPolicy.id")),
      },
    ];
  });
}
