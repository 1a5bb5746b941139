import { applicationGateway } from "./applicationGateway.ts";
import { applicationGatewayWafPolicy } from "./applicationGatewayWafPolicy.ts";
import { applicationSecurityGroup } from "./applicationSecurityGroup.ts";
import { azureFirewall } from "./azureFirewall.ts";
import { bastionHost } from "./bastionHost.ts";
import { ddosProtectionPlan } from "./ddosProtectionPlan.ts";
import { firewallPolicy } from "./firewallPolicy.ts";
import { flowLog } from "./flowLog.ts";
import { ipGroup } from "./ipGroup.ts";
import { natGateway } from "./natGateway.ts";
import { privateZone, virtualNetworkLink } from "./privateDns.ts";
import { privateDnsZoneGroup, privateEndpoint } from "./privateEndpoint.ts";
import { publicIpAddress } from "./publicIpAddress.ts";
import { publicIpPrefix } from "./publicIpPrefix.ts";
import { routeTable } from "./routeTable.ts";
import { ruleCollectionGroup } from "./ruleCollectionGroup.ts";
import { networkSecurityGroup } from "./securityGroup.ts";
import { subnet } from "./subnet.ts";
import { virtualNetwork } from "./virtualNetwork.ts";
import { virtualNetworkPeering } from "./virtualNetworkPeering.ts";

export const definitions = [
  applicationGateway,
  applicationGatewayWafPolicy,
  applicationSecurityGroup,
  azureFirewall,
  bastionHost,
  ddosProtectionPlan,
  firewallPolicy,
  flowLog,
  ipGroup,
  natGateway,
  networkSecurityGroup,
  privateDnsZoneGroup,
  privateEndpoint,
  privateZone,
  publicIpAddress,
  publicIpPrefix,
  routeTable,
  ruleCollectionGroup,
  subnet,
  virtualNetwork,
  virtualNetworkLink,
  virtualNetworkPeering,
];
