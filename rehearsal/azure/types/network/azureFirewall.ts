import { parseCidr, addressAt } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId } from "../../ids.ts";
import type { Request, Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../properties.ts";
import { oneOf, subnetPrefixes, zonesAreOffered } from "../../rules/network.ts";
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
    throw new ArmError("AzureFirewallIpConfigurationSubnetMissing", 400, `Azure Firewall '${name}' has no IP configuration with a subnet.`);
  }
  if (nameOfId(subnetId) !== "AzureFirewallSubnet") {
    throw new ArmError("InvalidResourceReference", 400, `Azure Firewall '${name}' must stand in a subnet called AzureFirewallSubnet, not '${nameOfId(subnetId)}'.`);
  }
  const other = azure.referring(subnetId).find((user) => user.arm === "Microsoft.Network/azureFirewalls" && idKey(user.id) !== idKey(id));
  if (other) {
    throw new ArmError("AzureFirewallSubnetInUse", 400, `'${subnetId}' already holds the firewall '${other.name}'; a virtual network takes one.`);
  }
};

const addressesAreStandard: Rule = ({ azure, id, inputs, name }) => {
  const addresses = textsAt(inputs, "ipConfigurations[].publicIPAddress.id");
  if (addresses.length === 0 || addresses.length > publicAddresses) {
    throw new ArmError("AzureFirewallPublicIpCount", 400, `Azure Firewall '${name}' has ${addresses.length} public IP addresses; it takes 1 to ${publicAddresses}.`);
  }
  for (const addressId of addresses) {
    if (textAt(azure.find(addressId)?.inputs, "sku.name") !== "Standard") {
      throw new ArmError("AzureFirewallPublicIpMustBeStandard", 400, `Public IP '${addressId}' of Azure Firewall '${name}' must be of the Standard SKU.`);
    }
    const other = azure.referring(addressId).find((user) => idKey(user.id) !== idKey(id));
    if (other) {
      throw new ArmError("PublicIPAddressInUse", 400, `Public IP '${addressId}' is already in use by '${other.id}'.`);
    }
  }
};

/** The firewall may stand elsewhere than its policy, but its tier is the policy's. */
const policyFits: Rule = ({ azure, inputs, name }) => {
  const policy = azure.find(textAt(inputs, "firewallPolicy.id") ?? "");
  if (!policy || tierOf(policy.inputs) === tierOf(inputs)) return;
  throw new ArmError("AzureFirewallPolicyTierMismatch", 400, `Azure Firewall '${name}' is of tier ${tierOf(inputs)}, its policy '${policy.name}' of tier ${tierOf(policy.inputs)}.`);
};

const sameRegionAsItsNetwork: Rule = ({ azure, inputs, location, name }) => {
  const network = azure.find(parentId(subnetIdOf(inputs) ?? ""));
  if (!network || network.location === location) return;
  throw new ArmError("InvalidResourceReference", 400, `Azure Firewall '${name}' (${location}) and its virtual network '${network.name}' (${network.location}) must be in the same region.`);
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
    addressesAreStandard,
    policyFits,
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
