import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf, subnetIsProvisioned, within, zonesAreOffered } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Tiers from the smallest to the largest. */
const tiers = ["Developer", "Basic", "Standard", "Premium"];

/** What needs which tier (bastion-overview, SKUs). */
const features = [
  ["enableTunneling", "Standard"],
  ["enableIpConnect", "Standard"],
  ["enableShareableLink", "Standard"],
  ["enableFileCopy", "Standard"],
  ["enableSessionRecording", "Premium"],
  ["enablePrivateOnlyBastion", "Premium"],
] as const;

const rank = (tier: string | undefined): number => tiers.indexOf(tier ?? "Basic");

const standsInItsSubnet: Rule = ({ azure, id, arm, inputs, location, name }) => {
  const [subnetId = ""] = textsAt(inputs, "ipConfigurations[].subnet.id");
  if (nameOfId(subnetId) !== "AzureBastionSubnet") {
    throw new ArmError(
      "InvalidResourceReference",
      400,
      `Bastion host '${name}' must stand in a subnet called AzureBastionSubnet, not '${nameOfId(subnetId)}'.`,
    );
  }
  const network = azure.find(parentId(subnetId));
  if (network !== undefined && network.location !== location) {
    throw new ArmError(
      "InvalidResourceReference",
      400,
      `Bastion host '${name}' (${location}) must be in the region of its virtual network '${network.name}' (${network.location}).`,
    );
  }
  const other = azure.referring(subnetId).find((user) => user.arm === arm && idKey(user.id) !== idKey(id));
  if (other === undefined) return;
  throw new ArmError(
    "BastionSubnetInUse",
    400,
    `'${subnetId}' already holds the Bastion host '${other.name}'; a virtual network takes one.`,
  );
};

const addressIsStandardAndFree: Rule = ({ azure, id, inputs, name }) => {
  const [addressId] = textsAt(inputs, "ipConfigurations[].publicIPAddress.id");
  if (addressId === undefined) {
    if (flagAt(inputs, "enablePrivateOnlyBastion") === true) return;
    throw new ArmError("BastionPublicIpMissing", 400, `Bastion host '${name}' has no public IP address.`);
  }
  if (textAt(azure.find(addressId)?.inputs, "sku.name") !== "Standard") {
    throw new ArmError(
      "BastionPublicIpMustBeStandard",
      400,
      `Public IP '${addressId}' of Bastion host '${name}' must be of the Standard SKU.`,
    );
  }
  const other = azure.referring(addressId).find((user) => idKey(user.id) !== idKey(id));
  if (other === undefined) return;
  throw new ArmError(
    "PublicIPAddressInUse",
    400,
    `Public IP '${addressId}' is already in use by '${other.id}'.`,
  );
};

const tierHasTheFeatures: Rule = ({ inputs, name, previous }) => {
  const tier = textAt(inputs, "sku.name");
  const missing = features.find(
    ([feature, needed]) => flagAt(inputs, feature) === true && rank(tier) < rank(needed),
  );
  if (missing !== undefined) {
    throw new ArmError(
      "BastionFeatureNotSupportedForSku",
      400,
      `${missing[0]} of Bastion host '${name}' needs the ${missing[1]} SKU.`,
    );
  }
  if (previous === undefined || rank(textAt(previous.inputs, "sku.name")) <= rank(tier)) return;
  throw new ArmError(
    "BastionSkuDowngradeNotAllowed",
    400,
    `The SKU of Bastion host '${name}' cannot go back from ${textAt(previous.inputs, "sku.name")} to ${tier}.`,
  );
};

/** Bounds: bastionHosts of the ARM schema of 2025-09-01. */
export const bastionHost = define("azure-native:network:BastionHost", {
  location: "regional",
  required: ["ipConfigurations"],
  createOnly: ["ipConfigurations", "zones"],
  rules: [
    oneOf("sku.name", tiers),
    within("scaleUnits", { min: 2, max: 50 }),
    zonesAreOffered("zones[]"),
    subnetIsProvisioned("ipConfigurations[].subnet.id"),
    standsInItsSubnet,
    addressIsStandardAndFree,
    tierHasTheFeatures,
  ],
  outputs: ({ id, azure }) => ({ id, dnsName: `bst-${azure.guid(`${id}/dns`)}.bastion.azure.com` }),
});
