import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt, type Properties } from "../../../../lib/properties.ts";
import { deployerObjectId, isBuiltInRole, isKnownPrincipal } from "../../rules/directory.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { managementLock } from "./lock.ts";
import { policyAssignment } from "./policyAssignment.ts";
import { policyExemption } from "./policyExemption.ts";
import { roleDefinition } from "./roleDefinition.ts";

/** azure-subscription-service-limits.md of 2026-08-04. */
const mostPerSubscription = 5000;
/** role-based-access-control conditions-format.md. */
const longestCondition = 8192;

const roleExists: Rule = ({ azure, inputs }) => {
  const role = textAt(inputs, "roleDefinitionId") ?? "";
  const form =
    /^(\/subscriptions\/[^/]+)?\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/i;
  if (form.test(role) && (isBuiltInRole(role) || azure.find(role))) return;
  throw new ArmError(
    "RoleDefinitionDoesNotExist",
    404,
    `The specified role definition with ID '${role}' does not exist.`,
  );
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * People and groups live in a directory that the subscription knows nothing of, so any object id of theirs is believed. An
 * identity of the subscription is known here, and it has not reached the directory when an assignment follows it at once:
 * Azure then asks to be told what it is (role-based-access-control troubleshooting.md, "Symptom - Assigning a role to a new
 * principal sometimes fails").
 */
const principalExists: Rule = ({ azure, operation, inputs }) => {
  const principal = textAt(inputs, "principalId") ?? "";
  const type = textAt(inputs, "principalType");
  const known = isKnownPrincipal(azure, principal);
  const isPerson = type === "User" || type === "Group" || type === "ForeignGroup";
  const isDeployer = principal === deployerObjectId(azure);
  if (known && isPerson && !isDeployer)
    throw new ArmError(
      "UnmatchedPrincipalType",
      400,
      `The PrincipalId '${principal}' has type 'ServicePrincipal' , which is different from specified PrinciaplType '${type}'.`,
    );
  if (isPerson && guid.test(principal)) return;
  if (known && (type !== undefined || isDeployer || operation === "update")) return;
  // Custom roles go to whom the configuration names: services of Microsoft and applications of the tenant, of which the
  // subscription knows nothing either. Identities of its own get built-in roles.
  const custom = azure.find(textAt(inputs, "roleDefinitionId") ?? "") !== undefined;
  if (custom && type === "ServicePrincipal" && guid.test(principal)) return;
  throw new ArmError(
    "PrincipalNotFound",
    400,
    `Principal ${principal} does not exist in the directory ${azure.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay.`,
  );
};

/** conditions-format.md: a condition is in version 2.0 of its language, and has at most 8 KB. */
const conditionIsSound: Rule = ({ inputs, name }) => {
  const condition = textAt(inputs, "condition");
  const version = textAt(inputs, "conditionVersion");
  if (condition === undefined && version === undefined) return;
  if (condition === undefined || (version ?? "2.0") !== "2.0")
    throw new ArmError(
      "InvalidConditionOrConditionVersion",
      400,
      `Role assignment '${name}': a condition is in the condition version 2.0, and the version needs a condition.`,
    );
  if (condition.length > longestCondition)
    throw new ArmError(
      "RoleAssignmentConditionTooLong",
      400,
      `The condition of role assignment '${name}' has more than ${longestCondition} characters.`,
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
  const own = idKey(id);
  const principal = textAt(inputs, "principalId")?.toLowerCase();
  const all = azure.ofType(arm);
  // A platform has thousands of them: what is quick to compare is compared first.
  const same = all
    .filter((other) => textAt(other.inputs, "principalId")?.toLowerCase() === principal)
    .find((other) => grantOf(other.inputs) === grantOf(inputs) && idKey(other.id) !== own);
  if (same)
    throw new ArmError(
      "RoleAssignmentExists",
      409,
      `The role assignment already exists. The ID of the existing role assignment is ${same.name.replaceAll("-", "")}.`,
    );
  const others = all.length - (azure.find(id) === undefined ? 0 : 1);
  if (others >= mostPerSubscription) {
    throw new ArmError(
      "RoleAssignmentLimitExceeded",
      400,
      `The subscription has ${others} role assignments; ${mostPerSubscription} are allowed.`,
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
    conditionIsSound,
    isTheOnlyOne,
  ],
  outputs: ({ id, inputs }) => ({
    id,
    scope: textAt(inputs, "scope"),
    principalType: textAt(inputs, "principalType") ?? "ServicePrincipal",
  }),
});

export const definitions = [
  roleDefinition,
  roleAssignment,
  managementLock,
  policyAssignment,
  policyExemption,
];
