import type { Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";
import { actionGroupsAt, refuse } from "./common.ts";

const categories = [
  "Administrative",
  "ServiceHealth",
  "ResourceHealth",
  "Alert",
  "Autoscale",
  "Recommendation",
  "Security",
  "Policy",
];

const categoryIsNamed: Rule = ({ inputs, name }) => {
  const leaf = objectsAt(inputs, "condition.allOf[]").find(
    (condition) => textAt(condition, "field") === "category",
  );
  const category = leaf === undefined ? undefined : textAt(leaf, "equals");
  if (category !== undefined && categories.includes(category)) return;
  refuse(
    `The condition of activity log alert '${name}' must name a category, one of ${categories.join(", ")}; it is ${category ?? "missing"}.`,
  );
};

/** A condition is a field with one value, a field with several, or a choice of such. */
const conditionsAreWhole: Rule = ({ inputs, name }) => {
  const all = objectsAt(inputs, "condition.allOf[]");
  const leaves = all.flatMap((condition) => {
    const anyOf = objectsAt(condition, "anyOf[]");
    return anyOf.length > 0 ? anyOf : [condition];
  });
  for (const leaf of leaves) {
    const hasField = textAt(leaf, "field") !== undefined;
    const hasValue = textAt(leaf, "equals") !== undefined || textsAt(leaf, "containsAny[]").length > 0;
    if (!hasField || !hasValue)
      refuse(`A condition of activity log alert '${name}' lacks its field or its value.`);
  }
};

/** One rule watches one subscription or parts of it. */
const oneSubscription: Rule = ({ inputs, name }) => {
  const scopes = textsAt(inputs, "scopes[]");
  const subscriptions = new Set(scopes.map((scope) => scope.split("/")[2]?.toLowerCase()));
  if (scopes.length > 0 && subscriptions.size === 1) return;
  refuse(
    `Activity log alert '${name}' has scopes in ${subscriptions.size} subscriptions; they are in exactly one.`,
  );
};

/** Azure announces what happens to services per subscription, not per group. */
const serviceHealthIsForAll: Rule = ({ inputs, name }) => {
  const isServiceHealth = objectsAt(inputs, "condition.allOf[]").some(
    (condition) =>
      textAt(condition, "field") === "category" && textAt(condition, "equals") === "ServiceHealth",
  );
  if (
    !isServiceHealth ||
    textsAt(inputs, "scopes[]").every((scope) => /^\/subscriptions\/[^/]+\/?$/.test(scope))
  )
    return;
  refuse(`Activity log alert '${name}' watches service health, which has the subscription as its scope.`);
};

export const activityLogAlert = define("azure-native:monitor:ActivityLogAlert", {
  location: "global",
  required: ["condition", "scopes", "actions"],
  rules: [
    categoryIsNamed,
    conditionsAreWhole,
    oneSubscription,
    serviceHealthIsForAll,
    actionGroupsAt("actions.actionGroups[].actionGroupId"),
  ],
});
