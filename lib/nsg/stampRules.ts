import type { AddressPlan } from "../addressPlan.ts";
import type { GuardedSubnetRole, SecurityRule } from "./types.ts";

/** What the rules of a stamp are derived from. */
export interface StampFlows {
  readonly plan: AddressPlan;
  /** Overlay range of the pods. Pod to pod packets are not encapsulated, so the node subnets see these addresses. */
  readonly podCidr: string;
  /** Port on which the internal load balancer takes traffic of the private link service. */
  readonly originPort: number;
}

type Addresses = string | readonly string[];
type Flow = Pick<SecurityRule, "name" | "description" | "protocol"> & {
  readonly from: Addresses;
  readonly to: Addresses;
  readonly port: string;
};

/**
 * Azure's own default rules allow far more than they seem to: under a 0.0.0.0/0 route the tag VirtualNetwork covers
 * every address. So each direction ends with a deny of everything, above those defaults.
 */
const denyAllPriority = 4096;

/** The rules of every network security group of a stamp: the flows that are needed, and then nothing. */
export function stampSecurityRules(
  flows: StampFlows,
): Readonly<Record<GuardedSubnetRole, readonly SecurityRule[]>> {
  const nodes = nodeRules(flows);
  return {
    systemNodes: nodes,
    userNodes: nodes,
    ingress: ingressRules(flows),
    privateLink: privateLinkRules(flows),
    privateEndpoints: privateEndpointRules(flows),
  };
}

function nodeRules({ plan, podCidr, originPort }: StampFlows): SecurityRule[] {
  const nodeRanges = [plan.subnets.systemNodes, plan.subnets.userNodes];
  const cluster = [...nodeRanges, podCidr];
  return securityRules({
    inbound: [
      {
        name: "allow-cluster",
        description: "Nodes and pods among themselves; AKS does not support filtering this by NSG.",
        protocol: "*",
        from: cluster,
        to: cluster,
        port: "*",
      },
      {
        name: "allow-origin",
        // AKS load balances with floating addresses: packets reach a node with the load balancer's own address.
        description:
          "Front Door, behind the NAT addresses of the private link service, to the load balancer address.",
        protocol: "Tcp",
        from: plan.subnets.privateLink,
        to: plan.subnets.ingress,
        port: String(originPort),
      },
      {
        name: "allow-load-balancer-probes",
        description: "Health probes of the internal load balancer; they come from 168.63.129.16 only.",
        protocol: "Tcp",
        from: "AzureLoadBalancer",
        to: nodeRanges,
        port: "*",
      },
    ],
    outbound: [
      {
        name: "allow-cluster",
        description:
          "Nodes and pods among themselves, and the API server's private endpoint beside the system nodes.",
        protocol: "*",
        from: cluster,
        to: cluster,
        port: "*",
      },
      {
        name: "allow-private-endpoints",
        description:
          "Registry, database and vault. The database is used in gateway mode, which needs no other port.",
        protocol: "Tcp",
        from: nodeRanges,
        to: plan.subnets.privateEndpoints,
        port: "443",
      },
      dnsFlow("Udp", nodeRanges, plan.firewallPrivateIp),
      dnsFlow("Tcp", nodeRanges, plan.firewallPrivateIp),
      {
        name: "allow-https-to-firewall",
        description:
          "The route table hands this to the firewall, whose rules decide which hosts it may reach.",
        protocol: "Tcp",
        from: nodeRanges,
        to: "Internet",
        port: "443",
      },
    ],
  });
}

function dnsFlow(protocol: "Tcp" | "Udp", from: Addresses, firewall: string): Flow {
  return {
    name: `allow-dns-${protocol.toLowerCase()}`,
    description: "The firewall's DNS proxy is the name server of the network.",
    protocol,
    from,
    to: firewall,
    port: "53",
  };
}

function ingressRules({ plan, originPort }: StampFlows): SecurityRule[] {
  return securityRules({
    inbound: [
      {
        name: "allow-origin",
        description: "The private link service to the addresses of the internal load balancer.",
        protocol: "Tcp",
        from: plan.subnets.privateLink,
        to: plan.subnets.ingress,
        port: String(originPort),
      },
    ],
    outbound: [],
  });
}

function privateLinkRules({ plan, originPort }: StampFlows): SecurityRule[] {
  return securityRules({
    inbound: [],
    outbound: [
      {
        name: "allow-origin",
        description: "The private link service to the addresses of the internal load balancer.",
        protocol: "Tcp",
        from: plan.subnets.privateLink,
        to: plan.subnets.ingress,
        port: String(originPort),
      },
    ],
  });
}

function privateEndpointRules({ plan }: StampFlows): SecurityRule[] {
  return securityRules({
    inbound: [
      {
        name: "allow-nodes",
        description: "Nodes, and pods behind their addresses, to registry, database and vault.",
        protocol: "Tcp",
        from: [plan.subnets.systemNodes, plan.subnets.userNodes],
        to: plan.subnets.privateEndpoints,
        port: "443",
      },
    ],
    outbound: [],
  });
}

function securityRules(flows: {
  readonly inbound: readonly Flow[];
  readonly outbound: readonly Flow[];
}): SecurityRule[] {
  return [...direction("Inbound", flows.inbound), ...direction("Outbound", flows.outbound)];
}

function direction(way: SecurityRule["direction"], flows: readonly Flow[]): SecurityRule[] {
  const suffix = way.toLowerCase();
  const allows = flows.map(({ name, description, protocol, from, to, port }, index): SecurityRule => ({
    // Names are unique within a group, across both directions.
    name: `${name}-${suffix}`,
    description,
    priority: 100 + index * 10,
    direction: way,
    access: "Allow",
    protocol,
    sourcePortRange: "*",
    destinationPortRange: port,
    ...addresses("source", from),
    ...addresses("destination", to),
  }));
  return [
    ...allows,
    {
      name: `deny-all-${suffix}`,
      description: "Whatever no rule above allows.",
      priority: denyAllPriority,
      direction: way,
      access: "Deny",
      protocol: "*",
      sourcePortRange: "*",
      destinationPortRange: "*",
      sourceAddressPrefix: "*",
      destinationAddressPrefix: "*",
    },
  ];
}

/** ARM takes one prefix and several prefixes in different properties. */
function addresses(side: "source" | "destination", value: Addresses): Partial<SecurityRule> {
  if (typeof value === "string") {
    return side === "source" ? { sourceAddressPrefix: value } : { destinationAddressPrefix: value };
  }
  return side === "source" ? { sourceAddressPrefixes: value } : { destinationAddressPrefixes: value };
}
