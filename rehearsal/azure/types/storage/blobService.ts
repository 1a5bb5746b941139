import { ArmError } from "../../errors.ts";
import { parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, textAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";

/** ARM schema of 2026-04-01. */
const days = { min: 1, max: 365 } as const;

const serviceIsDefault: Rule = ({ name }) => {
  if (name === "default") return;
  throw new ArmError(
    "InvalidResourceName",
    400,
    `The blob service of an account is called 'default', not '${name}'.`,
  );
};

const retentionHasDays: Rule = ({ inputs, name }) => {
  for (const policy of ["deleteRetentionPolicy", "containerDeleteRetentionPolicy", "restorePolicy"]) {
    if (flagAt(inputs, `${policy}.enabled`) !== true || numberAt(inputs, `${policy}.days`) !== undefined)
      continue;
    throw new ArmError(
      "InvalidXmlDocument",
      400,
      `Blob service '${name}': ${policy} is enabled, but names no days.`,
    );
  }
};

/** "Point-in-time restore for block blobs": what it builds upon, and for how long at most. */
const restoreHasItsGround: Rule = ({ azure, id, inputs, name }) => {
  if (flagAt(inputs, "restorePolicy.enabled") !== true) return;
  const missing = ["isVersioningEnabled", "changeFeed.enabled", "deleteRetentionPolicy.enabled"].find(
    (path) => flagAt(inputs, path) !== true,
  );
  if (missing !== undefined)
    throw new ArmError(
      "InvalidValuesForRequestParameters",
      400,
      `Blob service '${name}': point-in-time restore needs ${missing}.`,
    );
  if (
    (numberAt(inputs, "restorePolicy.days") ?? 0) >= (numberAt(inputs, "deleteRetentionPolicy.days") ?? 0)
  ) {
    throw new ArmError(
      "InvalidValuesForRequestParameters",
      400,
      `Blob service '${name}': restorePolicy.days must be less than deleteRetentionPolicy.days.`,
    );
  }
  const account = azure.find(parentId(id));
  if (textAt(account?.inputs, "kind") !== "StorageV2" || flagAt(account?.inputs, "isHnsEnabled") === true) {
    throw new ArmError(
      "FeatureNotSupportedForAccount",
      409,
      `Blob service '${name}': point-in-time restore is not supported for account '${account?.name}'.`,
    );
  }
};

/** "Blob versioning": not with a hierarchical namespace. */
const versioningFits: Rule = ({ azure, id, inputs, name }) => {
  const account = azure.find(parentId(id));
  if (flagAt(inputs, "isVersioningEnabled") !== true || flagAt(account?.inputs, "isHnsEnabled") !== true)
    return;
  throw new ArmError(
    "FeatureNotSupportedForAccount",
    409,
    `Blob service '${name}': versioning is not supported for account '${account?.name}', which has a hierarchical namespace.`,
  );
};

export const blobService = define("azure-native:storage:BlobServiceProperties", {
  isSettings: true,
  location: "none",
  rules: [
    serviceIsDefault,
    within("deleteRetentionPolicy.days", days),
    within("containerDeleteRetentionPolicy.days", days),
    within("restorePolicy.days", days),
    retentionHasDays,
    restoreHasItsGround,
    versioningFits,
  ],
  outputs: ({ id, azure }) => ({ id, sku: azure.find(parentId(id))?.outputs["sku"] }),
});

/** Accounts made since 2023-11 do not allow it unless they say so ("Remediate anonymous read access"). */
const publicAccessIsAllowed: Rule = ({ azure, id, inputs, name }) => {
  const access = textAt(inputs, "publicAccess") ?? "None";
  if (access === "None") return;
  const account = azure.find(parentId(parentId(id)));
  if (flagAt(account?.inputs, "allowBlobPublicAccess") === true) return;
  throw new ArmError(
    "PublicAccessNotPermitted",
    409,
    `Public access is not permitted on this storage account (container '${name}' of '${account?.name}').`,
  );
};

/** Containers go through ARM: they can be made while the account's own endpoint is closed to everyone. */
export const blobContainer = define("azure-native:storage:BlobContainer", {
  location: "none",
  createOnly: ["defaultEncryptionScope", "denyEncryptionScopeOverride"],
  rules: [
    oneOf("publicAccess", ["None", "Blob", "Container"], "InvalidValuesForRequestParameters"),
    publicAccessIsAllowed,
  ],
  outputs: ({ id, inputs }) => ({
    id,
    publicAccess: textAt(inputs, "publicAccess") ?? "None",
    hasImmutabilityPolicy: false,
    hasLegalHold: false,
    leaseState: "Available",
    leaseStatus: "Unlocked",
  }),
});
