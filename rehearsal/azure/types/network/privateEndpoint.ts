import { addressAt, addressCount, parseCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId, resourceGroupId } from "../../ids.ts";
import { disconnect, requestConnection } from "../../links.ts";
import type { AzureView, Effects, Request, Resource, Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt, valuesAt, type Properties } from "../../../../lib/properties.ts";
import { sameRegion, subnetIsProvisioned, subnetPrefixes } from "../../rules/network.ts";
import subnets from "../../data/subnets.json" with { type: "json" };
import groups from "../../data/privateLink.json" with { type: "json" };
import { define } from "../define.ts";
import { membersShareANetwork } from "./applicationSecurityGroup.ts";
import { recordsOf, withRecords } from "./endpointRecords.ts";
import { refusePlatformSubnet } from "./platformSubnets.ts";
import { networkHasOneScope, scopeIsNotBeingFilled, targetHasRoom } from "./privateEndpointLimits.ts";

const rows: Readonly<Record<string, { zones: readonly string[] }>> = groups.groups;

export interface Link {
  readonly targetId: string;
  readonly groupId: string;
  readonly approved: boolean;
  readonly message: string;
}

export function linksOf(inputs: Properties): Link[] {
  const read = (path: string, approved: boolean) =>
    objectsAt(inputs, path).map((link) => ({
      targetId: textAt(link, "privateLinkServiceId") ?? "",
      groupId: textsAt(link, "groupIds[]")[0] ?? "",
      approved,
      message: textAt(link, "requestMessage") ?? "",
    }));
  return [
    ...read("privateLinkServiceConnections[]", true),
    ...read("manualPrivateLinkServiceConnections[]", false),
  ];
}

const targetTakesTheGroup: Rule = ({ azure, inputs, name }) => {
  const links = linksOf(inputs);
  if (links.length !== 1) {
    throw new ArmError(
      "PrivateEndpointConnectionCount",
      400,
      `Private endpoint '${name}' has ${links.length} connections; it takes exactly one.`,
    );
  }
  for (const { targetId, groupId } of links) {
    const target = azure.find(targetId);
    if (!target || target.arm === "Microsoft.Network/privateLinkServices") continue;
    const offered = Object.keys(rows)
      .filter((key) => key.startsWith(`${target.arm}#`))
      .map((key) => key.split("#")[1] ?? "");
    if (offered.some((group) => group.toLowerCase() === groupId.toLowerCase())) continue;
    throw new ArmError(
      "PrivateEndpointInvalidGroupId",
      400,
      `Group '${groupId}' of private endpoint '${name}' is not offered by '${target.id}'; it offers: ${offered.join(", ") || "none"}.`,
    );
  }
};

/** A registry answers private endpoints in its Premium tier only (limits: acr.premiumOnly). */
const registryIsPremium: Rule = ({ azure, inputs, name }) => {
  const registry = linksOf(inputs)
    .map((link) => azure.find(link.targetId))
    .find((target) => target?.arm === "Microsoft.ContainerRegistry/registries");
  if (!registry || textAt(registry.inputs, "sku.name") === "Premium") return;
  throw new ArmError(
    "PrivateEndpointNotSupportedForSku",
    400,
    `Registry '${registry.name}' of private endpoint '${name}' must be of the Premium SKU.`,
  );
};

const accountIsNotBeingChanged: Rule = ({ azure, inputs, name }) => {
  const busy = linksOf(inputs)
    .map((link) => azure.find(link.targetId))
    .find((target) => target?.state === "Updating" && target.arm === "Microsoft.DocumentDB/databaseAccounts");
  if (!busy) return;
  throw new ArmError(
    "PreconditionFailed",
    412,
    `There is already an operation in progress which requires exclusive lock on this service ${busy.name} (wanted by '${name}'). Please retry the operation after sometime.`,
  );
};

