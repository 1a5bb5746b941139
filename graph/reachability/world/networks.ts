/** Virtual networks with their subnets, security groups and route tables. */
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
import { parseAddress, parsePrefix, type Prefix } from "../address.ts";
import type { Network, RouteTable, SecurityGroup, SecurityRule, Subnet, UserRoute } from "./types.ts";

/** Words of Azure's, as the ARM specification of Microsoft.Network spells them. */
const nextHops = ["VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None"];
const endpointPolicies = ["Enabled", "Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"];
const switches = ["Enabled", "Disabled"];

export function prefixesOf(texts: readonly string[]): Prefix[] {
  return texts.flatMap((text) => parsePrefix(text) ?? []);
}

/** One value or a list, as ARM has both: `sourceAddressPrefix` and `sourceAddressPrefixes`. */
function oneOrMany(rule: Properties, one: string, many: string): string[] {
  return [...textsAt(rule, one), ...textsAt(rule, `${many}[]`)];
}

/** The rules that every security group ends with: network-security-groups-overview.md, "Default security rules". */
function defaultRules(): SecurityRule[] {
  const rule = (
    direction: SecurityRule["direction"],
    priority: number,
    name: string,
    [source, destination, allow]: readonly [string, string, boolean],
  ): SecurityRule => ({
    name,
    priority,
    direction,
    allow,
    protocol: "*",
    sources: [source],
    destinations: [destination],
    sourcePorts: ["*"],
    destinationPorts: ["*"],
    sourceGroups: [],
    destinationGroups: [],
    isDefault: true,
  });
  return [
    rule("Inbound", 65000, "AllowVnetInBound", ["VirtualNetwork", "VirtualNetwork", true]),
    rule("Inbound", 65001, "AllowAzureLoadBalancerInBound", ["AzureLoadBalancer", "*", true]),
    rule("Inbound", 65500, "DenyAllInBound", ["*", "*", false]),
    rule("Outbound", 65000, "AllowVnetOutBound", ["VirtualNetwork", "VirtualNetwork", true]),
    rule("Outbound", 65001, "AllowInternetOutBound", ["*", "Internet", true]),
    rule("Outbound", 65500, "DenyAllOutBound", ["*", "*", false]),
  ];
}

const groupIds = (rule: Properties, key: string): string[] =>
  textsAt(rule, `${key}[].id`).map((id) => id.toLowerCase());

/** Inputs of the resources that are children of another one: rules of a security group, routes of a table. */
function childrenOf(graph: Graph, type: string, parent: GraphNode): Properties[] {
  const id = (parent.id ?? parent.urn).toLowerCase();
  return ofType(graph, type)
    .filter((node) => (node.id ?? "").toLowerCase().replace(/\/[^/]+\/[^/]+$/, "") === id)
    .map((node) => ({ ...node.inputs, name: armName(node) }));
}

function securityGroupOf(graph: Graph, node: GraphNode): SecurityGroup {
  const own = [
    ...objectsAt(node.inputs, "securityRules[]"),
    ...childrenOf(graph, "network:SecurityRule", node),
  ].map((rule): SecurityRule => ({
    name: textAt(rule, "name") ?? "",
    priority: numberAt(rule, "priority") ?? 0,
    direction: isText(rule["direction"], "Outbound") ? "Outbound" : "Inbound",
    allow: isText(rule["access"], "Allow"),
    protocol: textAt(rule, "protocol") ?? "*",
    sources: oneOrMany(rule, "sourceAddressPrefix", "sourceAddressPrefixes"),
    destinations: oneOrMany(rule, "destinationAddressPrefix", "destinationAddressPrefixes"),
    sourcePorts: oneOrMany(rule, "sourcePortRange", "sourcePortRanges"),
    destinationPorts: oneOrMany(rule, "destinationPortRange", "destinationPortRanges"),
    sourceGroups: groupIds(rule, "sourceApplicationSecurityGroups"),
    destinationGroups: groupIds(rule, "destinationApplicationSecurityGroups"),
    isDefault: false,
  }));
  const rules = [...own, ...defaultRules()].sort((a, b) => a.priority - b.priority);
  return { name: armName(node), node, rules };
}

