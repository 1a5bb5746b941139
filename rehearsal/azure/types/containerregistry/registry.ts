import { findRegion } from "../../../../lib/regions.ts";
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { flagAt, objectsAt, textAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";

/** What only a Premium registry has, and what in the inputs asks for it. */
const premiumOnly: readonly (readonly [string, (inputs: Properties) => boolean])[] = [
  ["publicNetworkAccess Disabled", (inputs) => textAt(inputs, "publicNetworkAccess") === "Disabled"],
  ["network rules", (inputs) => textAt(inputs, "networkRuleSet.defaultAction") !== undefined],
  ["dedicated data endpoints", (inputs) => flagAt(inputs, "dataEndpointEnabled") === true],
  ["a retention policy", (inputs) => textAt(inputs, "policies.retentionPolicy.status") === "enabled"],
  ["content trust", (inputs) => textAt(inputs, "policies.trustPolicy.status") === "enabled"],
  ["an export policy", (inputs) => textAt(inputs, "policies.exportPolicy.status") === "disabled"],
  ["customer-managed keys", (inputs) => textAt(inputs, "encryption.status") === "enabled"],
];

/** azure-management-docs container-registry-skus.md of 2026-03-25 and the pages of the single features. */
const tierHasTheFeatures: Rule = ({ inputs, name }) => {
  const tier = textAt(inputs, "sku.name");
  if (tier === "Premium") return;
  const wanted = premiumOnly.find(([, asks]) => asks(inputs));
  if (wanted)
    throw new ArmError(
      "SkuNotSupported",
      400,
      `Registry '${name}' is of the ${tier} SKU; ${wanted[0]} needs Premium.`,
    );
  if (tier === "Basic" && flagAt(inputs, "anonymousPullEnabled") === true) {
    throw new ArmError(
      "SkuNotSupported",
      400,
      `Registry '${name}' is of the Basic SKU; anonymous pull needs Standard or Premium.`,
    );
  }
};

const zonesAreThere: Rule = ({ inputs, location, name }) => {
  if (textAt(inputs, "zoneRedundancy") !== "Enabled" || findRegion(location ?? "")?.zones === true) return;
  throw new ArmError(
    "AvailabilityZonesNotSupported",
    400,
    `Registry '${name}' asks for zone redundancy, but '${location}' has no availability zones.`,
  );
};

/** Exports can be forbidden only where nobody can pull past the private network. */
const exportPolicyFits: Rule = ({ inputs, name }) => {
  if (
    textAt(inputs, "policies.exportPolicy.status") !== "disabled" ||
    textAt(inputs, "publicNetworkAccess") === "Disabled"
  )
    return;
  throw new ArmError(
    "ExportPolicyDisableNotSupported",
    400,
    `Registry '${name}': exportPolicy can be disabled only when publicNetworkAccess is Disabled.`,
  );
};

/** "Recover deleted artifacts with soft delete policy", current limitations. */
const retentionPoliciesFit: Rule = ({ azure, id, inputs, name }) => {
  if (textAt(inputs, "policies.softDeletePolicy.status") !== "enabled") return;
  if (textAt(inputs, "policies.retentionPolicy.status") === "enabled")
    throw new ArmError(
      "SoftDeletePolicyNotSupported",
      400,
      `Registry '${name}' cannot have the soft delete policy together with the retention policy.`,
    );
  const replica = azure.below(id).find((nested) => nested.arm.endsWith("/replications"));
  if (replica)
    throw new ArmError(
      "SoftDeletePolicyNotSupported",
      400,
      `Registry '${name}' has the replica '${replica.name}'; the soft delete policy does not support geo-replication.`,
    );
};

const replicasKeepTheTier: Rule = ({ azure, id, inputs, previous, name }) => {
  if (!previous || textAt(inputs, "sku.name") === "Premium") return;
  const replica = azure.below(id).find((nested) => nested.arm.endsWith("/replications"));
  if (replica)
    throw new ArmError(
      "SkuUpdateNotSupported",
      409,
      `Registry '${name}' has the replica '${replica.name}' and must stay Premium.`,
    );
  const links = objectsAt(previous.facts, "privateEndpointConnections[]");
  if (links.length > 0)
    throw new ArmError(
      "SkuUpdateNotSupported",
      409,
      `Registry '${name}' has private endpoint connections and must stay Premium.`,
    );
};

export const registry = define("azure-native:containerregistry:Registry", {
  location: "regional",
  required: ["sku.name"],
  createOnly: ["zoneRedundancy", "encryption.status"],
  rules: [
    oneOf("sku.name", ["Basic", "Standard", "Premium"]),
    oneOf("publicNetworkAccess", ["Enabled", "Disabled"]),
    oneOf("zoneRedundancy", ["Enabled", "Disabled"]),
    oneOf("networkRuleBypassOptions", ["AzureServices", "None"]),
    oneOf("networkRuleSet.defaultAction", ["Allow", "Deny"]),
    // azure-management-docs container-registry-retention-policy.md: 0 to 365 days.
    within("policies.softDeletePolicy.retentionDays", { min: 1, max: 90 }),
    within("policies.retentionPolicy.days", { min: 0, max: 365 }),
    tierHasTheFeatures,
    zonesAreThere,
    exportPolicyFits,
    retentionPoliciesFit,
    replicasKeepTheTier,
  ],
  outputs: ({ id, inputs, name, location }) => ({
    id,
    loginServer: `${name.toLowerCase()}.azurecr.io`,
    dataEndpointHostNames:
      flagAt(inputs, "dataEndpointEnabled") === true
        ? [`${name.toLowerCase()}.${location}.data.azurecr.io`]
        : [],
  }),
});
