import { findRegion } from "../../../../lib/regions.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

const registryIsPremium: Rule = ({ azure, id, name }) => {
  const registry = azure.find(parentId(id));
  if (!registry || textAt(registry.inputs, "sku.name") === "Premium") return;
  throw new ArmError(
    "SkuNotSupported",
    400,
    `Replica '${name}': registry '${registry.name}' is not of the Premium SKU and cannot be replicated.`,
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

export const replication = define("azure-native:containerregistry:Replication", {
  location: "regional",
  createOnly: ["zoneRedundancy"],
  rules: [
    oneOf("zoneRedundancy", ["Enabled", "Disabled"]),
    registryIsPremium,
    regionIsNotHome,
    regionHasNoOther,
    zonesAreThere,
  ],
  outputs: ({ id }) => ({ id, status: { displayStatus: "Ready" } }),
});
