import type { Flip } from "../flips.ts";

const hub = {
  virtualNetworkId:
    "/subscriptions/8d2f6a3e-1c49-5b77-9a10-4e5d6f708192/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub",
  nextHopIp: "10.0.0.4",
};
const givenHub = { "network.hub": hub };

/** Other values for the keys of a stamp's network that are neither switches nor choices. */
export const networkFlips: Readonly<Record<string, Flip>> = {
  "network.addressSpace": { to: "10.200.0.0/20" },
  "network.hub.virtualNetworkId": {
    to: hub.virtualNetworkId.replace("vnet-hub", "vnet-other"),
    given: givenHub,
  },
  "network.hub.nextHopIp": { to: "10.0.0.5", given: givenHub },
  "network.hub.dnsServers": { to: ["10.0.1.4"], given: givenHub },
  "network.hub.createHubSidePeering": { to: false, given: givenHub },
  "network.hub.useHubGateway": { to: true, given: givenHub },
  "network.hub.linkZones": { to: false, given: givenHub },
  "network.hub.operationsRanges": { to: ["10.0.2.0/24"], given: givenHub },
  "network.appliance.nextHopIp": {
    to: "10.10.15.71",
    given: { "network.appliance": { nextHopIp: "10.10.15.70" } },
  },
  "network.appliance.dnsServers": {
    to: ["10.10.15.70"],
    given: { "network.appliance": { nextHopIp: "10.10.15.70" } },
  },
  "network.flowLogs.retentionDays": { to: 30 },
  "network.flowLogs.trafficAnalyticsIntervalMinutes": { to: 10 },
  "network.flowLogs.networkWatcherResourceGroup": { to: "rg-network-watchers" },
  "network.flowLogs.networkWatcherName": { to: "nw-eastus" },
};
