import type { AddressPlan, CommonSubnetRole } from "../addressPlan.ts";
import { nodeFlows, podFlows } from "./cluster.ts";
import { appGatewayFlows, ingressFlows, privateLinkFlows } from "./edge.ts";
import { apiServerFlows, applianceFlows, privateEndpointFlows } from "./platform.ts";
import { securityRules } from "./rules.ts";
import type { Flows, GuardedSubnetRole, SecurityRule } from "./types.ts";

/** What the rules of a stamp are derived from. */
export interface StampFlows {
  readonly plan: AddressPlan;
  /** Overlay range of the pods; of no effect where they have a subnet. */
  readonly podCidr: string;
  /** Port on which the internal load balancer takes traffic of the private link service. */
  readonly originPort: number;
  /** Ports on which private endpoints answer. */
  readonly privateEndpointPorts: readonly number[];
  /** Ports on which anything leaves the stamp; the hosts behind them are up to the firewall. */
  readonly egressPorts: readonly { readonly protocol: "Tcp" | "Udp"; readonly port: number }[];
  /** The network's name servers; none where that is Azure's own, which security groups do not filter. */
  readonly nameServers: readonly string[];
  /** Ranges of jump boxes and build agents behind a hub. */
  readonly operationsRanges: readonly string[];
  /** Whether nodes and private endpoints are named by their groups instead of their ranges. */
  readonly applicationSecurityGroups: boolean;
  /** What other parts of the program need on top, for example an edge of another kind. */
  readonly extra?: Readonly<Partial<Record<GuardedSubnetRole, Partial<Flows>>>>;
}

/** Rules by subnet, for every subnet of the plan that takes a security group. */
export type StampSecurityRules = Readonly<Record<CommonSubnetRole, readonly SecurityRule[]>> &
  Readonly<Partial<Record<GuardedSubnetRole, readonly SecurityRule[]>>>;

/** The rules of every network security group of a stamp: the flows that are needed, and then nothing. */
export function stampSecurityRules(flows: StampFlows): StampSecurityRules {
  const { apiServer, appGateway, appliance, pods } = flows.plan.subnets;
  const rules = (role: GuardedSubnetRole, { inbound, outbound }: Flows): SecurityRule[] => {
    const more = flows.extra?.[role];
    return securityRules({
      inbound: [...inbound, ...(more?.inbound ?? [])],
      outbound: [...outbound, ...(more?.outbound ?? [])],
    });
  };
  return {
    systemNodes: rules("systemNodes", nodeFlows(flows)),
    userNodes: rules("userNodes", nodeFlows(flows)),
    ingress: rules("ingress", ingressFlows(flows)),
    privateLink: rules("privateLink", privateLinkFlows(flows)),
    privateEndpoints: rules("privateEndpoints", privateEndpointFlows(flows)),
    ...(pods !== undefined && { pods: rules("pods", podFlows(flows, pods)) }),
    ...(apiServer !== undefined && { apiServer: rules("apiServer", apiServerFlows(flows, apiServer)) }),
    ...(appGateway !== undefined && { appGateway: rules("appGateway", appGatewayFlows(flows, appGateway)) }),
    ...(appliance !== undefined && { appliance: rules("appliance", applianceFlows(flows, appliance)) }),
  };
}
