import {
  apiServerPorts,
  clusterSources,
  nodeRanges,
  privateEndpointPurpose,
  toApiServer,
} from "./cluster.ts";
import type { StampFlows } from "./stampRules.ts";
import type { Addresses, Flow, Flows } from "./types.ts";

type Caller = [name: string, from: Addresses];

/** Private endpoints: called by the cluster and by operators, calling nobody. */
export function privateEndpointFlows(flows: StampFlows): Flows {
  const { plan, applicationSecurityGroups, operationsRanges } = flows;
  const { appGateway, pods } = plan.subnets;
  const to: Addresses = applicationSecurityGroups
    ? { group: "privateEndpoints" }
    : plan.subnets.privateEndpoints;
  // Groups cannot be mixed with ranges in one rule, and pods are in none.
  const callers: readonly Caller[] = applicationSecurityGroups
    ? [["nodes", { group: "nodes" }], ...(pods === undefined ? [] : [["pods", pods] satisfies Caller])]
    : [["nodes", clusterSources(flows)]];
  return {
    inbound: [
      ...callers.flatMap(([name, from]) =>
        flows.privateEndpointPorts.map((port): Flow => ({
          name: `allow-${name}-${port}`,
          description: `Nodes, and pods: ${privateEndpointPurpose(port)}`,
          protocol: "Tcp",
          from,
          to,
          port: String(port),
        })),
      ),
      ...(appGateway === undefined
        ? []
        : [
            {
              name: "allow-app-gateway",
              description: "The application gateway, for its certificate.",
              protocol: "Tcp" as const,
              from: appGateway,
              to,
              port: "443",
            },
          ]),
      ...(operationsRanges.length === 0
        ? []
        : [
            {
              name: "allow-operations",
              description: "Jump boxes and build agents behind the hub.",
              protocol: "Tcp" as const,
              from: operationsRanges,
              to,
              port: "443",
            },
          ]),
    ],
    outbound: [],
  };
}

/**
 * The API server, where it has its addresses in the stamp. What must pass between it and other subnets is what
 * azure-aks-docs api-server-vnet-integration.md lists (ms.date 2026-04-15); within the subnet nothing is filtered, for what
 * is there is AKS' own.
 */
export function apiServerFlows(flows: StampFlows, subnet: string): Flows {
  const sources = clusterSources(flows);
  const { operationsRanges, podCidr } = flows;
  const inside: Flow = {
    name: "allow-api-server",
    description: "The instances of the API server and their load balancer among themselves.",
    protocol: "*",
    from: subnet,
    to: subnet,
    port: "*",
  };
  return {
    inbound: [
      ...apiServerPorts.map((port) => toApiServer(port, sources, subnet)),
      {
        name: "allow-load-balancer-probes",
        description: "Health probes of the API server's load balancer.",
        protocol: "Tcp",
        from: "AzureLoadBalancer",
        to: subnet,
        port: "9988",
      },
      ...(operationsRanges.length === 0
        ? []
        : [
            {
              name: "allow-operations",
              description: "Jump boxes and build agents behind the hub.",
              protocol: "Tcp" as const,
              from: operationsRanges,
              to: subnet,
              port: "443",
            },
          ]),
      inside,
    ],
    outbound: [
      {
        name: "allow-cluster",
        description: "Kubelets, and pods that answer for admission and metrics.",
        protocol: "Tcp",
        from: subnet,
        to: [...nodeRanges(flows), flows.plan.subnets.pods ?? podCidr],
        port: "*",
      },
      inside,
    ],
  };
}

/**
 * An appliance that forwards: what arrives is meant for others, and what leaves is either forwarded or its own, with the
 * appliance's address as source where it translates.
 */
export function applianceFlows(flows: StampFlows, subnet: string): Flows {
  const { egressPorts, nameServers } = flows;
  const cluster = clusterSources(flows);
  const forwarded = (description: string, from: Addresses): Flow[] =>
    egressPorts.map(({ protocol, port }) => ({
      name: `allow-forwarded-${protocol.toLowerCase()}-${port}`,
      description,
      protocol,
      from,
      to: "Internet",
      port: String(port),
    }));
  const dns = (description: string, from: Addresses): Flow[] =>
    nameServers.length === 0
      ? []
      : (["Udp", "Tcp"] as const).map((protocol) => ({
          name: `allow-dns-${protocol.toLowerCase()}`,
          description,
          protocol,
          from,
          to: nameServers,
          port: "53",
        }));
  return {
    inbound: [
      ...forwarded("What the route table hands to the appliance, whose rules decide.", cluster),
      ...dns("Questions to the name servers of the network, of which the appliance may be one.", cluster),
    ],
    outbound: [
      ...forwarded("What the appliance lets through, and its own updates.", [subnet, ...cluster]),
      ...dns("Questions to name servers that lie behind the appliance, its own included.", [
        subnet,
        ...cluster,
      ]),
    ],
  };
}
