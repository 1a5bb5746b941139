/** Address ranges, subnets and the network profile of a cluster. */
import { addressAt, addressCount, contains, overlaps, parseCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId } from "../../ids.ts";
import type { AzureView, Request, Resource, Rule } from "../../model.ts";
import { flagAt, numberAt, objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import { cidrOf, subnetPrefixes } from "../../rules/network.ts";
import table from "../../data/aks.json" with { type: "json" };
import subnetTable from "../../data/subnets.json" with { type: "json" };
import { inlinePools, mostNodes, poolsOf, subnetIdOf, surgeOf, type Pool } from "./pools.ts";

function refuse(code: string, message: string): never {
  throw new ArmError(code, 400, message);
}

const profile = (key: string) => `networkProfile.${key}`;

export function isOverlay(inputs: Properties): boolean {
  return textAt(inputs, profile("networkPluginMode"))?.toLowerCase() === "overlay";
}

/** azure-aks-docs: what fits together of plugin, mode, data plane and policy. */
export const pluginsFitTogether: Rule = ({ inputs, name }) => {
  const plugin = textAt(inputs, profile("networkPlugin")) ?? "azure";
  const dataplane = textAt(inputs, profile("networkDataplane")) ?? "azure";
  const policy = textAt(inputs, profile("networkPolicy")) ?? "none";
  if (!["azure", "kubenet", "none"].includes(plugin))
    refuse("NetworkModeInvalid", `Cluster '${name}': '${plugin}' is no network plugin.`);
  if (isOverlay(inputs) && plugin !== "azure")
    refuse(
      "NetworkModeNotSupported",
      `Cluster '${name}': the overlay mode needs the network plugin azure, not ${plugin}.`,
    );
  const podSubnets = inlinePools(inputs).some((pool) => textAt(pool.inputs, "podSubnetID") !== undefined);
  if (dataplane === "cilium" && (plugin !== "azure" || (!isOverlay(inputs) && !podSubnets))) {
    refuse(
      "InvalidParameter",
      `Cluster '${name}': the Cilium data plane needs the plugin azure in overlay mode or with pod subnets.`,
    );
  }
  if (dataplane === "cilium" && policy !== "cilium" && policy !== "none")
    refuse(
      "NetworkPolicyNotSupported",
      `Cluster '${name}': with the Cilium data plane the network policy is cilium, not ${policy}.`,
    );
  if (dataplane !== "cilium" && policy === "cilium")
    refuse(
      "NetworkPolicyNotSupported",
      `Cluster '${name}': the network policy cilium needs the Cilium data plane.`,
    );
  if (plugin === "kubenet" && policy === "azure")
    refuse(
      "NetworkPolicyAzureNotSupportedForKubenet",
      `Cluster '${name}': the network policy azure is not supported with kubenet.`,
    );
  if (isOverlay(inputs) && podSubnets)
    refuse("InvalidParameter", `Cluster '${name}': pod subnets and overlay mode exclude each other.`);
};

/** Ranges that AKS keeps for itself (concepts-network-cni-overview and ip-address-planning). */
const reserved = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];
/** azure-aks-docs ip-address-planning: a service range is smaller than /12. */
const serviceRangeAtLeast = 12;

function networkOf(azure: AzureView, inputs: Properties): Resource | undefined {
  const subnetId = inlinePools(inputs)
    .map(subnetIdOf)
    .find((id) => id !== undefined);
  return subnetId === undefined ? undefined : azure.find(parentId(subnetId));
}

export const rangesAreApart: Rule = ({ azure, inputs, name }) => {
  const service = textAt(inputs, profile("serviceCidr"));
  const pods = textAt(inputs, profile("podCidr"));
  const serviceRange = service === undefined ? undefined : cidrOf(service, name, "CidrStringParseError");
  const podRange = pods === undefined ? undefined : cidrOf(pods, name, "CidrStringParseError");
  if (serviceRange && podRange && overlaps(serviceRange, podRange))
    refuse(
      "PodCidrOverlapServiceCidr",
      `Cluster '${name}': podCidr ${pods} overlaps serviceCidr ${service}.`,
    );
  for (const subnet of azure.below(networkOf(azure, inputs)?.id ?? "?")) {
    for (const prefix of subnetPrefixes(subnet.inputs)) {
      const range = parseCidr(prefix);
      if (serviceRange && overlaps(serviceRange, range))
        refuse(
          "ServiceCidrOverlapExistingSubnetsCidr",
          `Cluster '${name}': the specified service CIDR ${service} is conflicted with an existing subnet CIDR ${prefix} ('${subnet.name}').`,
        );
      if (podRange && overlaps(podRange, range))
        refuse(
          "PodCidrOverlapExistingSubnetsCidr",
          `Cluster '${name}': podCidr ${pods} is conflicted with an existing subnet CIDR ${prefix} ('${subnet.name}').`,
        );
    }
  }
  for (const text of [service, pods].filter((range) => range !== undefined)) {
    const taken = reserved.find((range) => overlaps(parseCidr(range), parseCidr(text)));
    if (taken !== undefined)
      refuse("InvalidParameter", `Cluster '${name}': ${text} overlaps ${taken}, which AKS keeps for itself.`);
  }
  if (serviceRange && serviceRange.prefix <= serviceRangeAtLeast)
    refuse(
      "InvalidParameter",
      `Cluster '${name}': serviceCidr ${service} must be smaller than /${serviceRangeAtLeast}.`,
    );
  if (podRange && isOverlay(inputs)) refuseFewPodRanges(inputs, podRange.prefix, name);
};