function routeTableOf(graph: Graph, node: GraphNode): RouteTable {
  const routes = [...objectsAt(node.inputs, "routes[]"), ...childrenOf(graph, "network:Route", node)].map(
    (route): UserRoute => {
      const text = textAt(route, "addressPrefix") ?? "";
      return {
        name: textAt(route, "name") ?? "",
        prefix: parsePrefix(text) ?? text,
        hop: wordAt(route, "nextHopType", nextHops) ?? "None",
        hopAddress: parseAddress(textAt(route, "nextHopIpAddress") ?? ""),
      };
    },
  );
  return { name: armName(node), node, routes };
}

/** Readers of what subnets and network cards refer to; each resource is read once. */
export interface Referred {
  securityGroup(id: string | undefined): SecurityGroup | undefined;
}

export interface Networks extends Referred {
  readonly networks: Network[];
  readonly subnets: Map<string, Subnet>;
}

/** Reads every virtual network of the graph. */
export function readNetworks(graph: Graph): Networks {
  const once = <Value>(read: (graph: Graph, node: GraphNode) => Value) => {
    const made = new Map<string, Value>();
    return (id: string | undefined): Value | undefined => {
      const node = nodeById(graph, id);
      if (node === undefined) return undefined;
      const value = made.get(node.urn) ?? read(graph, node);
      made.set(node.urn, value);
      return value;
    };
  };
  const securityGroup = once(securityGroupOf);
  const routeTable = once(routeTableOf);

  const networks = new Map<string, Network>();
  for (const node of ofType(graph, "network:VirtualNetwork")) {
    const id = (node.id ?? node.urn).toLowerCase();
    networks.set(id, {
      id,
      name: armName(node),
      node,
      prefixes: prefixesOf(textsAt(node.inputs, "addressSpace.addressPrefixes[]")),
      dnsServers: textsAt(node.inputs, "dhcpOptions.dnsServers[]"),
      subnets: [],
      peers: [],
      endpoints: [],
    });
  }
  const subnets = new Map<string, Subnet>();
  for (const node of ofType(graph, "network:Subnet")) {
    const id = (node.id ?? node.urn).toLowerCase();
    const network = networks.get(id.replace(/\/subnets\/[^/]+$/, ""));
    if (network === undefined) continue;
    const subnet: Subnet = {
      id,
      name: armName(node),
      node,
      network,
      prefixes: prefixesOf(oneOrMany(node.inputs, "addressPrefix", "addressPrefixes")),
      securityGroup: securityGroup(textAt(node.inputs, "networkSecurityGroup.id")),
      routeTable: routeTable(textAt(node.inputs, "routeTable.id")),
      endpointPolicies: wordAt(node.inputs, "privateEndpointNetworkPolicies", endpointPolicies) ?? "Disabled",
      linkServicePolicies: wordAt(node.inputs, "privateLinkServiceNetworkPolicies", switches) ?? "Enabled",
      serviceEndpoints: textsAt(node.inputs, "serviceEndpoints[].service"),
      defaultOutbound: flagAt(node.inputs, "defaultOutboundAccess"),
      natGateway: textAt(node.inputs, "natGateway.id"),
    };
    subnets.set(id, subnet);
    network.subnets.push(subnet);
  }
  for (const node of ofType(graph, "network:VirtualNetworkPeering")) {
    const own = networks.get((node.id ?? "").toLowerCase().replace(/\/virtualnetworkpeerings\/[^/]+$/, ""));
    const remote = networks.get((textAt(node.inputs, "remoteVirtualNetwork.id") ?? "").toLowerCase());
    if (
      own !== undefined &&
      remote !== undefined &&
      flagAt(node.inputs, "allowVirtualNetworkAccess") !== false
    )
      own.peers.push(remote);
  }
  return { networks: [...networks.values()], subnets, securityGroup };
}
