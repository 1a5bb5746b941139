import { graphOf, type Graph } from "../../../graph/model.ts";

/** Words of Azure's enumerations and tags on which networks, firewalls, services and Front Door turn. */
const words = new Set(
  [
    ["Allow", "Deny", "DNAT", "Inbound", "Outbound", "Tcp", "Udp", "Icmp", "TCP", "UDP", "Any"],
    ["VirtualNetwork", "Internet", "AzureLoadBalancer"],
    ["VirtualAppliance", "VnetLocal", "VirtualNetworkGateway", "None"],
    ["Enabled", "Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled", "SecuredByPerimeter"],
    ["NatRule", "ApplicationRule", "NetworkRule"],
    ["Approved", "Pending", "Rejected", "Disconnected", "NxDomainRedirect", "Off", "Alert"],
  ].flat(),
);

function respelt(value: unknown, spell: (word: string) => string): unknown {
  if (typeof value === "string") return words.has(value) ? spell(value) : value;
  if (Array.isArray(value)) return value.map((item) => respelt(item, spell));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, respelt(item, spell)]));
}

/** The same graph with those words spelt in another way, which Azure takes as well. Kubernetes minds the case of its own. */
export function spelt(graph: Graph, spell: (word: string) => string): Graph {
  return graphOf(
    graph.nodes.map((node) =>
      node.type.startsWith("kubernetes:")
        ? node
        : {
            ...node,
            inputs: respelt(node.inputs, spell) as typeof node.inputs,
            outputs: respelt(node.outputs, spell) as typeof node.outputs,
          },
    ),
  );
}
