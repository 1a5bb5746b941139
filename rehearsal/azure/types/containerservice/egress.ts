/** Whether nodes find their way out: the route table, the firewall behind it, and the hosts it lets through. */
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId } from "../../ids.ts";
import type { AzureView, Effects, Request, Resource, Rule } from "../../model.ts";
import { flagAt, objectsAt, textAt, textsAt, valuesAt, type Properties } from "../../../../lib/properties.ts";
import table from "../../data/aks.json" with { type: "json" };
import { mayBeAppliance } from "./nextHop.ts";
import { poolsOf, subnetIdOf, type Pool } from "./pools.ts";

function isRoutedByUser(inputs: Properties): boolean {
  return textAt(inputs, "networkProfile.outboundType") === "userDefinedRouting";
}

function defaultRoute(azure: AzureView, subnetId: string): Properties | undefined {
  const routeTable = azure.find(textAt(azure.find(subnetId)?.inputs, "routeTable.id") ?? "");
  return objectsAt(routeTable?.inputs, "routes[]").find(
    (route) => textAt(route, "addressPrefix") === "0.0.0.0/0",
  );
}

/** AKS looks at the route tables before it makes anything (egress-udr.md). */
export function refuseRoutes(azure: AzureView, clusterInputs: Properties, pools: readonly Pool[]): void {
  if (!isRoutedByUser(clusterInputs)) return;
  for (const pool of pools) {
    const subnetId = subnetIdOf(pool);
    if (subnetId === undefined)
      throw new ArmError(
        "AgentPoolsWithEmptySubnetError",
        400,
        `Pool '${pool.name}': userDefinedRouting needs pools in a subnet of your own.`,
      );
    if (flagAt(pool.inputs, "enableNodePublicIP") === true)
      throw new ArmError(
        "UDRWithNodePublicIPNotAllowed",
        400,
        `Pool '${pool.name}': nodes cannot have public IP addresses with userDefinedRouting.`,
      );
    const tableId = textAt(azure.find(subnetId)?.inputs, "routeTable.id");
    if (tableId === undefined)
      throw new ArmError(
        "ExistingRouteTableNotAssociatedWithSubnet",
        400,
        `An existing route table has not been associated with subnet ${subnetId}. Please see https://aka.ms/aks/outboundtype for more details.`,
      );
    const route = defaultRoute(azure, subnetId);
    if (!route)
      throw new ArmError(
        "RouteTableMissingDefaultRouteError",
        400,
        `Route table ${tableId} of subnet '${nameOfId(subnetId)}' has no route for 0.0.0.0/0. Please see https://aka.ms/aks/outboundtype for more details.`,
      );
    const hop = textAt(route, "nextHopType") ?? "";
    if (hop !== "VirtualAppliance" && hop !== "VirtualNetworkGateway")
      throw new ArmError(
        "RouteTableInvalidNextHop",
        400,
        `Default route 0.0.0.0/0 has a next hop of ${hop} but only next hops of VirtualAppliance or VirtualNetworkGateway are allowed. Please see https://aka.ms/aks/outboundtype for more details.`,
      );
  }
}

export const routesLeadOut: Rule = ({ azure, id, inputs }) =>
  refuseRoutes(azure, inputs, poolsOf(azure, id, inputs));

function firewallAt(azure: AzureView, address: string): Resource | undefined {
  return azure
    .ofType("Microsoft.Network/azureFirewalls")
    .find((firewall) => textsAt(firewall.outputs, "ipConfigurations[].privateIPAddress").includes(address));
}

/** Rules of a policy and of those it inherits from. */
function allowedBy(azure: AzureView, policyId: string | undefined): Properties[] {
  const policy = azure.find(policyId ?? "");
  if (!policy) return [];
  const groups = azure
    .below(policy.id)
    .filter((group) => group.arm.endsWith("/ruleCollectionGroups") && group.state !== "Creating");
  const own = groups
    .flatMap((group) => objectsAt(group.inputs, "ruleCollections[]"))
    .filter((collection) => textAt(collection, "action.type") === "Allow");
  return [
    ...own.flatMap((collection) => objectsAt(collection, "rules[]")),
    ...allowedBy(azure, textAt(policy.inputs, "basePolicy.id")),
  ];
}

