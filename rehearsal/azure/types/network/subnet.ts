import { formatCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Request, Rule } from "../../model.ts";
import { textAt, textsAt } from "../../../../lib/properties.ts";
import {
  cidrOf,
  insideAny,
  networkPrefixes,
  oneOf,
  sameRegion,
  subnetPrefixes,
} from "../../rules/network.ts";
import { sameValue } from "../../values.ts";
import table from "../../data/subnets.json" with { type: "json" };
import { define } from "../define.ts";
import { refuseBastionGroup, refuseRoutes, refuseSecurityGroup, smallestPrefix } from "./platformSubnets.ts";

function prefixesOf({ inputs, name }: Request) {
  return subnetPrefixes(inputs).map((text) => cidrOf(text, name, "InvalidCIDRNotation"));
}

const prefixIsInsideTheNetwork: Rule = (request) => {
  const network = request.azure.find(parentId(request.id));
  const spaces = networkPrefixes(network?.inputs ?? {}).map((text) => cidrOf(text, request.name));
  for (const prefix of prefixesOf(request)) {
    if (insideAny(prefix, spaces)) continue;
    throw new ArmError(
      "NetcfgInvalidSubnet",
      400,
      `Subnet '${request.name}' (${formatCidr(prefix)}) is not valid in virtual network '${network?.name}' (${spaces.map(formatCidr).join(", ")}).`,
    );
  }
};

const prefixOverlapsNoOther: Rule = (request) => {
  const mine = prefixesOf(request);
  for (const other of request.azure.below(parentId(request.id))) {
    if (idKey(other.id) === idKey(request.id)) continue;
    const theirs = subnetPrefixes(other.inputs).map((text) => cidrOf(text, other.name));
    if (!theirs.some((their) => insideAny(their, mine) || mine.some((own) => insideAny(own, [their]))))
      continue;
    throw new ArmError(
      "NetcfgSubnetRangesOverlap",
      400,
      `Subnet '${request.name}' (${mine.map(formatCidr).join(", ")}) is not valid because its IP address range overlaps with that of an existing subnet '${other.name}' (${theirs.map(formatCidr).join(", ")}).`,
    );
  }
};

const prefixIsLargeEnough: Rule = (request) => {
  const needed = smallestPrefix(request.name);
  for (const prefix of prefixesOf(request)) {
    if (prefix.prefix <= needed) continue;
    throw new ArmError(
      "NetcfgInvalidSubnet",
      400,
      `Subnet '${request.name}' (${formatCidr(prefix)}) is too small: it must be /${needed} or larger.`,
    );
  }
};

const prefixStaysWhileInUse: Rule = ({ azure, id, inputs, previous, name }) => {
  if (!previous || sameValue(subnetPrefixes(previous.inputs), subnetPrefixes(inputs))) return;
  const user = azure.referring(id)[0];
  if (!user) return;
  throw new ArmError(
    "InUseSubnetCannotBeUpdated",
    400,
    `Subnet '${name}' is in use by '${user.id}' and its address prefix cannot be updated.`,
  );
};

const platformSubnetsTakeOnlyWhatTheyMay: Rule = ({ azure, inputs, name }) => {
  const group = azure.find(textAt(inputs, "networkSecurityGroup.id") ?? "");
  refuseSecurityGroup(name, group?.id);
  refuseBastionGroup(name, group?.inputs, group?.name ?? "");
  const routes = azure.find(textAt(inputs, "routeTable.id") ?? "");
  refuseRoutes(name, routes?.inputs, routes?.name ?? "");
};

/** What is attached to a subnet stands in the region of its network. */
const attachedAreInTheRegion: Rule = (request) => {
  const location = request.azure.find(parentId(request.id))?.location;
  for (const path of ["networkSecurityGroup.id", "routeTable.id", "natGateway.id"])
    sameRegion(path)({ ...request, location });
};

const delegationsFitWhatIsInside: Rule = ({ azure, id, inputs, previous, name }) => {
  const before = textsAt(previous?.inputs, "delegations[].serviceName");
  const after = textsAt(inputs, "delegations[].serviceName");
  if (!previous || sameValue(before, after)) return;
  const user = azure.referring(id)[0];
  if (user)
    throw new ArmError(
      "SubnetIsDelegated",
      400,
      `The delegations of subnet '${name}' cannot change while '${user.id}' uses it.`,
    );
};

/** A subnet is delegated to one service at most, and to one that takes delegations. */
const delegationIsKnown: Rule = ({ inputs, name }) => {
  const services = textsAt(inputs, "delegations[].serviceName");
  const unknown = services.find((service) => !table.delegations.includes(service));
  if (services.length <= 1 && unknown === undefined) return;
  throw new ArmError(
    unknown === undefined ? "SubnetHasMultipleDelegations" : "InvalidServiceNameOnDelegation",
    400,
    `Subnet '${name}' is delegated to ${services.join(", ")}; one of ${table.delegations.join(", ")} is possible.`,
  );
};

export const subnet = define("azure-native:network:Subnet", {
  location: "none",
  required: ["addressPrefix|addressPrefixes"],
  rules: [
    oneOf("privateEndpointNetworkPolicies", [
      "Enabled",
      "Disabled",
      "NetworkSecurityGroupEnabled",
      "RouteTableEnabled",
    ]),
    oneOf("privateLinkServiceNetworkPolicies", ["Enabled", "Disabled"]),
    prefixIsInsideTheNetwork,
    prefixOverlapsNoOther,
    prefixIsLargeEnough,
    prefixStaysWhileInUse,
    attachedAreInTheRegion,
    platformSubnetsTakeOnlyWhatTheyMay,
    delegationIsKnown,
    delegationsFitWhatIsInside,
  ],
  inUse: { code: "InUseSubnetCannotBeDeleted" },
  oneAtATime: { code: "AnotherOperationInProgress", status: 409, group: "parts of a network" },
  outputs: ({ id }) => ({ id }),
});
