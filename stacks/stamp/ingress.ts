import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import * as pulumi from "@pulumi/pulumi";
import { ApplicationGateway } from "../../components/network/applicationGateway.ts";
import { addressOf, type FirewallAddresses } from "../../components/network/firewallAddresses.ts";
import type { StampNetwork } from "../../components/network/stampNetwork.ts";
import type { ExtraRoute } from "../../components/network/stampRoutes.ts";
import { usualApplicationGateway } from "../../config/schema/stamp/ingress.ts";
import { addressAt, addressCount, parseCidr } from "../../lib/cidr.ts";
import {
  loadBalancerAddress,
  natRuleCollectionGroup,
  type NatRuleCollectionGroup,
} from "../../lib/ingress/entrance.ts";
import * as origin from "../../lib/origin.ts";
import type { StampScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/** Requests that come in by an address of the firewall, and where they are handed on to. */
export interface FirewallEntrance {
  readonly group: NatRuleCollectionGroup;
  readonly address: pulumi.Output<string>;
  readonly translatedAddress: pulumi.Input<string>;
  /** The address of the cluster's public load balancer; undefined where requests go to the internal one. */
  readonly loadBalancer: PublicIPAddress | undefined;
  /** Routes that keep answers on the way the requests came; none where the default route does. */
  readonly routes: readonly ExtraRoute[];
}

/** The firewall's further role, where the configuration asks for it. */
export function firewallEntrance(
  scope: StampScope,
  addresses: FirewallAddresses | undefined,
): FirewallEntrance | undefined {
  const { config, plan } = scope;
  if (addresses?.entrance === undefined) return undefined;
  const address = addressOf(addresses.entrance);
  const group = natRuleCollectionGroup(config.ingress, origin.originPort(config.gateway.protocol));
  if (config.ingress.type === "firewall")
    return {
      group,
      address,
      translatedAddress: loadBalancerAddress(plan),
      loadBalancer: undefined,
      routes: [],
    };
  const loadBalancer = publicLoadBalancerAddress(scope);
  return {
    group,
    address,
    translatedAddress: addressOf(loadBalancer),
    loadBalancer,
    routes: symmetricRoutes(addresses),
  };
}

/**
 * Keeps answers of a public load balancer symmetric. A request that the firewall hands on reaches the nodes with a public
 * address of the firewall as its source, any of them. Under the default route the answer would go to the firewall's private
 * address, which knows of no such connection and drops it; so answers to the public addresses go straight there.
 */
function symmetricRoutes({ addresses }: FirewallAddresses): ExtraRoute[] {
  return addresses.map((address, index) => ({
    name: `firewall-address-${index + 1}`,
    addressPrefix: pulumi.interpolate`${addressOf(address)}/32`,
    nextHopType: "Internet",
  }));
}

/** The address of the cluster's public load balancer: made here, so that rules and routes can name it before the cluster. */
function publicLoadBalancerAddress({ config, shared }: StampScope): PublicIPAddress {
  const { names, ...common } = shared;
  return new PublicIPAddress("load-balancer-address", {
    ...common,
    publicIpAddressName: names.publicIpAddress("load-balancer"),
    zones: [...config.zones],
    sku: { name: "Standard", tier: "Regional" },
    publicIPAllocationMethod: "Static",
    publicIPAddressVersion: "IPv4",
  });
}

/** The application gateway, where the configuration asks for one. */
export function applicationGatewayPart(
  scope: StampScope,
  network: StampNetwork,
  { certificateVault, dataConnections }: Pick<ServicesPart, "certificateVault" | "dataConnections">,
  gateway: pulumi.Resource,
): ApplicationGateway | undefined {
  const { config, global, plan, shared, idInGroup } = scope;
  const { names } = shared;
  const subnet = network.subnets.appGateway;
  const range = plan.subnets.appGateway;
  if (config.ingress.type !== "applicationGateway" || subnet === undefined || range === undefined)
    return undefined;
  const wanted = config.ingress.applicationGateway ?? usualApplicationGateway;
  const cidr = parseCidr(range);
  return new ApplicationGateway("app-gateway", {
    ...shared,
    subscriptionId: global.subscriptionId,
    zones: config.zones,
    armId: idInGroup("azure-native:network:ApplicationGateway", {
      applicationGatewayName: names.applicationGateway(),
    }),
    identityArmId: idInGroup("azure-native:managedidentity:UserAssignedIdentity", {
      resourceName: names.userAssignedIdentity("app-gateway"),
    }),
    subnetId: subnet.id,
    // From the end of the subnet: instances take theirs from the beginning.
    privateAddress: wanted.frontend === "private" ? addressAt(cidr, addressCount(cidr) - 2) : undefined,
    minInstances: wanted.minInstances,
    maxInstances: wanted.maxInstances,
    backendAddress: loadBalancerAddress(plan),
    port: origin.originPort(config.gateway.protocol),
    hostName: scope.originHostName,
    healthPath: origin.healthPath,
    frontDoorId: global.frontDoor.frontDoorId,
    vault: certificateVault,
    certificate: config.certificate.vaultCertificate,
    dependsOn: [network, gateway, ...dataConnections],
  });
}
