import type { SubnetRole } from "../addressPlan.ts";

/** The subnets that take a network security group: all but the firewall's, on which Azure forbids one. */
export type GuardedSubnetRole = Exclude<SubnetRole, "firewall">;

/** A security rule in the shape azure-native takes. */
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
  readonly destinationAddressPrefix?: string;
  readonly destinationAddressPrefixes?: readonly string[];
}
