import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, objectsAt, textAt, valueAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";

/** azure-security-docs soft-delete-overview.md of 2026-04-10: chosen at creation, never changed. */
const softDeleteDays = { min: 7, max: 90, byDefault: 90 } as const;

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const daysOf = (inputs: Parameters<typeof numberAt>[0]) =>
  numberAt(inputs, "properties.softDeleteRetentionInDays") ?? softDeleteDays.byDefault;

const softDeleteStays: Rule = ({ inputs, previous, name }) => {
  if (flagAt(inputs, "properties.enableSoftDelete") === false) {
    refuse(
      `Vault '${name}': the property "enableSoftDelete" can be set to false neither for new nor for existing vaults.`,
    );
  }
  if (previous && daysOf(previous.inputs) !== daysOf(inputs)) {
    refuse(
      `Vault '${name}': the property "softDeleteRetentionInDays" has been set already and it can't be modified (from ${daysOf(previous.inputs)} to ${daysOf(inputs)}).`,
    );
  }
};

const purgeProtectionStays: Rule = ({ inputs, previous, name }) => {
  const asked = flagAt(inputs, "properties.enablePurgeProtection");
  const was = flagAt(previous?.inputs, "properties.enablePurgeProtection") === true;
  // Azure takes no explicit false, not even for a new vault: the property is true or absent.
  if (asked === false || (was && asked !== true)) {
    refuse(
      `Vault '${name}': the property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.`,
    );
  }
};

/** At most 1,024 access policies ("Assign a Key Vault access policy"); none of them counts where Azure RBAC decides. */
const mostPolicies = 1024;

const accessIsDefined: Rule = ({ inputs, name }) => {
  const policies = objectsAt(inputs, "properties.accessPolicies[]");
  if (policies.length > mostPolicies)
    refuse(`Vault '${name}' has ${policies.length} access policies; ${mostPolicies} are allowed.`);
  if (
    flagAt(inputs, "properties.enableRbacAuthorization") === true ||
    textAt(inputs, "properties.createMode") === "recover"
  )
    return;
  if (valueAt(inputs, "properties.accessPolicies") === undefined) {
    refuse(
      `Vault '${name}': accessPolicies must be given (possibly empty) unless enableRbacAuthorization is true.`,
    );
  }
};

const tenantIsOurs: Rule = ({ azure, inputs, name }) => {
  const tenant = textAt(inputs, "properties.tenantId") ?? "";
  if (tenant.toLowerCase() !== azure.tenantId.toLowerCase()) {
    refuse(
      `Vault '${name}': tenantId '${tenant}' is not the tenant of the subscription, '${azure.tenantId}'.`,
    );
  }
};

export const vault = define("azure-native:keyvault:Vault", {
  location: "regional",
  required: ["properties.tenantId", "properties.sku.name", "properties.sku.family"],
  rules: [
    oneOf("properties.sku.name", ["standard", "premium"], "BadRequest"),
    oneOf("properties.sku.family", ["A"], "BadRequest"),
    oneOf("properties.publicNetworkAccess", ["enabled", "disabled"], "BadRequest"),
    oneOf("properties.networkAcls.defaultAction", ["Allow", "Deny"], "BadRequest"),
    oneOf("properties.networkAcls.bypass", ["AzureServices", "None"], "BadRequest"),
    within("properties.softDeleteRetentionInDays", softDeleteDays, "BadRequest"),
    tenantIsOurs,
    accessIsDefined,
    softDeleteStays,
    purgeProtectionStays,
  ],
  softDelete: true,
  outputs: ({ id, inputs, name }) => ({
    id,
    properties: {
      ...(inputs["properties"] as object),
      enableSoftDelete: true,
      softDeleteRetentionInDays: daysOf(inputs),
      vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`,
      provisioningState: "Succeeded",
    },
  }),
});
