import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** azure-subscription-service-limits.md of 2026-08-04. */
const mostPerScope = 1000;
/** EnterprisePolicyAsCode 11.5.11, Confirm-ValidPolicyResourceName.ps1. */
const longest = { displayName: 128, description: 512 } as const;
/** ARM schema of 2022-07-01-preview: "UTC ISO 8601 format yyyy-MM-ddTHH:mm:ssZ". */
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const inManagementGroup = /^\/providers\/Microsoft\.Management\//i;

function refuse(code: string, message: string, status = 400): never {
  throw new ArmError(code, status, message);
}

const isFromAnAssignment: Rule = ({ azure, inputs, name }) => {
  const assignmentId = textAt(inputs, "policyAssignmentId") ?? "";
  const assignment = azure.find(assignmentId);
  if (assignment === undefined)
    return refuse(
      "PolicyAssignmentNotFound",
      `The policy assignment '${assignmentId}' could not be found.`,
      404,
    );
  const scope = textAt(inputs, "scope") ?? "";
  const exists = idKey(scope) === idKey(`/subscriptions/${azure.subscriptionId}`) || azure.find(scope);
  if (!exists && !inManagementGroup.test(scope))
    refuse("ResourceNotFound", `The scope '${scope}' of policy exemption '${name}' was not found.`, 404);
  if (textAt(inputs, "assignmentScopeValidation") === "DoNotValidate") return;
  const assigned = textAt(assignment.inputs, "scope") ?? "";
  // Which subscriptions a group has, the tenant knows.
  if (inManagementGroup.test(assigned) || `${idKey(scope)}/`.startsWith(`${idKey(assigned)}/`)) return;
  refuse(
    "InvalidCreatePolicyExemptionRequest",
    `The policy exemption '${name}' at '${scope}' is not at or below '${assigned}', the scope of its assignment.`,
  );
};

const isSound: Rule = ({ azure, arm, id, inputs, name }) => {
  const until = textAt(inputs, "expiresOn");
  if (until !== undefined && (!timeForm.test(until) || Number.isNaN(Date.parse(until))))
    refuse(
      "InvalidCreatePolicyExemptionRequest",
      `'${until}' is no time at which policy exemption '${name}' can expire.`,
    );
  for (const key of ["displayName", "description"] as const) {
    const { length } = textAt(inputs, key) ?? "";
    if (length > longest[key])
      refuse(
        "InvalidCreatePolicyExemptionRequest",
        `The ${key} of policy exemption '${name}' has ${length} characters; ${longest[key]} are allowed.`,
      );
  }
  const scope = idKey(textAt(inputs, "scope") ?? "");
  const others = azure
    .ofType(arm)
    .filter((other) => idKey(other.id) !== idKey(id) && idKey(textAt(other.inputs, "scope") ?? "") === scope);
  if (others.length >= mostPerScope)
    refuse(
      "PolicyExemptionQuotaExceeded",
      `'${scope}' has ${others.length} policy exemptions and takes no other.`,
    );
};

export const policyExemption = define("azure-native:authorization:PolicyExemption", {
  location: "none",
  required: ["policyAssignmentId", "exemptionCategory"],
  // hashicorp/azurerm, policy exemption: forces a new one.
  createOnly: ["policyAssignmentId"],
  rules: [
    oneOf("exemptionCategory", ["Waiver", "Mitigated"], "InvalidCreatePolicyExemptionRequest"),
    oneOf("assignmentScopeValidation", ["Default", "DoNotValidate"], "InvalidCreatePolicyExemptionRequest"),
    isFromAnAssignment,
    isSound,
  ],
  outputs: ({ id }) => ({ id }),
});
