import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** azure-subscription-service-limits.md of 2026-08-04. */
const mostPerScope = 20;
/** ARM schema of 2020-05-01: "Maximum of 512 characters". */
const longestNotes = 512;

const scopeHasRoom: Rule = ({ azure, id, arm, inputs, name }) => {
  const scope = idKey(textAt(inputs, "scope") ?? "");
  const others = azure
    .ofType(arm)
    .filter((other) => idKey(other.id) !== idKey(id) && idKey(textAt(other.inputs, "scope") ?? "") === scope);
  if (others.length < mostPerScope) return;
  throw new ArmError(
    "LockLimitExceeded",
    400,
    `'${scope}' has ${others.length} locks and takes no other ('${name}').`,
  );
};

const notesAreShort: Rule = ({ inputs, name }) => {
  const { length } = textAt(inputs, "notes") ?? "";
  if (length <= longestNotes) return;
  throw new ArmError(
    "InvalidLockNotes",
    400,
    `The notes of lock '${name}' have ${length} characters; ${longestNotes} are allowed.`,
  );
};

export const managementLock = define("azure-native:authorization:ManagementLockByScope", {
  location: "none",
  required: ["level"],
  rules: [oneOf("level", ["CanNotDelete", "ReadOnly"], "InvalidLockLevel"), notesAreShort, scopeHasRoom],
  outputs: ({ id }) => ({ id }),
});
