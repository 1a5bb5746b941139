import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

export const privateZone = define("azure-native:privatedns:PrivateZone", {
  location: "global",
  nestedHold: true,
  outputs: ({ id }) => ({ id, numberOfRecordSets: 1, maxNumberOfRecordSets: 25000 }),
});

/** A virtual network takes one zone of a name: two would answer the same question differently. */
const networkHasNoOtherZoneOfThatName: Rule = ({ azure, id, arm, inputs }) => {
  const networkId = textAt(inputs, "virtualNetwork.id") ?? "";
  const zone = nameOfId(parentId(id)).toLowerCase();
  const other = azure
    .referring(networkId)
    .find(
      (link) =>
        link.arm === arm &&
        idKey(link.id) !== idKey(id) &&
        nameOfId(parentId(link.id)).toLowerCase() === zone,
    );
  if (!other) return;
  throw new ArmError(
    "BadRequest",
    400,
    `A virtual network cannot be linked to multiple zones with overlapping namespaces. '${networkId}' is already linked to '${parentId(other.id)}'.`,
  );
};

const networkLinksOnce: Rule = ({ azure, id, inputs }) => {
  const networkId = textAt(inputs, "virtualNetwork.id") ?? "";
  const other = azure
    .below(parentId(id))
    .find(
      (link) =>
        idKey(link.id) !== idKey(id) &&
        idKey(textAt(link.inputs, "virtualNetwork.id") ?? "") === idKey(networkId),
    );
  if (!other) return;
  throw new ArmError("Conflict", 409, `'${networkId}' is already linked to this zone by '${other.name}'.`);
};

/** Network semantics 6.4: only zones of private links can send a question that they cannot answer on to the Internet. */
const onlyPrivateLinkZonesRedirect: Rule = ({ id, inputs }) => {
  const zone = nameOfId(parentId(id));
  if (textAt(inputs, "resolutionPolicy") !== "NxDomainRedirect" || zone.split(".").includes("privatelink"))
    return;
  throw new ArmError(
    "BadRequest",
    400,
    `The resolution policy NxDomainRedirect is supported for privatelink zones only, not for '${zone}'.`,
  );
};

export const virtualNetworkLink = define("azure-native:privatedns:VirtualNetworkLink", {
  location: "global",
  required: ["virtualNetwork.id"],
  createOnly: ["virtualNetwork"],
  rules: [
    oneOf("resolutionPolicy", ["Default", "NxDomainRedirect"]),
    onlyPrivateLinkZonesRedirect,
    networkLinksOnce,
    networkHasNoOtherZoneOfThatName,
  ],
  outputs: ({ id }) => ({ id, virtualNetworkLinkState: "Completed" }),
});