/** In overlay mode every node takes a /24 of the pod range (azure-cni-overlay.md). */
function refuseFewPodRanges(inputs: Properties, prefix: number, name: string): void {
  const nodes = inlinePools(inputs).reduce((sum, pool) => sum + mostNodes(pool) + surgeOf(pool), 0);
  const room = 2 ** Math.max(0, table.limits.nodePrefixInOverlay - prefix);
  if (prefix > table.limits.nodePrefixInOverlay || nodes > room)
    refuse(
      "InsufficientPodCidr",
      `Cluster '${name}': a podCidr of /${prefix} has room for ${prefix > 24 ? 0 : room} nodes; the pools can need ${nodes}.`,
    );
}

export const nameServerIsInTheServiceRange: Rule = ({ inputs, name }) => {
  const service = textAt(inputs, profile("serviceCidr"));
  const address = textAt(inputs, profile("dnsServiceIP"));
  if (service === undefined && address === undefined) return;
  if (service === undefined || address === undefined)
    refuse("InvalidParameter", `Cluster '${name}': serviceCidr and dnsServiceIP must be given together.`);
  const range = cidrOf(service, name, "CidrStringParseError");
  const ip = cidrOf(`${address}/32`, name, "DnsServiceIpParseError");
  if (!contains(range, ip))
    refuse(
      "DnsServiceIpOutOfServiceCidr",
      `Cluster '${name}': dnsServiceIP ${address} is not in serviceCidr ${service}.`,
    );
  if (address === addressAt(range, 1))
    refuse(
      "DnsServiceIpConflicting",
      `Cluster '${name}': dnsServiceIP ${address} is the first address of serviceCidr, which the API server has.`,
    );
  if (address === addressAt(range, addressCount(range) - 1))
    refuse(
      "DnsBroadcastAddressConflicting",
      `Cluster '${name}': dnsServiceIP ${address} is the broadcast address of serviceCidr.`,
    );
};

/** AKS puts nodes in ordinary subnets of one network in its own region. */
export function refuseSubnets(
  azure: AzureView,
  pools: readonly Pool[],
  location: string | undefined,
  name: string,
): void {
  const ids = pools.map(subnetIdOf);
  if (ids.some((id) => id !== undefined) && ids.includes(undefined))
    refuse("AgentPoolsWithEmptySubnetError", `Cluster '${name}': some pools name a subnet and some do not.`);
  const networks = new Set(ids.filter((id) => id !== undefined).map((id) => idKey(parentId(id))));
  if (networks.size > 1)
    refuse(
      "InvalidParameter",
      `Cluster '${name}': all pools must be in subnets of the same virtual network.`,
    );
  for (const id of ids.filter((subnetId) => subnetId !== undefined)) {
    const subnet = azure.find(id);
    const network = azure.find(parentId(id));
    if (network && network.location !== location)
      refuse(
        "InvalidParameter",
        `Cluster '${name}' (${location}) and its virtual network '${network.name}' (${network.location}) must be in the same region.`,
      );
    if (network && network.state !== "Succeeded")
      refuse(
        "VirtualNetworkNotInSucceededState",
        `Cluster '${name}': virtual network '${network.name}' is ${network.state}.`,
      );
    if (textsAt(subnet?.inputs, "delegations[].serviceName").length > 0)
      refuse(
        "SubnetIsDelegated",
        `Cluster '${name}': subnet '${nameOfId(id)}' is delegated to another service and takes no nodes.`,
      );
    if (Object.keys(subnetTable.platform).includes(nameOfId(id)))
      refuse(
        "InvalidParameter",
        `Cluster '${name}': subnet '${nameOfId(id)}' is kept for a platform service and takes no nodes.`,
      );
    if (subnetPrefixes(subnet?.inputs ?? {}).length > 1)
      refuse(
        "MultipleAddressPrefixesSubnetNotSupported",
        `Cluster '${name}': subnet '${nameOfId(id)}' has several address prefixes.`,
      );
  }
}

