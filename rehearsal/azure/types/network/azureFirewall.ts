import { parseCidr, addressAt } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId, resourceGroupId } from "../../ids.ts";
import type { Request, Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt, textsAt, valuesAt } from "../../../../lib/properties.ts";
import {
  oneOf,
  sameRegion,
  subnetIsProvisioned,
  subnetPrefixes,
  within,
  zonesAreOffered,
} from "../../rules/network.ts";
import { define } from "../define.ts";
import { tierOf } from "./firewallPolicy.ts";

/** At most 250 public addresses per firewall (limits of 2026-08-04). */
const publicAddresses = 250;

function subnetIdOf(inputs: Request["inputs"]): string | undefined {
  return textsAt(inputs, "ipConfigurations[].subnet.id")[0];
}

const subnetIsItsOwn: Rule = ({ azure, id, inputs, name }) => {
  const subnetId = subnetIdOf(inputs);
  if (subnetId === undefined) {
    throw new ArmError(
      "AzureFirewallIpConfigurationSubnetMissing",
      400,
      `Azure Firewall '${name}' has no IP configuration with a subnet.`,
    );
  }
  if (nameOfId(subnetId) !== "AzureFirewallSubnet") {
    throw new ArmError(
      "InvalidResourceReference",
      400,
      `Azure Firewall '${name}' must stand in a subnet called AzureFirewallSubnet, not '${nameOfId(subnetId)}'.`,
    );
  }
  const second = textsAt(inputs, "ipConfigurations[].subnet.id")[1];
  if (second !== undefined) {
    throw new ArmError(
      "AzureFirewallMultipleIpConfigurationSubnets",
      400,
      `Azure Firewall '${name}' names its subnet in more than one IP configuration; only the first may.`,
    );
  }
  // Code: https://github.com/MicrosoftDocs/azure-docs/issues/13491 (2018-08-15).
  if (idKey(resourceGroupId(subnetId) ?? "") !== idKey(resourceGroupId(id) ?? "")) {
    throw new ArmError(
      "SecureGatewayReferencesSubnetInDifferentResourceGroup",
      400,
      `AzureFirewall ${id} references subnet (${subnetId}) in a different resource group.`,
    );
  }
  if (textsAt(azure.find(subnetId)?.inputs, "delegations[].serviceName").length > 0) {
    throw new ArmError(
      "SubnetIsDelegated",
      400,
      `Subnet '${subnetId}' is delegated to another service and takes no firewall ('${name}').`,
    );
  }
  const other = azure
    .referring(subnetId)
    .find((user) => user.arm === "Microsoft.Network/azureFirewalls" && idKey(user.id) !== idKey(id));
  if (other) {
    throw new ArmError(
      "AzureFirewallSubnetInUse",
      400,
      `'${subnetId}' already holds the firewall '${other.name}'; a virtual network takes one.`,
    );
  }
};

const addressesAreStandard: Rule = ({ azure, id, inputs, name }) => {
  const addresses = textsAt(inputs, "ipConfigurations[].publicIPAddress.id");
  if (addresses.length === 0 || addresses.length > publicAddresses) {
    throw new ArmError(
      "AzureFirewallPublicIpCount",
      400,
      `Azure Firewall '${name}' has ${addresses.length} public IP addresses; it takes 1 to ${publicAddresses}.`,
    );
  }
  for (const addressId of addresses) {
    if (textAt(azure.find(addressId)?.inputs, "sku.name") !== "Standard") {
      throw new ArmError(
        "AzureFirewallPublicIpMustBeStandard",
        400,
        `Public IP '${addressId}' of Azure Firewall '${name}' must be of the Standard SKU.`,
      );
    }
    if (addresses.filter((one) => idKey(one) === idKey(addressId)).length > 1) {
      throw new ArmError(
        "PublicIPAddressInUse",
        400,
        `Public IP '${addressId}' stands in more than one IP configuration of '${name}'.`,
      );
    }
    const other = azure.referring(addressId).find((user) => idKey(user.id) !== idKey(id));
    if (other) {
      throw new ArmError(
        "PublicIPAddressInUse",
        400,
        `Public IP '${addressId}' is already in use by '${other.id}'.`,
      );
    }
  }
};

/** Code: https://github.com/Azure/azure-quickstart-templates/pull/13592 (2023-10-04). */
const zonalAddresses: Rule = ({ azure, id, inputs }) => {
  const zones = valuesAt(inputs, "zones[]");
  if (zones.length === 0) return;
  const without = textsAt(inputs, "ipConfigurations[].publicIPAddress.id").find(
    (addressId) => valuesAt(azure.find(addressId)?.inputs, "zones[]").length === 0,
  );
  if (without === undefined) return;
  throw new ArmError(
    "ZonalAzureFirewallCannotReferenceNoZonePublicIp",
    400,
    `Azure Firewall ${id} has zone constraint ${zones.join(", ")}, but Public IP ${without} referenced by the azure firewall has no zones.`,
  );
};

/**
 * The firewall may stand elsewhere than its policy. A Premium firewall takes a Standard policy as well (Azure Firewall
 * Manager's policy overview); otherwise the tiers are the same.
 */
