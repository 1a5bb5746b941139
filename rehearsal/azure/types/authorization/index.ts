import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt, type Properties } from "../../properties.ts";
import { isBuiltInRole, isKnownPrincipal } from "../../rules/directory.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** azure-subscription-service-limits.md of 2026-08-04. */
const mostPerSubscription = 5000;

const roleExists: Rule = ({ inputs }) => {
  const role = textAt(inputs, "roleDefinitionId") ?? "";
  const form =
    /^(\/subscriptions\/[^/]+)?\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/i;
  if (form.test(role) && isBuiltInRole(role)) return;
  throw new ArmError(
    "RoleDefinitionDoesNotExist",
    404,
    `The specified role definition with ID '${role}' does not exist.`,
  );
};

const principalExists: Rule = ({ azure, inputs }) => {
  const principal = textAt(inputs, "principalId") ?? "";
  if (isKnownPrincipal(azure, principal)) return;
  throw new ArmError(
    "PrincipalNotFound",
    400,
    `Principal ${principal} does not exist in the directory ${azure.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay.`,
  );
};

/** Who may what where; the name of an assignment says nothing. */
function grantOf(inputs: Properties): string {
  const role = (textAt(inputs, "roleDefinitionId") ?? "").split("/").at(-1) ?? "";
  return [textAt(inputs, "principalId") ?? "", role, idKey(textAt(inputs, "scope") ?? "")]
    .join(" ")
    .toLowerCase();
}

const isTheOnlyOne: Rule = ({ azure, id, arm, inputs }) => {
  const all = azure.ofType(arm).filter((other) => idKey(other.id) !== idKey(id));
  const same = all.find((other) => grantOf(other.inputs) === grantOf(inputs));
  if (same)
    throw new ArmError(
      "RoleAssignmentExists",
      409,
      `The role assignment already exists. The ID of the existing role assignment is ${same.name.replaceAll("-", "")}.`,
    );
  if (all.length >= mostPerSubscription) {
    throw new ArmError(
      "RoleAssignmentLimitExceeded",
      400,
      `The subscription has ${all.length} role assignments; ${mostPerSubscription} are allowed.`,
    );
  }
};

/** Role, principal and scope of an assignment are fixed: Azure answers RoleAssignmentUpdateNotPermitted, so they replace it. */
export const roleAssignment = define("azure-native:authorization:RoleAssignment", {
  location: "none",
  required: ["roleDefinitionId", "principalId"],
  createOnly: ["principalId", "roleDefinitionId", "principalType"],
  rules: [
    oneOf(
      "principalType",
      ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"],
      "InvalidPrincipalType",
    ),
    roleExists,
    principalExists,
    isTheOnlyOne,
  ],
  outputs: ({ id, inputs }) => ({
    id,
    scope: textAt(inputs, "scope"),
    principalType: textAt(inputs, "principalType") ?? "ServicePrincipal",
  }),
});

export const definitions = [roleAssignment];
