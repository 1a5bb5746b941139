import { ArmError } from "../../errors.ts";
import { parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import {
  flagAt,
  numberAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Properties,
} from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** "Azure Blob Storage lifecycle management policy structure": rules in a policy, days of a condition. */
const mostRules = 100;

function refuse(message: string): never {
  throw new ArmError("InvalidRequestPropertyValue", 400, message);
}

const nameIsDefault: Rule = ({ name }) => {
  if (name !== "default") refuse(`The lifecycle policy of an account is called 'default', not '${name}'.`);
};

const tiers = ["tierToCool", "tierToCold", "tierToArchive", "tierToHot"];

function daysOf(action: Properties | undefined): number | undefined {
  return (
    numberAt(action, "daysAfterModificationGreaterThan") ??
    numberAt(action, "daysAfterCreationGreaterThan") ??
    numberAt(action, "daysAfterLastAccessTimeGreaterThan")
  );
}

const rulesAreSound: Rule = ({ inputs, name }) => {
  const rules = objectsAt(inputs, "policy.rules[]");
  if (rules.length === 0 || rules.length > mostRules)
    refuse(`Lifecycle policy '${name}' has ${rules.length} rules; it has 1 to ${mostRules}.`);
  const names = rules.map((rule) => (textAt(rule, "name") ?? "").toLowerCase());
  const twice = names.find((text, index) => names.indexOf(text) !== index);
  if (twice !== undefined) refuse(`Lifecycle policy '${name}' has two rules '${twice}'.`);
  for (const rule of rules) {
    const label = textAt(rule, "name") ?? "?";
    const blobTypes = textsAt(rule, "definition.filters.blobTypes[]");
    if (blobTypes.length === 0) refuse(`Rule '${label}' names no type of blob.`);
    const base = (valueAt(rule, "definition.actions.baseBlob") ?? {}) as Properties;
    const all = ["baseBlob", "version", "snapshot"].flatMap((part) =>
      Object.keys((valueAt(rule, `definition.actions.${part}`) ?? {}) as Properties),
    );
    if (all.length === 0) refuse(`Rule '${label}' has no action.`);
    const moved = all.find((action) => tiers.includes(action));
    // "Supported blob types": append blobs can be deleted, and nothing else.
    if (blobTypes.includes("appendBlob") && moved !== undefined)
      refuse(`Rule '${label}': ${moved} does not apply to append blobs.`);
    const order = ["tierToCool", "tierToCold", "tierToArchive", "delete"]
      .map((action) => ({ action, days: daysOf(base[action] as Properties | undefined) }))
      .filter((step) => step.days !== undefined);
    order.forEach((step, index) => {
      const before = order[index - 1];
      if (before !== undefined && (before.days ?? 0) >= (step.days ?? 0))
        refuse(
          `Rule '${label}': ${step.action} comes after ${before.action}, in more than ${before.days} days.`,
        );
    });
  }
};

const versionsAreKept: Rule = ({ azure, id, inputs }) => {
  const asks = objectsAt(inputs, "policy.rules[]").find(
    (rule) => valueAt(rule, "definition.actions.version") !== undefined,
  );
  if (!asks) return;
  const account = azure.find(parentId(id));
  const service = azure.find(`${account?.id}/blobServices/default`);
  if (flagAt(service?.inputs, "isVersioningEnabled") === true) return;
  refuse(`Rule '${textAt(asks, "name")}' is about versions, and account '${account?.name}' keeps none.`);
};

/** "Access tiers for blob data": the archive tier is none for accounts that spread over zones. */
const archiveTierIsThere: Rule = ({ azure, id, inputs }) => {
  const account = azure.find(parentId(id));
  const sku = textAt(account?.inputs, "sku.name") ?? "";
  const asks = objectsAt(inputs, "policy.rules[]").find((rule) =>
    ["baseBlob", "version", "snapshot"].some(
      (part) => valueAt(rule, `definition.actions.${part}.tierToArchive`) !== undefined,
    ),
  );
  if (!asks || !/ZRS$/.test(sku)) return;
  refuse(`Rule '${textAt(asks, "name")}': account '${account?.name}' (${sku}) has no archive tier.`);
};

export const managementPolicy = define("azure-native:storage:ManagementPolicy", {
  location: "none",
  required: ["policy.rules"],
  rules: [
    nameIsDefault,
    oneOf("policy.rules[].type", ["Lifecycle"], "InvalidRequestPropertyValue"),
    oneOf(
      "policy.rules[].definition.filters.blobTypes[]",
      ["blockBlob", "appendBlob"],
      "InvalidRequestPropertyValue",
    ),
    rulesAreSound,
    versionsAreKept,
    archiveTierIsThere,
  ],
  outputs: ({ id }) => ({ id }),
});