const policyFits: Rule = ({ azure, inputs, name }) => {
  const policy = azure.find(textAt(inputs, "firewallPolicy.id") ?? "");
  if (!policy || tierOf(policy.inputs) === tierOf(inputs)) return;
  if (tierOf(policy.inputs) === "Standard" && tierOf(inputs) === "Premium") return;
  throw new ArmError(
    "AzureFirewallPolicyTierMismatch",
    400,
    `Azure Firewall '${name}' is of tier ${tierOf(inputs)}, its policy '${policy.name}' of tier ${tierOf(policy.inputs)}.`,
  );
};

const sameRegionAsItsNetwork: Rule = ({ azure, inputs, location, name }) => {
  const network = azure.find(parentId(subnetIdOf(inputs) ?? ""));
  if (!network || network.location === location) return;
  throw new ArmError(
    "InvalidResourceReference",
    400,
    `Azure Firewall '${name}' (${location}) and its virtual network '${network.name}' (${network.location}) must be in the same region.`,
  );
};

/** Instances: 2 to 50, both bounds the same or at least two apart (firewall/prescaling.md, ms.date 2025-10-13). */
const capacity = { min: 2, max: 50 };

const capacityIsSound: Rule = ({ inputs, name }) => {
  const least = numberAt(inputs, "autoscaleConfiguration.minCapacity");
  const most = numberAt(inputs, "autoscaleConfiguration.maxCapacity");
  if (least === undefined || most === undefined || most === least || most > least + 1) return;
  throw new ArmError(
    "AzureFirewallAutoscaleConfigurationInvalid",
    400,
    `Azure Firewall '${name}' has minCapacity ${least} and maxCapacity ${most}; they are the same, or at least two apart.`,
  );
};

/** Addresses and DNAT rules share one limit: 250 addresses and unique destinations (limits of 2026-08-04). */
const translationsFit: Rule = ({ azure, inputs, name }) => {
  const policyId = textAt(inputs, "firewallPolicy.id") ?? "";
  const translations = new Set(
    azure
      .below(policyId)
      .flatMap((group) => textsAt(group.inputs, "ruleCollections[].rules[].translatedAddress")),
  );
  const addresses = textsAt(inputs, "ipConfigurations[].publicIPAddress.id").length;
  if (addresses + translations.size <= publicAddresses) return;
  throw new ArmError(
    "AzureFirewallDnatLimitReached",
    400,
    `Azure Firewall '${name}' has ${addresses} public addresses and its policy ${translations.size} DNAT destinations; together ${publicAddresses} are allowed.`,
  );
};

/** DNAT translates what arrives at an address of the firewall, and nothing else can arrive there. */
const translatesOwnAddresses: Rule = ({ azure, inputs, name }) => {
  const policyId = textAt(inputs, "firewallPolicy.id") ?? "";
  const own = textsAt(inputs, "ipConfigurations[].publicIPAddress.id").map((id) =>
    textAt(azure.find(id)?.outputs, "ipAddress"),
  );
  for (const group of azure.below(policyId)) {
    const rules = objectsAt(group.inputs, "ruleCollections[].rules[]").filter(
      (rule) => textAt(rule, "ruleType") === "NatRule",
    );
    const stray = rules
      .flatMap((rule) => textsAt(rule, "destinationAddresses[]"))
      .find((text) => !own.includes(text));
    if (stray === undefined) continue;
    throw new ArmError(
      "AzureFirewallDnatDestinationNotOwned",
      400,
      `Rule collection group '${group.name}' translates ${stray}, which is no public address of Azure Firewall '${name}'.`,
    );
  }
};

/** The frontend takes the first address that Azure does not reserve: the fifth of the subnet. */
function privateAddress({ azure, inputs }: Request): string | undefined {
  const prefix = subnetPrefixes(azure.find(subnetIdOf(inputs) ?? "")?.inputs ?? {})[0];
  return prefix === undefined ? undefined : addressAt(parseCidr(prefix), 4);
}

export const azureFirewall = define("azure-native:network:AzureFirewall", {
  location: "regional",
  createOnly: ["zones", "sku.name"],
  rules: [
    oneOf("sku.name", ["AZFW_VNet", "AZFW_Hub"]),
    oneOf("sku.tier", ["Basic", "Standard", "Premium"]),
    zonesAreOffered("zones[]"),
    subnetIsItsOwn,
    sameRegionAsItsNetwork,
    subnetIsProvisioned("ipConfigurations[].subnet.id"),
    addressesAreStandard,
    sameRegion("ipConfigurations[].publicIPAddress.id"),
    zonalAddresses,
    policyFits,
    within("autoscaleConfiguration.minCapacity", capacity),
    within("autoscaleConfiguration.maxCapacity", capacity),
    capacityIsSound,
    translationsFit,
    translatesOwnAddresses,
  ],
  inUse: { code: "AzureFirewallInUse" },
  outputs: (request) => ({
    id: request.id,
    ipConfigurations: objectsAt(request.inputs, "ipConfigurations[]").map((configuration, index) => ({
      ...configuration,
      id: `${request.id}/azureFirewallIpConfigurations/${textAt(configuration, "name") ?? index}`,
      // Only the configuration that names the subnet has a private address.
      ...(index === 0 ? { privateIPAddress: privateAddress(request) } : {}),
    })),
  }),
});
