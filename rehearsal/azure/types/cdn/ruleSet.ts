import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";
import { profileHasRoom, profileIsFrontDoor } from "./limits.ts";

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

export const ruleSet = define("azure-native:cdn:RuleSet", {
  location: "none",
  rules: [profileIsFrontDoor, profileHasRoom],
  inUse: { code: "Conflict", status: 409 },
  outputs: ({ id }) => ({ id, deploymentStatus: "NotStarted" }),
});

const sizesAreWithinLimits: Rule = ({ azure, id, inputs, name, operation }) => {
  const { actionsPerRule, conditionsPerRule, rulesPerRuleSet } = frontDoorLimits;
  const actions = objectsAt(inputs, "actions[]").length;
  const conditions = objectsAt(inputs, "conditions[]").length;
  if (actions < 1 || actions > actionsPerRule)
    refuse(`Rule '${name}' has ${actions} actions; it takes 1 to ${actionsPerRule}.`);
  if (conditions > conditionsPerRule)
    refuse(`Rule '${name}' has ${conditions} conditions; ${conditionsPerRule} are allowed.`);
  const others = azure.below(parentId(id)).filter((other) => idKey(other.id) !== idKey(id)).length;
  if (operation === "create" && others >= rulesPerRuleSet)
    refuse(`The rule set of '${name}' has ${others} rules; ${rulesPerRuleSet} are allowed.`);
};

const orderIsFree: Rule = ({ azure, id, inputs, name }) => {
  const order = numberAt(inputs, "order");
  const other = azure
    .below(parentId(id))
    .find((found) => idKey(found.id) !== idKey(id) && numberAt(found.inputs, "order") === order);
  if (other) refuse(`Rule '${name}' has the order ${order}, which '${other.name}' has already.`);
};

/** "Rule set actions": an action's parameters are of the type that belongs to it. */
const parameterTypes: Readonly<Record<string, string>> = {
  CacheExpiration: "DeliveryRuleCacheExpirationActionParameters",
  CacheKeyQueryString: "DeliveryRuleCacheKeyQueryStringBehaviorActionParameters",
  ModifyRequestHeader: "DeliveryRuleHeaderActionParameters",
  ModifyResponseHeader: "DeliveryRuleHeaderActionParameters",
  OriginGroupOverride: "DeliveryRuleOriginGroupOverrideActionParameters",
  RouteConfigurationOverride: "DeliveryRuleRouteConfigurationOverrideActionParameters",
  UrlRedirect: "DeliveryRuleUrlRedirectActionParameters",
  UrlRewrite: "DeliveryRuleUrlRewriteActionParameters",
  UrlSigning: "DeliveryRuleUrlSigningActionParameters",
};

const actionsAreSound: Rule = ({ inputs, name }) => {
  for (const action of objectsAt(inputs, "actions[]")) {
    const kind = textAt(action, "name") ?? "";
    const type = textAt(action, "parameters.typeName");
    if (type !== parameterTypes[kind])
      refuse(
        `Rule '${name}': the action ${kind} takes parameters of type ${parameterTypes[kind]}, not ${type}.`,
      );
    if (!kind.startsWith("Modify")) continue;
    const header = textAt(action, "parameters.headerName") ?? "";
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) refuse(`Rule '${name}': '${header}' is no header.`);
    if (textAt(action, "parameters.headerAction") !== "Delete" && !textAt(action, "parameters.value"))
      refuse(`Rule '${name}' gives the header '${header}' no value.`);
  }
};

export const rule = define("azure-native:cdn:Rule", {
  location: "none",
  required: ["order"],
  rules: [
    oneOf("actions[].name", Object.keys(parameterTypes), "BadRequest"),
    oneOf("actions[].parameters.headerAction", ["Append", "Overwrite", "Delete"], "BadRequest"),
    oneOf("matchProcessingBehavior", ["Continue", "Stop"], "BadRequest"),
    within("order", { min: 0, max: 2 ** 31 - 1 }, "BadRequest"),
    profileIsFrontDoor,
    sizesAreWithinLimits,
    orderIsFree,
    actionsAreSound,
  ],
  outputs: ({ id }) => ({ id, deploymentStatus: "NotStarted" }),
});