const subnetIsInTheRegionAndFree: Rule = (request) => {
  const { azure, inputs, location, name } = request;
  const subnetId = textAt(inputs, "subnet.id");
  if (subnetId === undefined)
    throw new ArmError("InvalidParameter", 400, `Private endpoint '${name}' names no subnet.`);
  const network = azure.find(parentId(subnetId));
  if (network && network.location !== location) {
    throw new ArmError(
      "InvalidResourceReference",
      400,
      `Private endpoint '${name}' (${location}) must be in the region of its virtual network '${network.name}' (${network.location}).`,
    );
  }
  refusePlatformSubnet(subnetId, name);
  if (valuesAt(azure.find(subnetId)?.inputs, "delegations[].serviceName").length > 0) {
    throw new ArmError(
      "SubnetIsDelegated",
      400,
      `Subnet '${nameOfId(subnetId)}' is delegated to another service and takes no private endpoint ('${name}').`,
    );
  }
  if (request.operation === "create") takeAddresses(request);
};

/** Addresses that an endpoint occupies in its subnet: rules in data/privateLink.json. */
export function addressesNeeded(azure: AzureView, link: { targetId: string; groupId: string }): number {
  const target = azure.find(link.targetId);
  if (target?.arm === "Microsoft.DocumentDB/databaseAccounts")
    return valuesAt(target.inputs, "locations[]").length + 1;
  if (target?.arm === "Microsoft.ContainerRegistry/registries")
    return 2 + azure.below(target.id).filter((nested) => nested.arm.endsWith("/replications")).length;
  if (target?.arm === "Microsoft.Insights/privateLinkScopes") return scopeAddresses;
  return 1;
}

/** private-link-design.md of MicrosoftDocs/azure-monitor-docs: "at least 11". */
const scopeAddresses = 11;

/** Private endpoints of a subnet, without the one that asks. */
function neighbours(azure: AzureView, subnetId: string, self: string): Resource[] {
  return azure
    .referring(subnetId)
    .filter((user) => user.arm === "Microsoft.Network/privateEndpoints" && idKey(user.id) !== idKey(self));
}

/**
 * The lowest addresses that are free: Azure keeps the first four and the last one of a subnet for itself. Endpoints that
 * are still being made count against the subnet's size, yet take their addresses only when they end.
 *
 * @throws ArmError SubnetIsFull.
 */
function takeAddresses({ azure, id, inputs, name }: Request): string[] {
  const subnetId = textAt(inputs, "subnet.id") ?? "";
  const prefix = subnetPrefixes(azure.find(subnetId)?.inputs ?? {})[0];
  if (prefix === undefined) return [];
  const others = neighbours(azure, subnetId, id);
  const count = (endpoint: Properties) =>
    linksOf(endpoint).reduce((sum, link) => sum + addressesNeeded(azure, link), 0);
  const taken = others.reduce((sum, other) => sum + count(other.inputs), 0);
  const wanted = count(inputs);
  const range = parseCidr(prefix);
  const usable = addressCount(range) - subnets.reservedAddresses;
  if (taken + wanted > usable) {
    throw new ArmError(
      "SubnetIsFull",
      400,
      `Subnet '${subnetId}' (${prefix}) has no ${wanted} free address(es) for private endpoint '${name}': ${taken} are taken.`,
    );
  }
  return freeAddresses(azure, id, inputs).slice(0, wanted);
}

/** Every address of the endpoint's subnet that nobody else has, lowest first. */
export function freeAddresses(azure: AzureView, id: string, inputs: Properties): string[] {
  const subnetId = textAt(inputs, "subnet.id") ?? "";
  const prefix = subnetPrefixes(azure.find(subnetId)?.inputs ?? {})[0];
  if (prefix === undefined) return [];
  const range = parseCidr(prefix);
  const usable = addressCount(range) - subnets.reservedAddresses;
  const others = neighbours(azure, subnetId, id);
  const held = new Set([
    ...others.flatMap((other) => textsAt(other.outputs, "customDnsConfigs[].ipAddresses[]")),
    ...azure
      .referring(subnetId)
      .flatMap((user) => [
        ...textsAt(user.outputs, "privateIPAddress"),
        ...textsAt(user.outputs, "frontendIPConfigurations[].privateIPAddress"),
      ]),
  ]);
  return Array.from({ length: usable }, (_, index) => addressAt(range, subnets.firstAddress + index)).filter(
    (address) => !held.has(address),
  );
}

function ask({ azure, id, inputs }: Request, effects: Effects): void {
  for (const link of linksOf(inputs)) {
    requestConnection(azure, effects, link.targetId, {
      privateEndpointId: id,
      groupId: link.groupId,
      description: link.message,
      approved: link.approved,
    });
  }
}

