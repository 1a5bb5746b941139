import type { Control } from "../../types.ts";
import { ddosProtection } from "./ddosProtection.ts";
import { dnsServersPrivate } from "./dnsServersPrivate.ts";
import { firewallDnsProxy } from "./firewallDnsProxy.ts";
import { firewallIntrusionDetection } from "./firewallIntrusionDetection.ts";
import { firewallPolicy } from "./firewallPolicy.ts";
import { firewallPremium } from "./firewallPremium.ts";
import { firewallRulesNarrow } from "./firewallRulesNarrow.ts";
import { firewallThreatIntelligence } from "./firewallThreatIntelligence.ts";
import { firewallZones } from "./firewallZones.ts";
import { flowLogs } from "./flowLogs.ts";
import { flowLogsKept } from "./flowLogsKept.ts";
import { interfacePrivate } from "./interfacePrivate.ts";
import { noBroadRule } from "./noBroadRule.ts";
import { noOpenInbound } from "./noOpenInbound.ts";
import { noPeering } from "./noPeering.ts";
import { noRoutePropagation } from "./noRoutePropagation.ts";
import { noServiceEndpoints } from "./noServiceEndpoints.ts";
import { privateEndpointPerService } from "./privateEndpointPerService.ts";
import { privateEndpointRecords } from "./privateEndpointRecords.ts";
import { privateLinkServiceNamed } from "./privateLinkServiceNamed.ts";
import { privateZoneLinked } from "./privateZoneLinked.ts";
import { publicAddressOwners } from "./publicAddressOwners.ts";
import { publicAddressResilient } from "./publicAddressResilient.ts";
import { routeToAppliance } from "./routeToAppliance.ts";
import { securityGroupClosed } from "./securityGroupClosed.ts";
import { subnetPrivate } from "./subnetPrivate.ts";
import { subnetRouteTable } from "./subnetRouteTable.ts";
import { subnetSecurityGroup } from "./subnetSecurityGroup.ts";

export const networkControls: readonly Control[] = [
  subnetSecurityGroup,
  subnetRouteTable,
  subnetPrivate,
  noServiceEndpoints,
  noOpenInbound,
  noBroadRule,
  securityGroupClosed,
  routeToAppliance,
  noRoutePropagation,
  publicAddressOwners,
  publicAddressResilient,
  interfacePrivate,
  firewallPolicy,
  firewallPremium,
  firewallZones,
  firewallThreatIntelligence,
  firewallIntrusionDetection,
  firewallDnsProxy,
  firewallRulesNarrow,
  flowLogs,
  flowLogsKept,
  ddosProtection,
  noPeering,
  dnsServersPrivate,
  privateEndpointPerService,
  privateEndpointRecords,
  privateZoneLinked,
  privateLinkServiceNamed,
];
