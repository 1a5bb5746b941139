import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { cidrOf, firstOverlap, insideAny, networkPrefixes, subnetPrefixes } from "../../rules/network.ts";
import { formatCidr } from "../../../../lib/cidr.ts";
import { textsAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

const spacesAreSound: Rule = ({ inputs, name }) => {
  const spaces = networkPrefixes(inputs).map((text) => cidrOf(text, name));
  if (spaces.length === 0) throw new ArmError("InvalidRequestFormat", 400, `'${name}' has no address space.`);
  const clash = firstOverlap(spaces);
  if (clash) {
    throw new ArmError(
      "InvalidAddressSpace",
      400,
      `Address spaces ${clash.map(formatCidr).join(" and ")} of '${name}' overlap.`,
    );
  }
};

/** Shrinking an address space under a subnet is refused. */
const subnetsStayInside: Rule = ({ azure, id, inputs, operation }) => {
  if (operation === "create") return;
  const spaces = networkPrefixes(inputs).map((text) => cidrOf(text, id));
  for (const subnet of azure.below(id)) {
    for (const prefix of subnetPrefixes(subnet.inputs)) {
      if (insideAny(cidrOf(prefix, subnet.name), spaces)) continue;
      throw new ArmError(
        "InUsePrefixCannotBeDeleted",
        400,
        `The address space of subnet '${subnet.name}' (${prefix}) would no longer be part of '${id}'.`,
      );
    }
  }
};

const dnsServersAreAddresses: Rule = ({ inputs, name }) => {
  for (const server of textsAt(inputs, "dhcpOptions.dnsServers[]"))
    cidrOf(`${server}/32`, name, "InvalidDnsServerAddress");
};

export const virtualNetwork = define("azure-native:network:VirtualNetwork", {
  location: "regional",
  required: ["addressSpace.addressPrefixes"],
  rules: [spacesAreSound, subnetsStayInside, dnsServersAreAddresses],
  outputs: ({ id, azure }) => ({ id, resourceGuid: azure.guid(`${id}/resourceGuid`) }),
});