/** A rule's wildcard covers everything below its domain, and of course the same wildcard. */
function covers(pattern: string, host: string): boolean {
  const [wanted, offered] = [host.toLowerCase(), pattern.toLowerCase()];
  return (
    offered === "*" ||
    offered === wanted ||
    (offered.startsWith("*.") && wanted.replace(/^\*/, "").endsWith(offered.slice(1)))
  );
}

function letsThrough(rule: Properties, host: string): boolean {
  if (textAt(rule, "ruleType") === "NetworkRule") {
    const toAll = textsAt(rule, "destinationAddresses[]").some(
      (target) =>
        target === "*" || target === "Internet" || target === "0.0.0.0/0" || target === "AzureCloud",
    );
    const ports = textsAt(rule, "destinationPorts[]");
    return (
      (toAll || textsAt(rule, "destinationFqdns[]").some((name) => covers(name, host))) &&
      (ports.includes("443") || ports.includes("*"))
    );
  }
  if (textsAt(rule, "fqdnTags[]").includes(table.egress.fqdnTag)) return true;
  const https = valuesAt(rule, "protocols[].port").some((port) => Number(port) === 443);
  return https && textsAt(rule, "targetFqdns[]").some((name) => covers(name, host));
}

/**
 * Why nodes of these pools would not come up: AKS accepts such a cluster and gives up later. Undefined when they would,
 * and where an appliance decides that the local Azure knows nothing about.
 */
export function egressProblem(
  azure: AzureView,
  clusterInputs: Properties,
  location: string | undefined,
  pools: readonly Pool[],
): string | undefined {
  if (!isRoutedByUser(clusterInputs)) return undefined;
  const isPrivate = flagAt(clusterInputs, "apiServerAccessProfile.enablePrivateCluster") === true;
  const hosts = [
    ...table.egress.hosts,
    ...(isPrivate ? [] : [table.egress.publicApiServer.replace("{location}", location ?? "")]),
  ];
  for (const subnetId of new Set(
    pools
      .map(subnetIdOf)
      .filter((id) => id !== undefined)
      .map(idKey),
  )) {
    const route = defaultRoute(azure, subnetId);
    const address = textAt(route, "nextHopIpAddress");
    // What stands behind a gateway is outside of this subscription.
    if (!route || textAt(route, "nextHopType") !== "VirtualAppliance" || address === undefined) continue;
    const firewall = firewallAt(azure, address);
    if (!firewall && mayBeAppliance(azure, subnetId, address)) continue;
    if (!firewall) return `nothing answers at ${address}, the next hop of subnet '${nameOfId(subnetId)}'`;
    const rules = allowedBy(azure, textAt(firewall.inputs, "firewallPolicy.id"));
    const blocked = hosts.find((host) => !rules.some((rule) => letsThrough(rule, host)));
    if (blocked !== undefined)
      return `firewall '${firewall.name}' does not let ${blocked}:443 through for subnet '${nameOfId(subnetId)}'`;
  }
  return undefined;
}

export const minutesUntilNodesGiveUp = table.egress.minutesUntilNodesGiveUp;

/** Nodes start with a new cluster or pool, and again when one that failed is written anew. */
export function startsNodes({ operation, previous }: Request): boolean {
  return operation === "create" || textAt(previous?.outputs, "provisioningState") === "Failed";
}

/**
 * Ends an operation as AKS does when the nodes' start-up script cannot reach what it needs: what was asked for is
 * there, in the provisioning state Failed.
 */
export function failWithoutEgress(
  request: Request,
  effects: Effects,
  clusterInputs: Properties,
  location: string | undefined,
  pools: readonly Pool[],
): void {
  const { azure, id } = request;
  const problem = startsNodes(request) ? egressProblem(azure, clusterInputs, location, pools) : undefined;
  if (problem === undefined) return;
  const made = azure.find(id);
  if (made) effects.put({ ...made, outputs: { ...made.outputs, provisioningState: "Failed" } });
  throw new ArmError(
    "OutboundConnFail",
    400,
    `vmExtensionError_OutboundConnFail: unable to establish outbound connection from agents of pools ${pools.map((pool) => pool.name).join(", ")}: ${problem}. Please see https://aka.ms/aks/outboundconnfail for more details.`,
  );
}
