/** Subnets that belong to one service of Azure: what they must be called, and what they take. */
import { ArmError } from "../../errors.ts";
import { nameOfId } from "../../ids.ts";
import { objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import table from "../../data/subnets.json" with { type: "json" };

interface PlatformSubnet {
  readonly smallestPrefix: number;
  /** False: no network security group may be attached. */
  readonly securityGroup?: boolean;
  /** False: no route table may be attached. `internet`: one that leads 0.0.0.0/0 straight to the Internet. */
  readonly routeTable?: boolean | string;
}

interface NeededRule {
  readonly direction: string;
  readonly peer: string;
  readonly ports: readonly string[];
}

const platform: Readonly<Record<string, PlatformSubnet>> = table.platform;
const bastion: readonly NeededRule[] = table.bastionRules;

/** The smallest subnet of that name that Azure takes, as a prefix length. */
export function smallestPrefix(subnetName: string): number {
  return platform[subnetName]?.smallestPrefix ?? table.smallestPrefix;
}

/** @throws ArmError when a service other than its own wants an address in a platform subnet. */
export function refusePlatformSubnet(subnetId: string, name: string): void {
  const subnetName = nameOfId(subnetId);
  if (platform[subnetName] === undefined) return;
  throw new ArmError(
    "SubnetWithExternalResourcesCannotBeUsedByOtherResources",
    400,
    `Subnet '${subnetName}' is kept for the service it is named after and takes no '${name}'.`,
  );
}

/** @throws ArmError when no security group may be attached to a subnet of that name. */
export function refuseSecurityGroup(subnetName: string, groupId: string | undefined): void {
  if (groupId === undefined || platform[subnetName]?.securityGroup !== false) return;
  throw new ArmError(
    "NetworkSecurityGroupNotAllowedOnSubnet",
    400,
    `The network security group '${groupId}' cannot be associated with ${subnetName}.`,
  );
}

/**
 * A firewall must reach the Internet directly, Bastion takes no route table at all. Codes:
 * https://github.com/aztfmod/terraform-azurerm-caf/issues/868 (2021-12-14) and
 * https://github.com/Azure/Azure-Landing-Zones/issues/1679.
 *
 * @throws ArmError when a table with these routes may not be attached to a subnet of that name.
 */
export function refuseRoutes(
  subnetName: string,
  routeTable: Properties | undefined,
  tableName: string,
): void {
  const allowed = platform[subnetName]?.routeTable;
  if (routeTable === undefined || allowed === undefined) return;
  if (allowed === false) {
    throw new ArmError(
      "RouteTableCannotBeAttachedForAzureBastionSubnet",
      400,
      `Route table '${tableName}' cannot be attached to ${subnetName}.`,
    );
  }
  const direct = objectsAt(routeTable, "routes[]").some(
    (route) => textAt(route, "addressPrefix") === "0.0.0.0/0" && textAt(route, "nextHopType") === "Internet",
  );
  if (direct) return;
  throw new ArmError(
    "AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet",
    400,
    `Route Table ${tableName} on firewall subnet ${subnetName} must have 0.0.0.0/0 route with next hop Internet.`,
  );
}

function lets(rule: Properties, needed: NeededRule, port: string): boolean {
  const end = needed.direction === "Inbound" ? "sourceAddressPrefix" : "destinationAddressPrefix";
  const peers = [textAt(rule, end), ...textsAt(rule, `${end}es[]`)];
  const ports = [textAt(rule, "destinationPortRange"), ...textsAt(rule, "destinationPortRanges[]")];
  return (
    textAt(rule, "access") === "Allow" &&
    textAt(rule, "direction") === needed.direction &&
    ["Tcp", "*"].includes(textAt(rule, "protocol") ?? "") &&
    (peers.includes(needed.peer) || peers.includes("*")) &&
    (ports.includes("*") || ports.includes(port))
  );
}

/**
 * Bastion refuses a group without the rules that it needs (bastion-nsg.md of 2020-02-03), whether each port has a rule of its
 * own (mspnp/aks-baseline, hub: AllowSshToVnetOutbound, AllowRdpToVnetOutbound) or one rule has them all.
 *
 * @throws ArmError naming the rule that is missing.
 */
export function refuseBastionGroup(
  subnetName: string,
  group: Properties | undefined,
  groupName: string,
): void {
  if (subnetName !== "AzureBastionSubnet" || group === undefined) return;
  const rules = objectsAt(group, "securityRules[]");
  const missing = bastion.find(
    (needed) => !needed.ports.every((port) => rules.some((rule) => lets(rule, needed, port))),
  );
  if (!missing) return;
  throw new ArmError(
    "NetworkSecurityGroupNotCompliantForAzureBastionSubnet",
    400,
    `Network security group ${groupName} does not have necessary rules for Azure Bastion Subnet AzureBastionSubnet: ${missing.direction} ${missing.ports.join(", ")} ${missing.direction === "Inbound" ? "from" : "to"} ${missing.peer}.`,
  );
}
