import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { textsAt } from "../../../../lib/properties.ts";
import { cidrOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Addresses, ranges or prefixes per group (limits of 2026-08-04). */
const addressesPerGroup = 5000;

const addressesAreSound: Rule = ({ inputs, name }) => {
  const addresses = textsAt(inputs, "ipAddresses[]");
  if (addresses.length > addressesPerGroup) {
    throw new ArmError(
      "IpGroupAddressLimitReached",
      400,
      `IP group '${name}' has ${addresses.length} entries; ${addressesPerGroup} are allowed.`,
    );
  }
  for (const address of addresses) {
    const [first, last, ...more] = address
      .split("-")
      .map((end) => cidrOf(end.includes("/") ? end : `${end}/32`, name, "IpGroupInvalidAddress"));
    if (
      more.length === 0 &&
      (last === undefined || (first?.prefix === 32 && last.prefix === 32 && first.address <= last.address))
    )
      continue;
    throw new ArmError(
      "IpGroupInvalidAddress",
      400,
      `'${address}' of '${name}' is no range from a lower to a higher address.`,
    );
  }
};

export const ipGroup = define("azure-native:network:IpGroup", {
  location: "regional",
  rules: [addressesAreSound],
  inUse: { code: "IpGroupInUseCannotBeDeleted" },
  outputs: ({ id }) => ({ id }),
});
