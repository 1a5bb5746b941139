/** API server VNet integration: the subnet that the API server's load balancer moves into. */
import { addressCount, parseCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { isGranted, principalOf, userAssignedIdentityIds } from "../../rules/directory.ts";
import { subnetPrefixes } from "../../rules/network.ts";
import subnetTable from "../../data/subnets.json" with { type: "json" };
import { inlinePools, subnetIdOf } from "./pools.ts";

/** azure-aks-docs api-server-vnet-integration.md: the delegation, and what a cluster takes for itself. */
const delegation = "Microsoft.ContainerService/managedClusters";
const reservedPerCluster = 9;
/** Private baseline, section 2.3: the one public region without the feature. */
const withoutIntegration = ["qatarcentral"];

function refuse(message: string): never {
  throw new ArmError("InvalidParameter", 400, message);
}

export const apiServerSubnetIsSound: Rule = ({ azure, id, inputs, location, name }) => {
  if (flagAt(inputs, "apiServerAccessProfile.enableVnetIntegration") !== true) return;
  if (withoutIntegration.includes(location ?? ""))
    refuse(`Cluster '${name}': API Server VNet Integration is not available in region ${location}.`);
  const subnetId = textAt(inputs, "apiServerAccessProfile.subnetId");
  const nodes = inlinePools(inputs)
    .map(subnetIdOf)
    .find((found) => found !== undefined);
  if (nodes !== undefined && subnetId === undefined)
    refuse(`Cluster '${name}': nodes in a network of your own need apiServerAccessProfile.subnetId.`);
  if (subnetId === undefined) return;
  if (nodes === undefined || idKey(parentId(nodes)) !== idKey(parentId(subnetId)))
    refuse(`Cluster '${name}': API server and nodes must be in the same virtual network.`);

  const subnet = azure.find(subnetId);
  if (
    !objectsAt(subnet?.inputs, "delegations[]").some((entry) => textAt(entry, "serviceName") === delegation)
  )
    refuse(`Cluster '${name}': subnet '${nameOfId(subnetId)}' must be delegated to ${delegation}.`);
  const clusters = azure
    .referring(subnetId)
    .filter((user) => user.arm === delegation && idKey(user.id) !== idKey(id));
  const [prefix] = subnetPrefixes(subnet?.inputs ?? {});
  const room = prefix === undefined ? 0 : addressCount(parseCidr(prefix)) - subnetTable.reservedAddresses;
  const needed = (clusters.length + 1) * reservedPerCluster;
  if (room < needed)
    refuse(
      `Cluster '${name}': subnet '${nameOfId(subnetId)}' (${prefix}) has ${room} addresses, and ${clusters.length + 1} API servers reserve ${needed}.`,
    );

  const [control] = userAssignedIdentityIds(inputs);
  const principal = control === undefined ? undefined : principalOf(azure, control);
  if (principal !== undefined && !isGranted(azure, principal, "joinSubnet", subnetId))
    throw new ArmError(
      "LinkedAuthorizationFailed",
      403,
      `The client '${principal}' of cluster '${name}' has no permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope '${subnetId}'.`,
    );
};

/** A private endpoint cannot become an address in a subnet without a restart, nor the other way round. */
export const accessStaysPrivate: Rule = ({ inputs, previous, name }) => {
  const before = textsAt(previous?.inputs, "apiServerAccessProfile.subnetId")[0];
  const after = textAt(inputs, "apiServerAccessProfile.subnetId");
  if (before === undefined || after === undefined || idKey(before) === idKey(after)) return;
  throw new ArmError(
    "PropertyChangeNotAllowed",
    400,
    `Changing property 'apiServerAccessProfile.subnetId' of cluster '${name}' is not allowed.`,
  );
};
