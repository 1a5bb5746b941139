import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { definitionOfId } from "../authorization/policyAssignment.ts";
import { define } from "../define.ts";

/** ARM schema of 2024-10-01. */
const ranges = { resourceCount: 50_000, parallelDeployments: 30 } as const;

function refuse(name: string, message: string): never {
  throw new ArmError(
    "InvalidCreateRemediationRequest",
    400,
    `The request to create remediation '${name}' is invalid. ${message}`,
  );
}

const hasSomethingToDo: Rule = ({ azure, inputs, name }) => {
  const id = textAt(inputs, "policyAssignmentId") ?? "";
  const assignment = azure.find(id);
  if (assignment === undefined) return refuse(name, `The policy assignment '${id}' could not be found.`);
  const definition = definitionOfId(textAt(assignment.inputs, "policyDefinitionId"));
  if (definition?.effects.some((effect) => /^(modify|deployIfNotExists)$/i.test(effect)) !== true)
    refuse(name, `The policy assignment '${id}' has no effect that can be remediated.`);
  for (const [key, most] of Object.entries(ranges)) {
    const value = numberAt(inputs, key);
    if (value !== undefined && (value < 1 || value > most)) refuse(name, `${key} is from 1 to ${most}.`);
  }
};

/** A task that is made runs by itself, and nobody waits for it. */
export const remediation = define("azure-native:policyinsights:RemediationAtSubscription", {
  location: "none",
  required: ["policyAssignmentId"],
  createOnly: ["policyAssignmentId"],
  rules: [
    oneOf(
      "resourceDiscoveryMode",
      ["ExistingNonCompliant", "ReEvaluateCompliance"],
      "InvalidCreateRemediationRequest",
    ),
    hasSomethingToDo,
  ],
  outputs: ({ id }) => ({ id, provisioningState: "Accepted" }),
});

export const definitions = [remediation];
