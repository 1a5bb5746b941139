import { azureFirewall } from "./azureFirewall.ts";
import { firewallPolicy } from "./firewallPolicy.ts";
import { ipGroup } from "./ipGroup.ts";
import { privateZone, virtualNetworkLink } from "./privateDns.ts";
import { privateDnsZoneGroup, privateEndpoint } from "./privateEndpoint.ts";
import { publicIpAddress } from "./publicIpAddress.ts";
import { routeTable } from "./routeTable.ts";
import { ruleCollectionGroup } from "./ruleCollectionGroup.ts";
import { networkSecurityGroup } from "./securityGroup.ts";
import { subnet } from "./subnet.ts";
import { virtualNetwork } from "./virtualNetwork.ts";

export const definitions = [
  azureFirewall,
  firewallPolicy,
  ipGroup,
  networkSecurityGroup,
  privateDnsZoneGroup,
  privateEndpoint,
  privateZone,
  publicIpAddress,
  routeTable,
  ruleCollectionGroup,
  subnet,
  virtualNetwork,
  virtualNetworkLink,
];
