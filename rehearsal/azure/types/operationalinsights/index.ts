import { ArmError } from "../../errors.ts";
import { parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Days a workspace can keep its data: azure-monitor data-retention-configure.md; the old free tier keeps seven. */
const retention = { min: 30, max: 730, free: 7 } as const;

const retentionIsOffered: Rule = ({ inputs, name }) => {
  const days = numberAt(inputs, "retentionInDays");
  if (days === undefined) return;
  const tier = textAt(inputs, "sku.name") ?? "PerGB2018";
  const right =
    tier === "Free"
      ? days === retention.free
      : Number.isInteger(days) && days >= retention.min && days <= retention.max;
  if (right) return;
  throw new ArmError(
    "InvalidParameter",
    400,
    `'RetentionInDays' of workspace '${name}' is ${days}; the ${tier} tier keeps data ${tier === "Free" ? `${retention.free} days` : `${retention.min} to ${retention.max} days`}.`,
  );
};

const quotaIsPositive: Rule = ({ inputs, name }) => {
  const gigabytes = numberAt(inputs, "workspaceCapping.dailyQuotaGb");
  if (gigabytes === undefined || gigabytes === -1 || gigabytes > 0) return;
  throw new ArmError(
    "InvalidParameter",
    400,
    `'dailyQuotaGb' of workspace '${name}' is ${gigabytes}; it is a number of gigabytes above 0, or -1 for none.`,
  );
};

/** Commitment tiers in gigabytes a day: ARM schema of 2025-07-01. */
const commitments = [100, 200, 300, 400, 500, 1000, 2000, 5000, 10000, 25000, 50000];

const commitmentIsOffered: Rule = ({ inputs, name }) => {
  if (textAt(inputs, "sku.name") !== "CapacityReservation") return;
  const level = numberAt(inputs, "sku.capacityReservationLevel");
  if (level !== undefined && commitments.includes(level)) return;
  throw new ArmError(
    "InvalidParameter",
    400,
    `'capacityReservationLevel' of workspace '${name}' is ${level ?? "missing"}; it is one of ${commitments.join(", ")}.`,
  );
};

export const workspace = define("azure-native:operationalinsights:Workspace", {
  location: "regional",
  rules: [
    oneOf("sku.name", [
      "Free",
      "Standard",
      "Premium",
      "PerNode",
      "PerGB2018",
      "Standalone",
      "CapacityReservation",
      "LACluster",
    ]),
    oneOf("publicNetworkAccessForIngestion", ["Enabled", "Disabled", "SecuredByPerimeter"]),
    oneOf("publicNetworkAccessForQuery", ["Enabled", "Disabled", "SecuredByPerimeter"]),
    retentionIsOffered,
    quotaIsPositive,
    commitmentIsOffered,
  ],
  outputs: ({ id, azure }) => ({ id, customerId: azure.guid(`${id}/customer`) }),
});

/** A function's name is what queries call: letters, digits and underscores. */
const aliasIsAName: Rule = ({ inputs, name }) => {
  const alias = textAt(inputs, "functionAlias");
  if (alias === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(alias)) return;
  throw new ArmError(
    "InvalidParameter",
    400,
    `'${alias}' of saved search '${name}' is no name for a function.`,
  );
};

/** Two functions of one name in one workspace would be one too many to call. */
const aliasIsFree: Rule = ({ azure, id, inputs, name }) => {
  const alias = textAt(inputs, "functionAlias");
  if (alias === undefined) return;
  const workspaceId = parentId(id).toLowerCase();
  const other = azure
    .ofType("Microsoft.OperationalInsights/workspaces/savedSearches")
    .find(
      (search) =>
        parentId(search.id).toLowerCase() === workspaceId &&
        search.id.toLowerCase() !== id.toLowerCase() &&
        textAt(search.inputs, "functionAlias") === alias,
    );
  if (other === undefined) return;
  throw new ArmError(
    "Conflict",
    409,
    `The function '${alias}' of '${name}' is there already: '${other.name}'.`,
  );
};

export const savedSearch = define("azure-native:operationalinsights:SavedSearch", {
  location: "none",
  required: ["category", "displayName", "query"],
  rules: [aliasIsAName, aliasIsFree],
});

export const definitions = [workspace, savedSearch];
