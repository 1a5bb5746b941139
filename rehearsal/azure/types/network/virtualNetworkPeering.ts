/** Peerings: two halves, one on each network, that carry traffic once both exist. */
import { formatCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { AzureView, DeleteRequest, Effects, Request, Resource, Rule } from "../../model.ts";
import { flagAt, textAt, type Properties } from "../../../../lib/properties.ts";
import { cidrOf, firstOverlap, networkPrefixes } from "../../rules/network.ts";
import { define } from "../define.ts";

const arm = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings";

const remoteOf = (inputs: Properties | undefined): string => textAt(inputs, "remoteVirtualNetwork.id") ?? "";

function peeringsOf(azure: AzureView, networkId: string): Resource[] {
  return azure.below(networkId).filter((nested) => nested.arm === arm);
}

/** The half on the other network that leads back here. */
function otherHalf(azure: AzureView, id: string, inputs: Properties): Resource | undefined {
  const own = idKey(parentId(id));
  return peeringsOf(azure, remoteOf(inputs)).find((half) => idKey(remoteOf(half.inputs)) === own);
}

const networksDiffer: Rule = ({ id, inputs, name }) => {
  if (idKey(remoteOf(inputs)) !== idKey(parentId(id))) return;
  throw new ArmError(
    "InvalidRequestFormat",
    400,
    `Peering '${name}' leads from virtual network '${parentId(id)}' to itself.`,
  );
};

const networksArePeeredOnce: Rule = ({ azure, id, inputs, name }) => {
  const other = peeringsOf(azure, parentId(id)).find(
    (half) => idKey(half.id) !== idKey(id) && idKey(remoteOf(half.inputs)) === idKey(remoteOf(inputs)),
  );
  if (!other) return;
  throw new ArmError(
    "RemoteVnetAlreadyPeered",
    400,
    `Peering '${name}': '${other.name}' already leads to '${remoteOf(inputs)}'.`,
  );
};

function spacesOf(network: Resource | undefined) {
  return networkPrefixes(network?.inputs ?? {}).map((text) => cidrOf(text, network?.name ?? "?"));
}

/** Peered networks are one address space, and so are all networks that one of them is peered with. */
const spacesAreApart: Rule = ({ azure, id, inputs, name }) => {
  const own = azure.find(parentId(id));
  const remote = azure.find(remoteOf(inputs));
  const theirs = spacesOf(remote);
  for (const [network, code] of [
    [own, "VnetAddressSpacesOverlap"],
    ...peeringsOf(azure, parentId(id))
      .filter((half) => idKey(half.id) !== idKey(id))
      .map(
        (half) =>
          [azure.find(remoteOf(half.inputs)), "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet"] as const,
      ),
  ] as const) {
    if (network === undefined || remote === undefined || idKey(network.id) === idKey(remote.id)) continue;
    const clash = spacesOf(network)
      .map((space) => theirs.map((their) => firstOverlap([space, their])).find(Boolean))
      .find(Boolean);
    if (!clash) continue;
    throw new ArmError(
      code,
      400,
      `Peering '${name}': the address space of '${remote.id}' (${formatCidr(clash[1])}) overlaps that of '${network.id}' (${formatCidr(clash[0])}).`,
    );
  }
};

/** A gateway is used by one side and offered by the other, which has to come first. */
const gatewaysAreOffered: Rule = ({ azure, id, inputs, name }) => {
  if (flagAt(inputs, "useRemoteGateways") !== true) return;
  if (flagAt(inputs, "allowGatewayTransit") === true) {
    throw new ArmError(
      "InvalidRequestFormat",
      400,
      `Peering '${name}' cannot both use the remote gateway and offer its own.`,
    );
  }
  const other = otherHalf(azure, id, inputs);
  if (azure.find(remoteOf(inputs)) === undefined || flagAt(other?.inputs, "allowGatewayTransit") === true)
    return;
  throw new ArmError(
    "RemotePeeringDisallowsGatewayTransit",
    400,
    `Peering '${name}' cannot use a gateway of '${remoteOf(inputs)}': no peering there allows gateway transit.`,
  );
};

/** What is left of a peering whose other half was deleted has to go before there can be a new one. */
const noRuinStandsOnTheOtherSide: Rule = ({ azure, id, inputs, operation, name }) => {
  const other = otherHalf(azure, id, inputs);
  if (operation === "update" || textAt(other?.outputs, "peeringState") !== "Disconnected") return;
  throw new ArmError(
    "RemotePeeringIsDisconnected",
    400,
    `Cannot create or update peering '${name}' because remote peering '${other?.id}' is in Disconnected state. Update or re-create the remote peering to get it back to Initiated state.`,
  );
};

function setState(half: Resource | undefined, peeringState: string, effects: Effects): void {
  if (half !== undefined) effects.put({ ...half, outputs: { ...half.outputs, peeringState } });
}

function connect({ azure, id, inputs }: Request, effects: Effects): void {
  setState(otherHalf(azure, id, inputs), "Connected", effects);
}

function disconnect({ azure, resource }: DeleteRequest, effects: Effects): void {
  setState(otherHalf(azure, resource.id, resource.inputs), "Disconnected", effects);
}

export const virtualNetworkPeering = define("azure-native:network:VirtualNetworkPeering", {
  location: "none",
  required: ["remoteVirtualNetwork.id"],
  createOnly: ["remoteVirtualNetwork"],
  acrossSubscriptions: true,
  rules: [
    networksDiffer,
    networksArePeeredOnce,
    spacesAreApart,
    gatewaysAreOffered,
    noRuinStandsOnTheOtherSide,
  ],
  oneAtATime: { code: "AnotherOperationInProgress", status: 409, group: "parts of a network" },
  outputs: ({ azure, id, inputs }) => ({
    id,
    peeringState: otherHalf(azure, id, inputs) === undefined ? "Initiated" : "Connected",
  }),
  onWritten: connect,
  onDeleted: disconnect,
});
