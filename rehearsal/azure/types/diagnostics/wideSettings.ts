/** Diagnostic settings of what is wider than a resource: a subscription's activity log, a tenant's directory. */
import { activityLogCategories } from "../../../../lib/activityLogs.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId, typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, objectsAt, textAt, valueAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** azure-monitor-limits-diagnostic-settings.md of 2025-05-21; "Diagnostic settings for Microsoft Entra ID". */
const mostSettings = 5;

/** "Stream Microsoft Entra activity logs": what a tenant can export. */
const entraCategories = [
  "AuditLogs",
  "SignInLogs",
  "NonInteractiveUserSignInLogs",
  "ServicePrincipalSignInLogs",
  "ManagedIdentitySignInLogs",
  "ProvisioningLogs",
  "RiskyUsers",
  "UserRiskEvents",
  "RiskyServicePrincipals",
  "ServicePrincipalRiskEvents",
  "MicrosoftGraphActivityLogs",
];

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

function categoriesAreAmong(known: readonly string[]): Rule {
  return ({ inputs, name }) => {
    const asked = objectsAt(inputs, "logs[]").map((log) => textAt(log, "category") ?? "");
    const wrong = asked.find((category) => !known.includes(category));
    if (wrong !== undefined)
      refuse(
        `Category '${wrong}' of diagnostic setting '${name}' is not supported; there are ${known.join(", ")}.`,
      );
    const twice = asked.find((category, index) => asked.indexOf(category) !== index);
    if (twice !== undefined) refuse(`Diagnostic setting '${name}' names '${twice}' twice.`);
    if (!objectsAt(inputs, "logs[]").some((log) => flagAt(log, "enabled") !== false))
      refuse(`Diagnostic setting '${name}' sends no log.`);
  };
}

const sinks = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"];

const goesSomewhere: Rule = ({ inputs, name }) => {
  if (!sinks.some((sink) => valueAt(inputs, sink) !== undefined))
    refuse(`At least one data sink needs to be specified in diagnostic setting '${name}'.`);
};

/** diagnostic-settings.md of 2026-03-31: standard accounts, and past the firewall as a trusted service only. */
const storageTakesLogs: Rule = ({ azure, inputs, name }) => {
  const id = textAt(inputs, "storageAccountId");
  if (id === undefined) return;
  if (typeOfId(id) !== "Microsoft.Storage/storageAccounts")
    refuse(`'${id}' (${name}) is no storage account.`);
  const account = azure.find(id);
  if ((textAt(account?.inputs, "sku.name") ?? "").startsWith("Premium"))
    refuse(`Storage account '${account?.name}' is a premium account and takes no logs ('${name}').`);
  const closed = textAt(account?.inputs, "networkRuleSet.defaultAction") === "Deny";
  const bypass = textAt(account?.inputs, "networkRuleSet.bypass") ?? "AzureServices";
  if (closed && !bypass.includes("AzureServices"))
    refuse(
      `Storage account '${account?.name}' must let trusted Microsoft services past its firewall for diagnostic setting '${name}'.`,
    );
};

const thereIsRoom: Rule = ({ azure, id, arm, inputs, name }) => {
  const others = azure
    .ofType(arm)
    .filter((other) => idKey(parentId(other.id)) === idKey(parentId(id)) && idKey(other.id) !== idKey(id));
  if (others.length >= mostSettings)
    refuse(`There are ${others.length} diagnostic settings already; '${name}' would be one too many.`);
  for (const sink of sinks) {
    const where = textAt(inputs, sink);
    const twin = others.find(
      (other) => where !== undefined && idKey(textAt(other.inputs, sink) ?? "") === idKey(where),
    );
    const mine = objectsAt(inputs, "logs[]").map((log) => textAt(log, "category"));
    const shared = objectsAt(twin?.inputs ?? {}, "logs[]").find((log) =>
      mine.includes(textAt(log, "category")),
    );
    if (twin === undefined || shared === undefined) continue;
    throw new ArmError(
      "Conflict",
      409,
      `Data sink '${where}' is already used in diagnostic setting '${twin.name}' for category '${textAt(shared, "category")}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
    );
  }
};

export const subscriptionDiagnosticSetting = define("azure-native:monitor:SubscriptionDiagnosticSetting", {
  location: "none",
  required: ["logs"],
  rules: [categoriesAreAmong(activityLogCategories), goesSomewhere, storageTakesLogs, thereIsRoom],
  outputs: ({ id }) => ({ id }),
});

/** Setting it needs a right in the directory, which nothing here can show. */
export const tenantDiagnosticSetting = define("azure-native:aadiam:DiagnosticSetting", {
  location: "none",
  required: ["logs"],
  rules: [categoriesAreAmong(entraCategories), goesSomewhere, storageTakesLogs, thereIsRoom],
  outputs: ({ id }) => ({ id }),
});
