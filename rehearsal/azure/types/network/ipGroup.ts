import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { textsAt } from "../../properties.ts";
import { cidrOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Addresses, ranges or prefixes per group (limits of 2026-08-04). */
const addressesPerGroup = 5000;

const addressesAreSound: Rule = ({ inputs, name }) => {
  const addresses = textsAt(inputs, "ipAddresses[]");
  if (addresses.length > addressesPerGroup) {
    throw new ArmError("IpGroupAddressLimitReached", 400, `IP group '${name}' has ${addresses.length} entries; ${addressesPerGroup} are allowed.`);
  }
  for (const address of addresses) {
    for (const end of address.split("-")) cidrOf(end.includes("/") ? end : `${end}/32`, name, "IpGroupInvalidAddress");
  }
};

export const ipGroup = define("azure-native:network:IpGroup", {
  location: "regional",
  rules: [addressesAreSound],
  inUse: { code: "IpGroupInUseCannotBeDeleted" },
  outputs: ({ id }) => ({ id }),
});
