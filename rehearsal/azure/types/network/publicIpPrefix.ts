import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { AzureView, Rule } from "../../model.ts";
import { numberAt, textAt } from "../../../../lib/properties.ts";
import { oneOf, within, zonesAreOffered } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Lengths Azure hands out by default (azure-subscription-service-limits.md of 2026-08-04: /28 is the largest). */
const lengths = { min: 28, max: 31 };

const skuIsStandard: Rule = ({ inputs, name }) => {
  if (textAt(inputs, "sku.name") === "Standard") return;
  throw new ArmError(
    "PublicIpPrefixSkuNotSupported",
    400,
    `Public IP prefix '${name}' must be of the Standard SKU.`,
  );
};

/** Addresses that a prefix still has to give, besides the one that is asking. */
export function freeInPrefix(azure: AzureView, prefixId: string, asking: string): number {
  const length = numberAt(azure.find(prefixId)?.inputs, "prefixLength") ?? 32;
  const taken = azure
    .referring(prefixId)
    .filter(
      (other) => other.arm === "Microsoft.Network/publicIPAddresses" && idKey(other.id) !== idKey(asking),
    );
  return 2 ** (32 - length) - taken.length;
}

export const publicIpPrefix = define("azure-native:network:PublicIPPrefix", {
  location: "regional",
  required: ["prefixLength"],
  createOnly: ["sku", "zones", "prefixLength", "publicIPAddressVersion"],
  rules: [
    within("prefixLength", lengths),
    skuIsStandard,
    zonesAreOffered("zones[]"),
    oneOf("sku.tier", ["Regional", "Global"]),
  ],
  inUse: { code: "PublicIpPrefixCannotBeDeleted" },
  outputs: ({ id }) => ({ id }),
});
