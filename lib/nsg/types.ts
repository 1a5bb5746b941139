import type { SubnetRole } from "../addressPlan.ts";

/** The subnets that take a network security group: all but the firewall's, on which Azure forbids one. */
export type GuardedSubnetRole = Exclude<SubnetRole, "firewall">;

/** What belongs together wherever its addresses are: the network interfaces of the nodes, those of the endpoints. */
export type ApplicationSecurityGroupRole = "nodes" | "privateEndpoints";

/** A security rule in the shape azure-native takes, except that application security groups stand by role. */
export interface SecurityRule {
  readonly name: string;
  readonly description: string;
  /** 100 to 4096; the first match by ascending priority decides. */
  readonly priority: number;
  readonly direction: "Inbound" | "Outbound";
  readonly access: "Allow" | "Deny";
  readonly protocol: "Tcp" | "Udp" | "*";
  readonly sourcePortRange: "*";
  readonly destinationPortRange: string;
  readonly sourceAddressPrefix?: string;
  readonly sourceAddressPrefixes?: readonly string[];
  readonly sourceApplicationSecurityGroup?: ApplicationSecurityGroupRole;
  readonly destinationAddressPrefix?: string;
  readonly destinationAddressPrefixes?: readonly string[];
  readonly destinationApplicationSecurityGroup?: ApplicationSecurityGroupRole;
}

/** A range, a service tag, several ranges, or the members of an application security group. */
export type Addresses = string | readonly string[] | { readonly group: ApplicationSecurityGroupRole };

/** Traffic that a security group lets through. */
export interface Flow extends Pick<SecurityRule, "name" | "description" | "protocol"> {
  readonly from: Addresses;
  readonly to: Addresses;
  /** One port, one range, or "*". Lists of ports were unreliable on private endpoints. */
  readonly port: string;
}

/** What a security group lets through, by direction. Everything else is denied. */
export interface Flows {
  readonly inbound: readonly Flow[];
  readonly outbound: readonly Flow[];
}
