import { findRegion } from "../../../../lib/regions.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { AzureView, Effects, Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { registryHosts, replicasOf } from "../network/endpointRecords.ts";
import { refreshEndpoints, refuseWithoutRoom } from "../network/endpointRefresh.ts";

const registryIsPremium: Rule = ({ azure, id, name }) => {
  const registry = azure.find(parentId(id));
  if (!registry || textAt(registry.inputs, "sku.name") === "Premium") return;
  throw new ArmError(
    "SkuNotSupported",
    400,
    `Replica '${name}': registry '${registry.name}' is not of the Premium SKU and cannot be replicated.`,
  );
};

const nothingIsSoftDeleted: Rule = ({ azure, id, name }) => {
  const registry = azure.find(parentId(id));
  if (textAt(registry?.inputs, "policies.softDeletePolicy.status") !== "enabled") return;
  throw new ArmError(
    "SoftDeletePolicyNotSupported",
    400,
    `Replica '${name}': registry '${registry?.name}' has the soft delete policy, which does not support geo-replication.`,
  );
};

const regionIsNotHome: Rule = ({ azure, id, location, name }) => {
  const registry = azure.find(parentId(id));
  if (registry?.location !== location) return;
  throw new ArmError(
    "InvalidReplicationLocation",
    400,
    `Replica '${name}': '${location}' is the home region of registry '${registry?.name}'.`,
  );
};

const regionHasNoOther: Rule = ({ azure, id, arm, location, name }) => {
  const other = azure
    .below(parentId(id))
    .find((found) => found.arm === arm && found.location === location && idKey(found.id) !== idKey(id));
  if (!other) return;
  throw new ArmError(
    "ReplicationAlreadyExists",
    409,
    `Replica '${name}': '${location}' already has the replica '${other.name}'.`,
  );
};

const zonesAreThere: Rule = ({ inputs, location, name }) => {
  if (textAt(inputs, "zoneRedundancy") !== "Enabled" || findRegion(location ?? "")?.zones === true) return;
  throw new ArmError(
    "AvailabilityZonesNotSupported",
    400,
    `Replica '${name}' asks for zone redundancy, but '${location}' has no availability zones.`,
  );
};

/** Every region has a data endpoint, which takes an address of every private endpoint of the registry. */
const endpointsHaveRoom: Rule = ({ azure, id, operation }) => {
  const registry = azure.find(parentId(id));
  if (registry && operation === "create") refuseWithoutRoom(azure, registry, 1);
};

function refresh(azure: AzureView, effects: Effects, id: string, isThere: boolean): void {
  const registry = azure.find(parentId(id));
  const self = azure.find(id);
  if (!registry || !self) return;
  const others = replicasOf(azure, registry).filter((replica) => idKey(replica.id) !== idKey(id));
  const without = registryHosts(registry, others);
  const withSelf = registryHosts(registry, [...others, self]);
  const [before, after] = isThere ? [without, withSelf] : [withSelf, without];
  refreshEndpoints(azure, effects, registry.id, before, after);
}

export const replication = define("azure-native:containerregistry:Replication", {
  location: "regional",
  createOnly: ["zoneRedundancy"],
  rules: [
    oneOf("zoneRedundancy", ["Enabled", "Disabled"]),
    registryIsPremium,
    nothingIsSoftDeleted,
    regionIsNotHome,
    regionHasNoOther,
    zonesAreThere,
    endpointsHaveRoom,
  ],
  outputs: ({ id }) => ({ id, status: { displayStatus: "Ready" } }),
  onWritten: ({ azure, id, operation }, effects) => {
    if (operation === "create") refresh(azure, effects, id, true);
  },
  onDeleted: ({ azure, resource }, effects) => refresh(azure, effects, resource.id, false),
});