function leave(azure: AzureView, effects: Effects, resource: Resource): void {
  for (const link of linksOf(resource.inputs))
    disconnect(azure, effects, link.targetId, resource.id, !link.approved);
}

export const privateEndpoint = define("azure-native:network:PrivateEndpoint", {
  location: "regional",
  required: ["subnet.id", "privateLinkServiceConnections|manualPrivateLinkServiceConnections"],
  createOnly: ["subnet", "privateLinkServiceConnections", "manualPrivateLinkServiceConnections"],
  rules: [
    targetTakesTheGroup,
    registryIsPremium,
    accountIsNotBeingChanged,
    targetHasRoom,
    networkHasOneScope,
    scopeIsNotBeingFilled,
    subnetIsProvisioned("subnet.id"),
    subnetIsInTheRegionAndFree,
    sameRegion("applicationSecurityGroups[].id"),
    membersShareANetwork("applicationSecurityGroups[].id", "subnet.id"),
  ],
  minutes: ({ azure, inputs, operation }) =>
    operation === "create" &&
    linksOf(inputs).some((link) => azure.find(link.targetId)?.arm === "Microsoft.DocumentDB/databaseAccounts")
      ? cosmosMinutes
      : undefined,
  outputs: (request) => ({
    id: request.id,
    customDnsConfigs:
      request.operation === "create"
        ? [{ ipAddresses: takeAddresses(request) }]
        : request.previous?.outputs["customDnsConfigs"],
    networkInterfaces: [
      {
        id: `${resourceGroupId(request.id)}/providers/Microsoft.Network/networkInterfaces/${request.name}.nic`,
      },
    ],
  }),
  onWritten: ask,
  onDeleted: ({ azure, resource }, effects) => leave(azure, effects, resource),
});

/** `create-to-cosmos` in data/durations.json. */
const cosmosMinutes = 2.5;

/** One zone group per endpoint, at most five zones in it (limits of 2026-08-04). */
const zonesPerGroup = 5;

const groupIsSound: Rule = ({ azure, id, inputs, name }) => {
  const other = azure.below(parentId(id)).find((group) => idKey(group.id) !== idKey(id));
  if (other)
    throw new ArmError(
      "PrivateDnsZoneGroupLimitReached",
      400,
      `'${parentId(id)}' already has the zone group '${other.name}'; an endpoint takes one.`,
    );
  const zones = textsAt(inputs, "privateDnsZoneConfigs[].privateDnsZoneId");
  if (zones.length > zonesPerGroup)
    throw new ArmError(
      "PrivateDnsZoneGroupLimitReached",
      400,
      `'${name}' names ${zones.length} zones; ${zonesPerGroup} are allowed.`,
    );
};

/** A zone of another name than the recommended one would be filled with records that nobody asks for. */
const zonesAreTheRecommendedOnes: Rule = ({ azure, id, inputs, name }) => {
  const endpoint = azure.find(parentId(id));
  const link = linksOf(endpoint?.inputs ?? {})[0];
  const target = azure.find(link?.targetId ?? "");
  const recommended = Object.entries(rows).find(
    ([key]) => key.toLowerCase() === `${target?.arm}#${link?.groupId}`.toLowerCase(),
  )?.[1].zones;
  if (!recommended) return;
  for (const zoneId of textsAt(inputs, "privateDnsZoneConfigs[].privateDnsZoneId")) {
    const zone = nameOfId(zoneId);
    if (
      recommended.some((pattern) =>
        new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[a-z0-9-]+")}$`).test(zone),
      )
    )
      continue;
    throw new ArmError(
      "PrivateDnsZoneGroupInvalidZone",
      400,
      `Zone '${zone}' of '${name}' is not one for ${target?.arm} (${link?.groupId}); Azure fills ${recommended.join(", ")}.`,
    );
  }
};

export const privateDnsZoneGroup = define("azure-native:network:PrivateDnsZoneGroup", {
  location: "none",
  required: ["privateDnsZoneConfigs"],
  rules: [groupIsSound, zonesAreTheRecommendedOnes],
  outputs: ({ azure, id, inputs }) => ({
    id,
    privateDnsZoneConfigs: withRecords(inputs, recordsOf(azure, azure.find(parentId(id)))),
  }),
});
