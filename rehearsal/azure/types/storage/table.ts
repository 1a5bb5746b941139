import { ArmError } from "../../errors.ts";
import { parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** "Storage account overview": the kinds for blobs and files alone have no tables. */
const accountHasTables: Rule = ({ azure, id, name }) => {
  const account = azure.find(parentId(parentId(id)));
  const kind = textAt(account?.inputs, "kind") ?? "";
  if (["StorageV2", "Storage"].includes(kind)) return;
  throw new ArmError(
    "FeatureNotSupportedForAccount",
    409,
    `Table '${name}': account '${account?.name}' is of kind ${kind} and has no tables.`,
  );
};

/** "Understanding the Table service data model": some names, "tables" among them, are reserved. */
const nameIsNotReserved: Rule = ({ name }) => {
  if (name.toLowerCase() !== "tables") return;
  throw new ArmError("InvalidResourceName", 400, `'${name}' is reserved and cannot name a table.`);
};

/** "Define a stored access policy": at most five on one table. */
const mostPolicies = 5;

const policiesAreFew: Rule = ({ inputs, name }) => {
  const count = objectsAt(inputs, "signedIdentifiers[]").length;
  if (count <= mostPolicies) return;
  throw new ArmError(
    "InvalidXmlDocument",
    400,
    `Table '${name}' has ${count} access policies; ${mostPolicies} are allowed.`,
  );
};

/** Tables go through ARM: they can be made while the account's own endpoint is closed to everyone. */
export const table = define("azure-native:storage:Table", {
  location: "none",
  rules: [accountHasTables, nameIsNotReserved, policiesAreFew],
  outputs: ({ id, name }) => ({ id, tableName: name }),
});
