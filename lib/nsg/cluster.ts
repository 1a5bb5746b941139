import type { StampFlows } from "./stampRules.ts";
import type { Addresses, Flow, Flows } from "./types.ts";

/** Ranges of the nodes. */
export function nodeRanges({ plan }: StampFlows): readonly string[] {
  return [plan.subnets.systemNodes, plan.subnets.userNodes];
}

/**
 * Ranges from which traffic of the cluster reaches others: pods of an overlay go out with the address of their node, pods
 * of a subnet with their own.
 */
export function clusterSources(flows: StampFlows): readonly string[] {
  const { pods } = flows.plan.subnets;
  return [...nodeRanges(flows), ...(pods === undefined ? [] : [pods])];
}

/** Ranges of nodes and pods. Pod to pod packets of an overlay are not encapsulated: subnets see these addresses. */
function clusterRanges(flows: StampFlows): readonly string[] {
  const { pods } = flows.plan.subnets;
  return [...nodeRanges(flows), pods ?? flows.podCidr];
}

/** AKS does not support filtering inside the cluster by security group (azure-aks-docs, outbound rules and overlay). */
function withinTheCluster(flows: StampFlows, description: string): Flow {
  const ranges = clusterRanges(flows);
  return { name: "allow-cluster", description, protocol: "*", from: ranges, to: ranges, port: "*" };
}

/** The nodes, in both of their subnets: a pool may be moved from one to the other. */
export function nodeFlows(flows: StampFlows): Flows {
  const { plan, originPort } = flows;
  const { apiServer, appGateway, ingress, privateLink } = plan.subnets;
  const nodes = nodeRanges(flows);
  return {
    inbound: [
      withinTheCluster(flows, "Nodes and pods among themselves; AKS does not support filtering this by NSG."),
      {
        name: "allow-origin",
        // AKS load balances with floating addresses: packets reach a node with the load balancer's own address.
        description:
          "Front Door, behind the NAT addresses of the private link service, to the load balancer address.",
        protocol: "Tcp",
        from: privateLink,
        to: ingress,
        port: String(originPort),
      },
      ...(appGateway === undefined
        ? []
        : [
            {
              name: "allow-app-gateway",
              description: "The application gateway to the load balancer address.",
              protocol: "Tcp" as const,
              from: appGateway,
              to: ingress,
              port: String(originPort),
            },
          ]),
      ...(apiServer === undefined ? [] : [fromApiServer(apiServer, nodes)]),
      {
        name: "allow-load-balancer-probes",
        description: "Health probes of the internal load balancer; they come from 168.63.129.16 only.",
        protocol: "Tcp",
        from: "AzureLoadBalancer",
        to: nodes,
        port: "*",
      },
    ],
    outbound: outboundOfTheCluster(
      flows,
      flows.applicationSecurityGroups ? { group: "nodes" } : nodes,
      nodes,
    ),
  };
}

/** The pods, where they have a subnet of their own. */
export function podFlows(flows: StampFlows, pods: string): Flows {
  const { apiServer } = flows.plan.subnets;
  return {
    inbound: [
      withinTheCluster(flows, "Nodes and pods among themselves; AKS does not support filtering this by NSG."),
      ...(apiServer === undefined ? [] : [fromApiServer(apiServer, pods)]),
    ],
    // Pods are in no application security group: their addresses belong to interfaces that AKS does not group.
    outbound: outboundOfTheCluster(flows, pods, pods),
  };
}

function fromApiServer(apiServer: string, to: Addresses): Flow {
  return {
    name: "allow-api-server",
    description:
      "The API server to kubelets and to what it asks for admission and metrics, without a tunnel.",
    protocol: "Tcp",
    from: apiServer,
    to,
    port: "*",
  };
}

function outboundOfTheCluster(flows: StampFlows, from: Addresses, ranges: Addresses): Flow[] {
  const { plan, applicationSecurityGroups, privateEndpointPorts, nameServers, egressPorts } = flows;
  const { apiServer } = plan.subnets;
  return [
    withinTheCluster(
      flows,
      apiServer === undefined
        ? "Nodes and pods among themselves, and the API server's private endpoint beside the system nodes."
        : "Nodes and pods among themselves.",
    ),
    ...(apiServer === undefined ? [] : apiServerPorts.map((port) => toApiServer(port, ranges, apiServer))),
    ...privateEndpointPorts.map((port): Flow => ({
      name: `allow-private-endpoints-${port}`,
      description: privateEndpointPurpose(port),
      protocol: "Tcp",
      from,
      to: applicationSecurityGroups ? { group: "privateEndpoints" } : plan.subnets.privateEndpoints,
      port: String(port),
    })),
    ...(nameServers.length === 0
      ? []
      : [dnsFlow("Udp", from, nameServers), dnsFlow("Tcp", from, nameServers)]),
    ...egressPorts.map(({ protocol, port }): Flow => ({
      name: `allow-egress-${protocol.toLowerCase()}-${port}`,
      description: "The route table hands this to the firewall, whose rules decide which hosts it may reach.",
      protocol,
      from,
      to: "Internet",
      port: String(port),
    })),
  ];
}

/** azure-aks-docs api-server-vnet-integration.md, "NSG security rules". */
export const apiServerPorts = [443, 4443] as const;

/** From a cluster to its API server, on one of the ports that it has there. */
export function toApiServer(port: number, from: Addresses, apiServer: string): Flow {
  return {
    name: `allow-api-server-${port}`,
    description: "Nodes to the API server.",
    protocol: "Tcp",
    from,
    to: apiServer,
    port: String(port),
  };
}

/** What a port of the private endpoints is for. */
export function privateEndpointPurpose(port: number): string {
  return port === 443
    ? "Platform services by HTTPS. The database is used in gateway mode, which needs no other port."
    : "Event Hubs by AMQP over TLS.";
}

function dnsFlow(protocol: "Tcp" | "Udp", from: Addresses, servers: readonly string[]): Flow {
  return {
    name: `allow-dns-${protocol.toLowerCase()}`,
    description: "The name servers of the network.",
    protocol,
    from,
    to: servers.length === 1 ? (servers[0] ?? servers) : servers,
    port: "53",
  };
}
