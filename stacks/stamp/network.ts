import * as pulumi from "@pulumi/pulumi";
import type { EgressFirewall } from "../../components/network/egressFirewall.ts";
import { HubPeering } from "../../components/network/hubPeering.ts";
import { PrivateDns } from "../../components/network/privateDns.ts";
import { StampNetwork } from "../../components/network/stampNetwork.ts";
import { stampEgress } from "../../config/egress.ts";
import { wayOut, type WayOut } from "../../config/wayOut.ts";
import { egressPorts } from "../../lib/egress/catalogue.ts";
import { privateEndpointPorts } from "../../lib/nsg/privateEndpointPorts.ts";
import { stampSecurityRules } from "../../lib/nsg/stampRules.ts";
import { entranceFlows } from "../../lib/ingress/entrance.ts";
import { originPort } from "../../lib/origin.ts";
import { stampPrivateEndpoints, stampZoneTargets, type PrivateLinkTarget } from "../../lib/privateLink.ts";
import { egressFirewall, firewallAddresses } from "./egress.ts";
import { firewallEntrance, type FirewallEntrance } from "./ingress.ts";
import { flowLogs } from "./flowLogs.ts";
import type { StampScope } from "./scope.ts";

/** Subnets, the way out, names. */
export interface NetworkPart {
  readonly network: StampNetwork;
  readonly wayOut: WayOut;
  /** The stamp's own; undefined where a hub's firewall or an appliance is the way out. */
  readonly firewall: EgressFirewall | undefined;
  /** Address of the cluster's public load balancer; undefined where it has none. */
  readonly loadBalancerAddress: FirewallEntrance["loadBalancer"];
  /** What must stand before a node can reach anything outside of the network. */
  readonly outward: readonly pulumi.Resource[];
  /** Addresses behind which the stamp's traffic leaves; none where they are those of a hub or an appliance. */
  readonly publicIps: pulumi.Output<string[]>;
  readonly dns: PrivateDns<PrivateLinkTarget>;
}

export function networkPart(scope: StampScope): NetworkPart {
  const { config, global, plan, shared } = scope;
  const out = wayOut(config, plan);
  const addresses = firewallAddresses(scope);
  const entrance = firewallEntrance(scope, addresses);
  const network = new StampNetwork("network", {
    ...shared,
    plan,
    nextHopIp: out.nextHopIp,
    nameServers: out.nameServers,
    applicationSecurityGroups: config.network.applicationSecurityGroups,
    ddosProtectionPlanId: global.ddosProtectionPlanId,
    securityRules: stampSecurityRules({
      plan,
      originPort: originPort(config.gateway.protocol),
      podCidr: config.cluster.podCidr,
      privateEndpointPorts: privateEndpointPorts(stampPrivateEndpoints(config).map(([, target]) => target)),
      egressPorts: egressPorts(stampEgress(config)),
      nameServers: out.nameServers,
      operationsRanges: config.network.hub?.operationsRanges ?? [],
      applicationSecurityGroups: config.network.applicationSecurityGroups,
      extra: entranceFlows({ plan, ingress: config.ingress, port: originPort(config.gateway.protocol) }),
    }),
    extraRoutes: entrance?.routes ?? [],
  });
  const firewall = egressFirewall(scope, network, addresses, entrance);
  const peering = hubPeering(scope, network);
  flowLogs(scope, network);

  const { hub } = config.network;
  const dns = new PrivateDns("dns", {
    ...shared,
    targets: stampZoneTargets(config),
    // Names are looked up where the name server stands.
    ...(hub?.linkZones === true
      ? { virtualNetworkId: hub.virtualNetworkId, ownNetworkId: network.virtualNetwork.id }
      : { virtualNetworkId: network.virtualNetwork.id }),
  });
  return {
    network,
    wayOut: out,
    firewall,
    loadBalancerAddress: entrance?.loadBalancer,
    outward: [firewall, peering].filter((resource) => resource !== undefined),
    publicIps: firewall?.publicIps ?? pulumi.output([]),
    dns,
  };
}

function hubPeering({ config, global, shared }: StampScope, network: StampNetwork): HubPeering | undefined {
  const { hub } = config.network;
  if (hub === undefined) return undefined;
  return new HubPeering("hub", {
    ...shared,
    subscriptionId: global.subscriptionId,
    virtualNetwork: network.virtualNetwork,
    hubId: hub.virtualNetworkId,
    hubSide: hub.createHubSidePeering,
    useHubGateway: hub.useHubGateway,
    dependsOn: [network],
  });
}
