import type { StampFlows } from "./stampRules.ts";
import type { Flow, Flows } from "./types.ts";

/** The addresses of the internal load balancer, which answers and never asks. */
export function ingressFlows(flows: StampFlows): Flows {
  const { appGateway, ingress, privateLink } = flows.plan.subnets;
  return {
    inbound: [
      toLoadBalancer(flows, privateLink, ingress),
      ...(appGateway === undefined ? [] : [fromAppGateway(flows, appGateway, ingress)]),
    ],
    outbound: [],
  };
}

/** The NAT addresses behind which Front Door arrives. */
export function privateLinkFlows(flows: StampFlows): Flows {
  const { ingress, privateLink } = flows.plan.subnets;
  return { inbound: [], outbound: [toLoadBalancer(flows, privateLink, ingress)] };
}

function toLoadBalancer({ originPort }: StampFlows, from: string, to: string): Flow {
  return {
    name: "allow-origin",
    description: "The private link service to the addresses of the internal load balancer.",
    protocol: "Tcp",
    from,
    to,
    port: String(originPort),
  };
}

function fromAppGateway({ originPort }: StampFlows, from: string, to: string): Flow {
  return {
    name: "allow-app-gateway",
    description: "The application gateway to the addresses of the internal load balancer.",
    protocol: "Tcp",
    from,
    to,
    port: String(originPort),
  };
}

/**
 * An application gateway of the second version. It must be reachable for Azure on 65200-65535 and for load balancer
 * probes, and may not be cut off from the Internet (application-gateway/configuration-infrastructure.md, ms.date
 * 2021-06-14): its own routes lead there directly.
 */
export function appGatewayFlows(flows: StampFlows, subnet: string): Flows {
  const { ingress, privateEndpoints } = flows.plan.subnets;
  return {
    inbound: [
      {
        name: "allow-front-door",
        description: "Front Door to the listener. Its header decides at the gateway whose Front Door it is.",
        protocol: "Tcp",
        from: "AzureFrontDoor.Backend",
        to: subnet,
        port: "443",
      },
      {
        name: "allow-gateway-manager",
        description: "Azure's management of the gateway, protected by certificates of Azure's own.",
        protocol: "Tcp",
        from: "GatewayManager",
        to: "*",
        port: "65200-65535",
      },
      {
        name: "allow-load-balancer-probes",
        description: "Health probes of Azure's load balancer in front of the gateway's instances.",
        protocol: "*",
        from: "AzureLoadBalancer",
        to: "*",
        port: "*",
      },
    ],
    outbound: [
      fromAppGateway(flows, subnet, ingress),
      {
        name: "allow-key-vault",
        description: "The listener's certificate, from the vault's private endpoint.",
        protocol: "Tcp",
        from: subnet,
        to: flows.applicationSecurityGroups ? { group: "privateEndpoints" } : privateEndpoints,
        port: "443",
      },
      ...flows.nameServers.flatMap((server) =>
        (["Udp", "Tcp"] as const).map((protocol): Flow => ({
          name: `allow-dns-${protocol.toLowerCase()}-${server.replaceAll(".", "-")}`,
          description: "A name server of the network.",
          protocol,
          from: subnet,
          to: server,
          port: "53",
        })),
      ),
      {
        name: "allow-internet",
        description: "Azure's management, certificate revocation and logs; a gateway does not work without.",
        protocol: "*",
        from: subnet,
        to: "Internet",
        port: "*",
      },
    ],
  };
}
