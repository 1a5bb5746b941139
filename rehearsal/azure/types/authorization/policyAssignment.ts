import {
  effectParameterOf,
  policyDefinitions,
  type PolicyDefinition,
} from "../../../../lib/policy/definitions.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { isObject, objectsAt, textAt, valueAt } from "../../../../lib/properties.ts";
import { userAssignedIdentityIds } from "../../rules/directory.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** azure-subscription-service-limits.md of 2026-08-04. */
const mostPerScope = 200;
/** EnterprisePolicyAsCode 11.5.11, Confirm-ValidPolicyResourceName.ps1. */
const longest = { displayName: 128, description: 512, nameInManagementGroup: 24 } as const;

export const arm = "Microsoft.Authorization/policyAssignments";
const builtIn = /^\/providers\/Microsoft\.Authorization\/policyDefinitions\/([^/]+)$/i;
const managementGroup = /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i;

function refuse(code: string, message: string, status = 400): never {
  throw new ArmError(code, status, message);
}

/** The built-in definition that an id names; undefined for one that the table has not. */
export function definitionOfId(id: string | undefined): PolicyDefinition | undefined {
  return policyDefinitions.get(builtIn.exec(id ?? "")?.[1]?.toLowerCase() ?? "");
}

const scopeExists: Rule = ({ azure, inputs, name }) => {
  const scope = textAt(inputs, "scope") ?? "";
  // Groups belong to the tenant; of those the subscription knows nothing.
  if (managementGroup.test(scope)) {
    if (name.length > longest.nameInManagementGroup)
      refuse(
        "InvalidPolicyAssignmentName",
        `The policy assignment name '${name}' is invalid. The policy assignment name length must not exceed '24' characters.`,
      );
    return;
  }
  if (idKey(scope) === idKey(`/subscriptions/${azure.subscriptionId}`) || azure.find(scope)) return;
  refuse("ResourceNotFound", `The scope '${scope}' of policy assignment '${name}' was not found.`, 404);
};

const textsAreShort: Rule = ({ inputs, name }) => {
  for (const key of ["displayName", "description"] as const) {
    const { length } = textAt(inputs, key) ?? "";
    if (length > longest[key])
      refuse(
        "InvalidCreatePolicyAssignmentRequest",
        `The ${key} of policy assignment '${name}' has ${length} characters; ${longest[key]} are allowed.`,
      );
  }
};

const parametersFit: Rule = ({ inputs, name }) => {
  const id = textAt(inputs, "policyDefinitionId") ?? "";
  const definition = definitionOfId(id);
  if (definition === undefined)
    return refuse(
      "PolicyDefinitionNotFound",
      `The policy definition '${nameOfId(id)}' could not be found.`,
      404,
    );
  const effect = effectParameterOf(definition);
  const known = [
    ...(effect === undefined ? [] : [{ name: effect, type: "String", allowedValues: definition.effects }]),
    ...definition.parameters,
  ];
  const parameters = isObject(inputs["parameters"]) ? inputs["parameters"] : {};
  const undefinedOnes = Object.keys(parameters).filter((key) => known.every((other) => other.name !== key));
  if (undefinedOnes.length > 0)
    refuse(
      "UndefinedPolicyParameter",
      `The policy assignment '${name}' has the parameter(s) '${undefinedOnes.join(",")}' which are not defined in the policy definition '${definition.id}'.`,
    );
  const missing = definition.parameters.filter((one) => one.required === true && !(one.name in parameters));
  if (missing.length > 0)
    refuse(
      "MissingPolicyParameter",
      `The policy assignment '${name}' is missing the parameter(s) '${missing.map((one) => one.name).join(",")}' as defined in the policy definition '${definition.id}'.`,
    );
  for (const one of known) {
    if (!(one.name in parameters)) continue;
    const value = valueAt(parameters[one.name], "value");
    const isList = one.type.toLowerCase() === "array";
    if (value === undefined || isList !== Array.isArray(value))
      refuse(
        "InvalidPolicyParameters",
        `The value of parameter '${one.name}' of policy assignment '${name}' is no ${one.type}.`,
      );
    const values: unknown[] = isList ? (value as unknown[]) : [value];
    const wrong = values.find((entry) => one.allowedValues?.includes(entry) === false);
    if (wrong !== undefined)
      refuse(
        "PolicyParameterValueNotAllowed",
        `The value ${JSON.stringify(wrong)} of parameter '${one.name}' of policy assignment '${name}' is not one of: ${(one.allowedValues ?? []).join(", ")}.`,
      );
  }
};

/** Published: Azure/azure-cli issue 13150. Location: ARM schema, "Only required when utilizing managed identity". */
const identityIsThere: Rule = ({ inputs, name }) => {
  const definition = definitionOfId(textAt(inputs, "policyDefinitionId"));
  const type = textAt(inputs, "identity.type");
  const acts = definition?.effects.find((effect) => /^(modify|deployIfNotExists)$/i.test(effect));
  if (acts !== undefined && (type === undefined || type === "None"))
    refuse(
      "ResourceIdentityRequired",
      `The policy assignment '${name}' request is invalid. Policy assignments must include a resource identity when assigning '${acts}' policy definitions.`,
    );
  if (type === undefined || type === "None") return;
  if (textAt(inputs, "location") === undefined)
    refuse("LocationRequired", `The location property is required for policy assignment '${name}'.`);
  const ids = userAssignedIdentityIds(inputs);
  if (type === "UserAssigned" && ids.length !== 1)
    refuse(
      "InvalidCreatePolicyAssignmentRequest",
      `Policy assignment '${name}' has ${ids.length} user-assigned identities; it takes one.`,
    );
};

/** Published: hashicorp/terraform-provider-azurerm issue 15685. */
const messagesFit: Rule = ({ inputs }) => {
  const named = objectsAt(inputs, "nonComplianceMessages[]").flatMap(
    (entry) => textAt(entry, "policyDefinitionReferenceId") ?? [],
  );
  if (named.length > 0)
    refuse(
      "InvalidCreatePolicyAssignmentRequest",
      `The policy assignment request is invalid. The following policy definition reference IDs used in non-compliance messages do not exist in the assigned policy set definition: '${named.join(",")}'.`,
    );
};

const scopeHasRoom: Rule = ({ azure, id, inputs, name }) => {
  const scope = idKey(textAt(inputs, "scope") ?? "");
  const others = azure
    .ofType(arm)
    .filter((other) => idKey(other.id) !== idKey(id) && idKey(textAt(other.inputs, "scope") ?? "") === scope);
  if (others.length >= mostPerScope)
    refuse(
      "PolicyAssignmentQuotaExceeded",
      `'${scope}' has ${others.length} policy assignments and takes no other ('${name}').`,
    );
};

export const policyAssignment = define("azure-native:authorization:PolicyAssignment", {
  location: "none",
  required: ["policyDefinitionId"],
  // hashicorp/azurerm, policy assignment: both force a new one.
  createOnly: ["policyDefinitionId", "location"],
  rules: [
    oneOf("enforcementMode", ["Default", "DoNotEnforce", "Enroll"], "InvalidCreatePolicyAssignmentRequest"),
    scopeExists,
    textsAreShort,
    parametersFit,
    identityIsThere,
    messagesFit,
    scopeHasRoom,
  ],
  outputs: ({ id }) => ({ id }),
});