/** Addresses a pool needs in its subnet, upgrade included. Pods have addresses of their own only without overlay and pod subnet. */
function addressesOf(pool: Pool, clusterInputs: Properties): number {
  const nodes = mostNodes(pool) + surgeOf(pool);
  const podsElsewhere =
    isOverlay(clusterInputs) ||
    textAt(pool.inputs, "podSubnetID") !== undefined ||
    textAt(clusterInputs, profile("networkPlugin")) === "kubenet";
  const pods = podsElsewhere
    ? 0
    : (numberAt(pool.inputs, "maxPods") ?? table.limits.podsByDefault.nodeSubnet);
  return nodes * (1 + pods);
}

/** Refuses pools that could outgrow a subnet; the API server's private endpoint is in the first pool's. */
export function refuseFullSubnets(
  azure: AzureView,
  clusterId: string,
  clusterInputs: Properties,
  pools: readonly Pool[],
): void {
  const hasEndpoint =
    flagAt(clusterInputs, "apiServerAccessProfile.enablePrivateCluster") === true &&
    flagAt(clusterInputs, "apiServerAccessProfile.enableVnetIntegration") !== true;
  const first = inlinePools(clusterInputs).map(subnetIdOf)[0];
  for (const id of new Set(
    pools
      .map(subnetIdOf)
      .filter((subnetId) => subnetId !== undefined)
      .map(idKey),
  )) {
    const prefix = subnetPrefixes(azure.find(id)?.inputs ?? {})[0];
    if (prefix === undefined) continue;
    const others = azure
      .referring(id)
      .filter(
        (user) =>
          user.arm === "Microsoft.ContainerService/managedClusters" && idKey(user.id) !== idKey(clusterId),
      );
    const mine = pools
      .filter((pool) => idKey(subnetIdOf(pool) ?? "") === id)
      .reduce((sum, pool) => sum + addressesOf(pool, clusterInputs), 0);
    const theirs = others.flatMap((other) =>
      poolsOf(azure, other.id, other.inputs)
        .filter((pool) => idKey(subnetIdOf(pool) ?? "") === id)
        .map((pool) => addressesOf(pool, other.inputs)),
    );
    const endpoints =
      azure.referring(id).filter((user) => user.arm === "Microsoft.Network/privateEndpoints").length +
      (hasEndpoint && idKey(first ?? "") === id ? 1 : 0);
    const needed = theirs.reduce((sum, count) => sum + count, mine + endpoints);
    const room = addressCount(parseCidr(prefix)) - subnetTable.reservedAddresses;
    if (needed > room)
      refuse(
        "InsufficientSubnetSize",
        `Pre-allocated IPs ${needed} exceeds IPs available ${room} in Subnet Cidr ${prefix}, Subnet Name ${nameOfId(id)} (nodes at most, with those of an upgrade, and private endpoints).`,
      );
  }
}

export const networkIsSound = (request: Request): void => {
  const pools = poolsOf(request.azure, request.id, request.inputs);
  refuseSubnets(request.azure, pools, request.location, request.name);
  refuseFullSubnets(request.azure, request.id, request.inputs, pools);
};

/** Outbound types other than the load balancer exclude what configures the load balancer's way out. */
export const loadBalancerFits: Rule = ({ inputs, name }) => {
  const outbound = textAt(inputs, profile("outboundType")) ?? "loadBalancer";
  const known = [
    "loadBalancer",
    "userDefinedRouting",
    "managedNATGateway",
    "userAssignedNATGateway",
    "none",
    "block",
  ];
  if (!known.includes(outbound))
    refuse("UnsupportedOutboundType", `Cluster '${name}': '${outbound}' is none of ${known.join(", ")}.`);
  const basic = textAt(inputs, profile("loadBalancerSku"))?.toLowerCase() === "basic";
  if (basic && outbound !== "loadBalancer")
    refuse(
      "UnexpectedLoadBalancerSkuForCurrentOutboundConfiguration",
      `Cluster '${name}': the outbound type ${outbound} needs the load balancer SKU Standard.`,
    );
  if (basic && flagAt(inputs, "apiServerAccessProfile.enablePrivateCluster") === true)
    refuse(
      "PrivateClusterNotSupportedWithBasicLoadBalancer",
      `Cluster '${name}': a private cluster needs the load balancer SKU Standard.`,
    );
  if (basic && objectsAt(inputs, "agentPoolProfiles[]").length > 1)
    refuse(
      "SLBRequiredForMultipleAgentPools",
      `Cluster '${name}': several pools need the load balancer SKU Standard.`,
    );
};
