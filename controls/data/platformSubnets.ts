/** What a subnet of a fixed name goes without, because Azure does not take it there. */
export interface PlatformSubnet {
  /** Compared without regard to case, as Azure does with names. */
  readonly name: string;
  readonly without: readonly ("networkSecurityGroup" | "routeTable")[];
  readonly reason: string;
  readonly source: string;
}

/**
 * Subnets for a private link service's NAT addresses, private endpoints or application gateways are not listed: they take
 * both, and have to have them.
 */
export const platformSubnets: readonly PlatformSubnet[] = [
  {
    name: "AzureFirewallSubnet",
    without: ["networkSecurityGroup", "routeTable"],
    reason:
      "subnet security groups are disabled there, and the firewall needs its direct way to the Internet: a default route " +
      "to an appliance would break it",
    source:
      "learn.microsoft.com/azure/firewall/firewall-faq, 'Are NSGs supported on the AzureFirewallSubnet?'",
  },
  {
    name: "AzureBastionSubnet",
    without: ["routeTable"],
    reason: "user-defined routes are not supported there (RouteTableCannotBeAttachedForAzureBastionSubnet)",
    source: "MicrosoftDocs/azure-docs articles/bastion/bastion-faq.md, ms.date 2024-04-01",
  },
  {
    name: "GatewaySubnet",
    without: ["networkSecurityGroup"],
    reason: "a security group can stop the gateway",
    source: "MicrosoftDocs/azure-docs, VPN and ExpressRoute gateway settings, 'Gateway subnet'",
  },
  {
    name: "RouteServerSubnet",
    without: ["networkSecurityGroup", "routeTable"],
    reason: "neither is supported there",
    source:
      "learn.microsoft.com/azure/route-server/route-server-faq, 'Can I associate a UDR / an NSG to the RouteServerSubnet?'",
  },
];
