import type { AddressPlan } from "../addressPlan.ts";
import { addressAt, parseCidr } from "../cidr.ts";
import type { Flow, Flows, GuardedSubnetRole } from "../nsg/types.ts";

/** The further way into a stamp, as configured. */
export interface Ingress {
  readonly type: "none" | "applicationGateway" | "firewall" | "publicLoadBalancer";
  /** Ranges that may use it. */
  readonly allowedSources: readonly string[];
}

/** Whether requests come in by an address of the firewall. */
export function hasFirewallEntrance({ type }: Ingress): boolean {
  return type === "firewall" || type === "publicLoadBalancer";
}

/**
 * The address that the internal load balancer of the gateway takes in the ingress subnet, when somebody has to know it
 * beforehand: the first usable one, Azure keeps 0 to 3.
 */
export function loadBalancerAddress({ subnets }: AddressPlan): string {
  return addressAt(parseCidr(subnets.ingress), 4);
}

/** A rule collection group that hands requests on, in the shape azure-native takes. */
export interface NatRuleCollectionGroup {
  readonly name: string;
  readonly priority: number;
  readonly ruleCollectionName: string;
  readonly ruleName: string;
  readonly description: string;
  readonly sourceAddresses: readonly string[];
  readonly port: string;
}

/** Translation comes before all other rules; parents hand none of it down, so each stamp has its own. */
export function natRuleCollectionGroup({ allowedSources }: Ingress, port: number): NatRuleCollectionGroup {
  return {
    name: "rcg-entrance",
    priority: 500,
    ruleCollectionName: "dnat-entrance",
    ruleName: "https",
    description: "Requests to the firewall's own address for them, on to the load balancer of the gateway.",
    sourceAddresses: allowedSources.includes("0.0.0.0/0") ? ["*"] : allowedSources,
    port: String(port),
  };
}

export interface EntranceFlowsArgs {
  readonly plan: AddressPlan;
  readonly ingress: Ingress;
  readonly port: number;
}

/**
 * What the security groups have to let in for it. The firewall translates the source of what it hands on: an internal load
 * balancer sees one of the firewall's private addresses, a public one its public address, which is not known before
 * it exists; so there the rule names the Internet, and the firewall's own rule says who may come.
 */
export function entranceFlows({
  plan,
  ingress,
  port,
}: EntranceFlowsArgs): Partial<Record<GuardedSubnetRole, Partial<Flows>>> {
  if (ingress.type === "firewall" && plan.subnets.firewall !== undefined) {
    const flow = entranceFlow(plan.subnets.firewall, plan.subnets.ingress, port);
    return {
      ingress: { inbound: [flow] },
      systemNodes: { inbound: [flow] },
      userNodes: { inbound: [flow] },
    };
  }
  if (ingress.type === "publicLoadBalancer") {
    // AKS load balances with floating addresses: packets reach a node with the load balancer's public address.
    const flow = entranceFlow("Internet", "*", port);
    return { systemNodes: { inbound: [flow] }, userNodes: { inbound: [flow] } };
  }
  if (
    ingress.type === "applicationGateway" &&
    plan.subnets.appGateway !== undefined &&
    ingress.allowedSources.length > 0
  ) {
    return {
      appGateway: {
        inbound: [
          {
            name: "allow-sources",
            description: "Those who may use the application gateway beside Front Door.",
            protocol: "Tcp",
            from: ingress.allowedSources,
            to: plan.subnets.appGateway,
            port: "443",
          },
        ],
      },
    };
  }
  return {};
}

function entranceFlow(from: string, to: string, port: number): Flow {
  return {
    name: "allow-firewall-entrance",
    description: "Requests that the firewall hands on to the load balancer of the gateway.",
    protocol: "Tcp",
    from,
    to,
    port: String(port),
  };
}

/** Prefix of the annotations that AKS' cloud controller reads (cloud-provider-azure, LoadBalancer annotations). */
const prefix = "service.beta.kubernetes.io/azure-";

/** The annotation by which the internal load balancer takes an address that others already name. */
export function fixedAddressAnnotations(address: string): Record<string, string> {
  return { [`${prefix}load-balancer-ipv4`]: address };
}

/** The annotations of a Service with a public load balancer whose address exists beforehand. */
export function publicLoadBalancerAnnotations(
  publicIpName: string,
  resourceGroupName: string,
): Record<string, string> {
  return {
    [`${prefix}load-balancer-internal`]: "false",
    [`${prefix}load-balancer-resource-group`]: resourceGroupName,
    [`${prefix}pip-name`]: publicIpName,
  };
}
