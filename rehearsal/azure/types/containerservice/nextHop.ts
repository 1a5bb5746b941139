/** Who stands at the address to which routes lead. */
import { contains, parseCidr } from "../../../../lib/cidr.ts";
import { idKey, parentId } from "../../ids.ts";
import type { AzureView } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { subnetPrefixes } from "../../rules/network.ts";

const firewallSubnet = "azurefirewallsubnet";

/**
 * Whether an appliance may stand there that the local Azure knows nothing about: in a subnet of the network or of one that
 * it is peered with, or in a peered network of another subscription. In a firewall's subnet there is only the firewall.
 */
export function mayBeAppliance(azure: AzureView, nodeSubnetId: string, address: string): boolean {
  const networkId = parentId(nodeSubnetId);
  const remotes = azure
    .below(networkId)
    .flatMap((nested) => textAt(nested.inputs, "remoteVirtualNetwork.id") ?? []);
  if (remotes.some((remote) => azure.find(remote) === undefined)) return true;
  return [networkId, ...remotes]
    .flatMap((id) => azure.below(id))
    .filter((nested) => nested.arm === "Microsoft.Network/virtualNetworks/subnets")
    .filter(({ id, name }) => name.toLowerCase() !== firewallSubnet && idKey(id) !== idKey(nodeSubnetId))
    .some(({ inputs }) =>
      subnetPrefixes(inputs).some((prefix) => contains(parseCidr(prefix), parseCidr(`${address}/32`))),
    );
}
