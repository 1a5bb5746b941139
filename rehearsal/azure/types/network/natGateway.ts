import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { textAt, textsAt, valuesAt } from "../../../../lib/properties.ts";
import { oneOf, sameRegion, within, zonesAreOffered } from "../../rules/network.ts";
import { define } from "../define.ts";

/** azure-subscription-service-limits.md of 2026-08-04. */
const mostAddresses = 16;

const addressesFit: Rule = ({ azure, inputs, name }) => {
  const addresses = textsAt(inputs, "publicIpAddresses[].id");
  if (addresses.length > mostAddresses) {
    throw new ArmError(
      "NatGatewayPublicIpLimitReached",
      400,
      `NAT gateway '${name}' has ${addresses.length} public IP addresses; ${mostAddresses} are allowed.`,
    );
  }
  const basic = addresses.find((id) => textAt(azure.find(id)?.inputs, "sku.name") !== "Standard");
  if (basic === undefined) return;
  throw new ArmError(
    "NatGatewayPublicIpMustBeStandard",
    400,
    `Public IP '${basic}' of NAT gateway '${name}' must be of the Standard SKU.`,
  );
};

/** A gateway of the Standard SKU is in one zone or in none. */
const standsInOneZone: Rule = ({ inputs, name }) => {
  const zones = valuesAt(inputs, "zones[]");
  if (zones.length <= 1) return;
  throw new ArmError(
    "NatGatewayZonesNotSupported",
    400,
    `NAT gateway '${name}' names ${zones.length} zones; it stands in one, or in none.`,
  );
};

export const natGateway = define("azure-native:network:NatGateway", {
  location: "regional",
  createOnly: ["sku", "zones"],
  rules: [
    oneOf("sku.name", ["Standard"]),
    within("idleTimeoutInMinutes", { min: 4, max: 120 }),
    zonesAreOffered("zones[]"),
    standsInOneZone,
    sameRegion("publicIpAddresses[].id"),
    addressesFit,
  ],
  inUse: { code: "InUseNatGatewayCannotBeDeleted" },
  outputs: ({ id, azure }) => ({ id, resourceGuid: azure.guid(`${id}/resourceGuid`) }),
});
