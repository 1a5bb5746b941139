import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Request, Rule } from "../../model.ts";
import { textAt, valuesAt } from "../../../../lib/properties.ts";
import { oneOf, sameRegion, zonesAreOffered } from "../../rules/network.ts";
import { sameValue } from "../../values.ts";
import { define } from "../define.ts";
import { freeInPrefix } from "./publicIpPrefix.ts";

const standardIsStatic: Rule = ({ inputs, name }) => {
  if (textAt(inputs, "sku.name") !== "Standard") {
    if (valuesAt(inputs, "zones[]").length > 0) {
      throw new ArmError(
        "SkuNotSupportedWithZones",
        400,
        `Public IP '${name}': only the Standard SKU can have zones.`,
      );
    }
    return;
  }
  if (textAt(inputs, "publicIPAllocationMethod") === "Static") return;
  // Code: https://github.com/fortinet/azure-templates/issues/43 (2022-04-14).
  throw new ArmError(
    "StandardSkuPublicIPAddressesMustBeStatic",
    400,
    `Standard sku publicIp '${name}' must have AllocationMethod set to Static.`,
  );
};

const prefixHasRoom: Rule = ({ azure, id, inputs, name }) => {
  const prefixId = textAt(inputs, "publicIPPrefix.id");
  const prefix = azure.find(prefixId ?? "");
  if (prefixId === undefined || prefix === undefined) return;
  if (!sameValue(valuesAt(prefix.inputs, "zones[]"), valuesAt(inputs, "zones[]"))) {
    throw new ArmError(
      "PublicIpAddressZonesDifferFromPrefix",
      400,
      `Public IP '${name}' must be in the zones of its prefix '${prefix.name}'.`,
    );
  }
  if (freeInPrefix(azure, prefixId, id) > 0) return;
  throw new ArmError(
    "PublicIpPrefixIsFull",
    400,
    `Public IP prefix '${prefix.name}' has no address left for '${name}'.`,
  );
};

/** Azure lets 10 Standard addresses be made per region before a quota request (limits of 2026-08-04; varies by offer). */
const quotaPerRegion = 10;

const quotaIsLeft: Rule = ({ azure, operation, arm, location }) => {
  if (operation === "update") return;
  const inRegion = azure.ofType(arm).filter((address) => address.location === location).length;
  if (inRegion < quotaPerRegion) return;
  throw new ArmError(
    "PublicIPCountLimitReached",
    400,
    `Cannot create more than ${quotaPerRegion} public IP addresses for this subscription in this region (${location}).`,
  );
};

/** An address of the block that is reserved for documentation (RFC 5737), so that no real host is ever named. */
function documentationAddress({ azure, id, arm, previous }: Request): string {
  const kept = textAt(previous?.outputs, "ipAddress");
  if (kept !== undefined) return kept;
  const taken = azure
    .ofType(arm)
    .filter((other) => idKey(other.id) !== idKey(id))
    .map((other) => textAt(other.outputs, "ipAddress"));
  const seed = Number.parseInt(azure.guid(`${id}/address`).slice(0, 2), 16);
  const candidates = Array.from({ length: 254 }, (_, index) => `203.0.113.${((seed + index) % 254) + 1}`);
  return candidates.find((candidate) => !taken.includes(candidate)) ?? candidates[0] ?? "";
}

export const publicIpAddress = define("azure-native:network:PublicIPAddress", {
  location: "regional",
  createOnly: ["sku", "zones", "publicIPAddressVersion", "publicIPPrefix"],
  rules: [
    oneOf("sku.name", ["Basic", "Standard"]),
    oneOf("publicIPAllocationMethod", ["Static", "Dynamic"]),
    zonesAreOffered("zones[]"),
    standardIsStatic,
    quotaIsLeft,
    sameRegion("publicIPPrefix.id"),
    prefixHasRoom,
  ],
  inUse: { code: "PublicIPAddressCannotBeDeleted" },
  outputs: (request) => ({ id: request.id, ipAddress: documentationAddress(request) }),
});
