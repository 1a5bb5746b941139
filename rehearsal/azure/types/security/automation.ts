import { ArmError } from "../../errors.ts";
import { typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const somethingGoesSomewhere: Rule = ({ azure, inputs, name }) => {
  const scopes = textsAt(inputs, "scopes[].scopePath");
  if (scopes.length === 0) refuse(`Automation '${name}' has no scope.`);
  const own = `/subscriptions/${azure.subscriptionId}`.toLowerCase();
  const foreign = scopes.find((scope) => !`${scope.toLowerCase()}/`.startsWith(`${own}/`));
  if (foreign !== undefined)
    refuse(`The scope '${foreign}' of automation '${name}' is not in its own subscription.`);
  const sources = textsAt(inputs, "sources[].eventSource");
  if (sources.length === 0) refuse(`Automation '${name}' has no source.`);
  const twice = sources.find((source, index) => sources.indexOf(source) !== index);
  if (twice !== undefined) refuse(`Automation '${name}' names the source '${twice}' twice.`);
  if (objectsAt(inputs, "actions[]").length === 0) refuse(`Automation '${name}' has no action.`);
};

const targetsFit: Rule = ({ inputs, name }) => {
  for (const action of objectsAt(inputs, "actions[]")) {
    if (textAt(action, "actionType") !== "Workspace") continue;
    const target = textAt(action, "workspaceResourceId") ?? "";
    if (typeOfId(target) === "Microsoft.OperationalInsights/workspaces") continue;
    refuse(`Automation '${name}' exports to '${target}', which is no Log Analytics workspace.`);
  }
};

export const automation = define("azure-native:security:Automation", {
  location: "regional",
  required: ["scopes", "sources", "actions"],
  rules: [
    oneOf("actions[].actionType", ["Workspace", "EventHub", "LogicApp"], "BadRequest"),
    oneOf(
      "sources[].eventSource",
      [
        "Assessments",
        "AssessmentsSnapshot",
        "SubAssessments",
        "SubAssessmentsSnapshot",
        "Alerts",
        "SecureScores",
        "SecureScoresSnapshot",
        "SecureScoreControls",
        "SecureScoreControlsSnapshot",
        "RegulatoryComplianceAssessment",
        "RegulatoryComplianceAssessmentSnapshot",
        "AttackPaths",
        "AttackPathsSnapshot",
      ],
      "BadRequest",
    ),
    somethingGoesSomewhere,
    targetsFit,
  ],
  outputs: ({ id, inputs }) => ({ id, isEnabled: flagAt(inputs, "isEnabled") ?? true }),
});
