/** How long Azure takes to make each resource of a first rollout. */
import { nodeById, ofType, type Graph, type GraphNode } from "../model.ts";
import { objectsAt, textAt } from "../../lib/properties.ts";

/** Typical minutes of an operation on an ARM type; the local Azure's table of durations, wherever it is kept. */
export type TypicalMinutes = (arm: string, operation: string) => number;

/** Minutes of one resource of a graph. */
export type NodeMinutes = (node: GraphNode) => number;

const account = "Microsoft.DocumentDB/databaseAccounts";
const connection = "Microsoft.Network/privateLinkServices/privateEndpointConnections";

function targetIds(node: GraphNode): string[] {
  return [
    ...objectsAt(node.inputs, "privateLinkServiceConnections[]"),
    ...objectsAt(node.inputs, "manualPrivateLinkServiceConnections[]"),
  ].map((link) => textAt(link, "privateLinkServiceId") ?? "");
}

/** Whether a resource has to exist before another one, directly or through others. */
export function precedes(graph: Graph, first: GraphNode, second: GraphNode): boolean {
  const seen = new Set<string>();
  const waiting = [second];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const urn of predecessors(graph, node)) {
      if (urn === first.urn) return true;
      if (seen.has(urn)) continue;
      seen.add(urn);
      const next = graph.byUrn.get(urn);
      if (next !== undefined) waiting.push(next);
    }
  }
  return false;
}

/** What a resource waits for: its dependencies, and its parent where that is a resource of a provider. */
export function predecessors(graph: Graph, node: GraphNode): readonly string[] {
  const parent = node.parent === undefined ? undefined : graph.byUrn.get(node.parent);
  const known = node.dependencies.filter((urn) => graph.byUrn.has(urn) && urn !== node.urn);
  return parent?.custom && !known.includes(parent.urn) ? [...known, parent.urn] : known;
}

/** Rules below a policy are rolled out to its firewalls when these exist already, which takes longer. */
function rulesOperation(graph: Graph, group: GraphNode): string {
  const name = textAt(group.inputs, "firewallPolicyName");
  const attached = ofType(graph, "network:AzureFirewall").some((firewall) => {
    const policy = nodeById(graph, textAt(firewall.inputs, "firewallPolicy.id"));
    return textAt(policy?.inputs, "firewallPolicyName") === name && !precedes(graph, group, firewall);
  });
  return attached ? "update-attached" : "create-unattached";
}

function azureMinutes(graph: Graph, node: GraphNode, typical: TypicalMinutes): number {
  const arm = node.armType ?? node.type;
  switch (node.type) {
    case "azure-native:cosmosdb:DatabaseAccount": {
      const regions = Math.max(1, objectsAt(node.inputs, "locations[]").length);
      return typical(account, "create-1-region") + (regions - 1) * typical(account, "add-region");
    }
    case "azure-native:network:PrivateEndpoint":
      return typical(
        arm,
        targetIds(node).some((id) => id.toLowerCase().includes(`/${account.toLowerCase()}/`))
          ? "create-to-cosmos"
          : "create",
      );
    case "azure-native:network:FirewallPolicyRuleCollectionGroup":
      return typical(arm, rulesOperation(graph, node));
    default:
      return typical(arm, "create");
  }
}

/**
 * Minutes of every resource when the whole platform is made from nothing. Components and what never leaves the program
 * (random names) take none; objects of a chart are part of their release.
 */
export function rolloutMinutes(graph: Graph, typical: TypicalMinutes): NodeMinutes {
  const known = new Map<string, number>();
  const minutes = (node: GraphNode): number => {
    if (!node.custom) return 0;
    if (node.type === "kubernetes:helm.sh/v3:Release") return typical("helm-release", "install");
    if (node.type === "bulkhead:edge:PrivateLinkApproval") return typical(connection, "approve");
    return node.type.startsWith("azure-native:") ? azureMinutes(graph, node, typical) : 0;
  };
  return (node) => {
    const found = known.get(node.urn) ?? minutes(node);
    known.set(node.urn, found);
    return found;
  };
}
