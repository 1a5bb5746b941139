/** Managed DevOps Pools, and the dev center project that each belongs to. */
import { addressCount } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { cidrOf, oneOf, subnetIsProvisioned, subnetPrefixes, within } from "../../rules/network.ts";
import subnets from "../../data/subnets.json" with { type: "json" };
import { define } from "../define.ts";

const devCenter = define("azure-native:devcenter:DevCenter", {
  location: "regional",
  inUse: { code: "Conflict", status: 409 },
  outputs: ({ id, azure }) => ({
    id,
    devCenterUri: `https://${azure.guid(`${id}/uri`)}.devcenter.azure.com/`,
  }),
});

const project = define("azure-native:devcenter:Project", {
  location: "regional",
  required: ["devCenterId"],
  createOnly: ["devCenterId"],
  inUse: { code: "Conflict", status: 409 },
  outputs: ({ id }) => ({ id }),
});

const service = "Microsoft.DevOpsInfrastructure/pools";

/** azure-devops-docs managed-devops-pools/configure-networking.md: delegation, region and size of the subnet. */
const subnetIsDelegated: Rule = ({ azure, inputs, location, name }) => {
  const subnetId = textAt(inputs, "fabricProfile.networkProfile.subnetId");
  const subnet = azure.find(subnetId ?? "");
  if (subnetId === undefined || subnet === undefined) return;
  const network = azure.find(parentId(subnetId));
  if (network !== undefined && network.location !== location) {
    throw new ArmError(
      "InvalidRequestContent",
      400,
      `Virtual network ${network.name} is in region ${network.location}, but pool ${name} is in region ${location}. These must be in the same region.`,
    );
  }
  if (!textsAt(subnet.inputs, "delegations[].serviceName").includes(service)) {
    throw new ArmError(
      "SubnetNotDelegated",
      400,
      `Subnet '${subnetId}' of pool '${name}' must be delegated to ${service}.`,
    );
  }
  const room = subnetPrefixes(subnet.inputs)
    .map((prefix) => addressCount(cidrOf(prefix, name)) - subnets.reservedAddresses)
    .reduce((sum, count) => sum + count, 0);
  const wanted = numberAt(inputs, "maximumConcurrency") ?? 0;
  if (wanted > room)
    throw new ArmError(
      "SubnetIsFull",
      400,
      `Subnet '${subnetId}' has room for ${room} of the ${wanted} agents of pool '${name}'.`,
    );
};

const hasImages: Rule = ({ inputs, name }) => {
  const images = objectsAt(inputs, "fabricProfile.images[]");
  const named = (image: (typeof images)[number]) =>
    textAt(image, "wellKnownImageName") ?? textAt(image, "resourceId");
  if (images.length > 0 && images.every((image) => named(image) !== undefined)) return;
  throw new ArmError("InvalidRequestContent", 400, `Pool '${name}' names no image for its machines.`);
};

/** maximumConcurrency: pools of the ARM schema, 1 to 10000. */
const pool = define("azure-native:devopsinfrastructure:Pool", {
  location: "regional",
  required: [
    "agentProfile.kind",
    "devCenterProjectResourceId",
    "fabricProfile.sku.name",
    "maximumConcurrency",
    "organizationProfile.organizations",
  ],
  rules: [
    oneOf("agentProfile.kind", ["Stateless", "Stateful"]),
    oneOf("organizationProfile.kind", ["AzureDevOps", "GitHub"]),
    within("maximumConcurrency", { min: 1, max: 10_000 }),
    subnetIsProvisioned("fabricProfile.networkProfile.subnetId"),
    subnetIsDelegated,
    hasImages,
  ],
  outputs: ({ id }) => ({ id }),
});

export const definitions = [devCenter, project, pool];
