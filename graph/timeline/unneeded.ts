/** Stated orders that make a rollout longer without anybody needing them. */
import type { Graph, GraphNode } from "../model.ts";
import { precedes } from "./minutes.ts";
import type { Timeline } from "./timeline.ts";

/** An order that Azure or Kubernetes needs though no input carries it. Types without package, `*` for any. */
export interface NeededOrder {
  readonly first: string;
  readonly then: string;
  readonly reason: string;
}

/** Why the program states orders; what is on a critical path and not in here is worth a look. */
export const neededOrders: readonly NeededOrder[] = [
  { first: "authorization:RoleAssignment", then: "*", reason: "a right has to be there before it is used" },
  {
    first: "cosmosdb:SqlResourceSqlRoleAssignment",
    then: "*",
    reason: "a right has to be there before it is used",
  },
  {
    first: "cosmosdb:SqlResourceSqlRoleAssignment",
    then: "cosmosdb:*",
    reason: "an account is written by one operation at a time",
  },
  { first: "cosmosdb:*", then: "cosmosdb:*", reason: "an account is written by one operation at a time" },
  {
    first: "network:Subnet",
    then: "network:Subnet",
    reason: "a network is written by one operation at a time",
  },
  {
    first: "network:Subnet",
    then: "network:VirtualNetworkPeering",
    reason: "a network is written by one operation at a time",
  },
  {
    first: "network:FirewallPolicyRuleCollectionGroup",
    then: "network:FirewallPolicyRuleCollectionGroup",
    reason: "a policy is written by one operation at a time",
  },
  {
    first: "network:FirewallPolicyRuleCollectionGroup",
    then: "network:AzureFirewall",
    reason: "rules of a policy without firewalls take seconds, with one minutes",
  },
  {
    first: "network:Subnet",
    then: "network:AzureFirewall",
    reason: "building a firewall locks its network against changes of subnets",
  },
  {
    first: "network:AzureFirewall",
    then: "compute:*",
    reason: "machines need their way out when they start",
  },
  {
    first: "network:AzureFirewall",
    then: "containerservice:*",
    reason: "nodes need their way out when they start",
  },
  { first: "network:*", then: "containerservice:*", reason: "nodes need their network when they start" },
  { first: "privatedns:*", then: "containerservice:*", reason: "nodes need names when they start" },
  {
    first: "network:PrivateDnsZoneGroup",
    then: "*",
    reason: "who uses a service needs the address of its endpoint",
  },
  { first: "network:PrivateEndpoint", then: "*", reason: "who uses a service needs its endpoint" },
  {
    first: "privatedns:VirtualNetworkLink",
    then: "*",
    reason: "a name is answered in a network once its zone is linked",
  },
  {
    first: "containerservice:AgentPool",
    then: "*",
    reason: "pods need nodes; a cluster is written by one operation at a time",
  },
  {
    first: "containerservice:ManagedCluster",
    then: "*",
    reason: "what a cluster's cloud controller makes comes after it",
  },
  {
    first: "helm.sh/v3:Release",
    then: "*",
    reason: "later releases use what earlier ones install; the cluster makes the entrance",
  },
  { first: "keyvault:Secret", then: "*", reason: "pods read secrets when they start" },
  { first: "cdn:*", then: "cdn:*", reason: "a profile's parts build on each other" },
  {
    first: "managedidentity:FederatedIdentityCredential",
    then: "*",
    reason: "an identity's credentials are written one at a time, and pods sign in with them",
  },
  {
    first: "bulkhead:edge:PrivateLinkApproval",
    then: "*",
    reason: "traffic flows once the connection is approved",
  },
  {
    first: "cdn:AFDOrigin",
    then: "bulkhead:edge:PrivateLinkApproval",
    reason: "the origin asks for the connection that is approved",
  },
  {
    first: "security:Pricing",
    then: "security:Pricing",
    reason: "plans of a subscription are written one at a time",
  },
];

export interface UnneededOrder {
  readonly stack: string;
  readonly first: string;
  readonly then: string;
}

function matches(pattern: string, type: string): boolean {
  const short = type.replace(/^(azure-native|kubernetes):/, "");
  return (
    pattern === "*" || pattern === short || (pattern.endsWith(":*") && short.startsWith(pattern.slice(0, -1)))
  );
}

/** The reason for an order, where there is one. */
export function reasonFor(first: GraphNode, then: GraphNode): string | undefined {
  return neededOrders.find((rule) => matches(rule.first, first.type) && matches(rule.then, then.type))
    ?.reason;
}

/** Whether an input of a resource, or one of those it is made from, carries another resource. */
function carried(graph: Graph, first: GraphNode, then: GraphNode): boolean {
  const own = Object.values(then.propertyDependencies ?? {}).flat();
  return own.some((urn) => {
    const node = graph.byUrn.get(urn);
    return urn === first.urn || (node !== undefined && precedes(graph, first, node));
  });
}

/**
 * Steps of the critical paths that were stated and that no input, no parent and no known rule asks for. Sources that do
 * not tell which inputs carry what (mocks, events) find nothing.
 */
export function unneededOrders(graph: Graph, timeline: Timeline): UnneededOrder[] {
  return timeline.stacks.flatMap(({ stack, critical }) =>
    critical.flatMap(({ node, after }) => {
      const first = after === undefined ? undefined : graph.byUrn.get(after);
      if (first === undefined || node.propertyDependencies === undefined || node.parent === first.urn)
        return [];
      return carried(graph, first, node) || reasonFor(first, node) !== undefined
        ? []
        : [{ stack, first: first.urn, then: node.urn }];
    }),
  );
}
