import { metricRuleLimits } from "../../../../lib/alerts/limits.ts";
import metricTable from "../../../../lib/observability/data/metrics.json" with { type: "json" };
import { typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import {
  numberAt,
  objectsAt,
  textAt,
  textsAt,
  valuesAt,
  type Properties,
} from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { actionGroupsAt, badRequest, refuse, severityExists, windowHoldsFrequency } from "./common.ts";

interface Metric {
  readonly aggregations: readonly string[];
  readonly dimensions: readonly string[];
}

const { _meta, ...namespaces } = metricTable;
const metrics: ReadonlyMap<string, Readonly<Record<string, Metric>>> = new Map(
  Object.entries(namespaces).map(([namespace, table]) => [namespace.toLowerCase(), table]),
);

const webTestCriteria = "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria";

/** The metric must be one of the watched resource, and Azure must be able to aggregate and split it like that. */
const metricsExist: Rule = ({ inputs, name }) => {
  const [scope = ""] = textsAt(inputs, "scopes[]");
  for (const condition of objectsAt(inputs, "criteria.allOf[]")) {
    const namespace = textAt(condition, "metricNamespace") ?? typeOfId(scope);
    const metric = textAt(condition, "metricName") ?? "";
    if (namespace.toLowerCase() !== typeOfId(scope).toLowerCase()) {
      refuse(`The metric namespace '${namespace}' of '${name}' is not that of ${scope}.`);
    }
    const known = metrics.get(namespace.toLowerCase())?.[metric];
    if (known === undefined) {
      const names = Object.keys(metrics.get(namespace.toLowerCase()) ?? {});
      refuse(
        `Failed to find metric configuration for provider ${namespace}, metric: ${metric} (for '${name}'). Known here: ${names.join(", ") || "none of this type; see lib/observability/data/metrics.json"}.`,
      );
    }
    conditionFits(condition, metric, known, name);
  }
};

function conditionFits(condition: Properties, metric: string, known: Metric, name: string): void {
  const aggregation = textAt(condition, "timeAggregation") ?? "";
  if (!known.aggregations.includes(aggregation)) {
    refuse(
      `Metric ${metric} does not support the aggregation ${aggregation} (for '${name}'): ${known.aggregations.join(", ")}.`,
    );
  }
  for (const dimension of textsAt(condition, "dimensions[].name")) {
    if (known.dimensions.includes(dimension)) continue;
    refuse(
      `Metric ${metric} has no dimension ${dimension} (for '${name}'): ${known.dimensions.join(", ") || "it has none"}.`,
    );
  }
}

const conditionsAreSound: Rule = ({ inputs, name }) => {
  const conditions = objectsAt(inputs, "criteria.allOf[]");
  const isWebTest = textAt(inputs, "criteria.odataType") === webTestCriteria;
  if (!isWebTest && conditions.length === 0) refuse(`Metric alert '${name}' has no condition.`);
  if (conditions.length > metricRuleLimits.conditions) {
    refuse(
      `Metric alert '${name}' has ${conditions.length} conditions; ${metricRuleLimits.conditions} are allowed.`,
    );
  }
  const names = conditions.map((condition) => textAt(condition, "name"));
  if (new Set(names).size !== names.length)
    refuse(`Two conditions of metric alert '${name}' have the same name.`);
  const dynamic = conditions.filter(
    (condition) => textAt(condition, "criterionType") === "DynamicThresholdCriterion",
  );
  if (dynamic.length > 0 && conditions.length > 1) {
    refuse(`Metric alert '${name}' has a dynamic threshold beside other conditions.`);
  }
  if (dynamic.length > 0 && textAt(inputs, "evaluationFrequency") === "PT1M") {
    refuse(`Metric alert '${name}' has a dynamic threshold, which is looked at every five minutes at most.`);
  }
};

const dynamicFails: Rule = ({ inputs, name }) => {
  for (const periods of objectsAt(inputs, "criteria.allOf[].failingPeriods")) {
    const all = numberAt(periods, "numberOfEvaluationPeriods") ?? 0;
    const failing = numberAt(periods, "minFailingPeriodsToAlert") ?? 0;
    if (failing >= 1 && failing <= all) continue;
    refuse(`Metric alert '${name}' asks for ${failing} failing periods of ${all}.`);
  }
};

const webTestIsWatched: Rule = ({ inputs, name, azure }) => {
  if (textAt(inputs, "criteria.odataType") !== webTestCriteria) return;
  const test = textAt(inputs, "criteria.webTestId") ?? "";
  const component = textAt(inputs, "criteria.componentId") ?? "";
  const scopes = textsAt(inputs, "scopes[]").map((scope) => scope.toLowerCase());
  if (![test, component].every((id) => scopes.includes(id.toLowerCase()))) {
    refuse(`Metric alert '${name}' must have both the web test and its component as scopes.`);
  }
  const places = azure.find(test) === undefined ? [] : objectsAt(azure.find(test)?.inputs, "locations[]");
  const failed = numberAt(inputs, "criteria.failedLocationCount") ?? 0;
  if (failed >= 1 && failed <= places.length) return;
  refuse(`Metric alert '${name}' waits for ${failed} failed locations; the test has ${places.length}.`);
};

const descriptionFits: Rule = ({ inputs, name }) => {
  const length = textAt(inputs, "description")?.length ?? 0;
  if (length > metricRuleLimits.description)
    refuse(
      `The description of '${name}' has ${length} characters; ${metricRuleLimits.description} are allowed.`,
    );
};

const somethingIsWatched: Rule = ({ inputs, name }) => {
  if (valuesAt(inputs, "scopes[]").length === 0) refuse(`Metric alert '${name}' has no scope.`);
};

export const metricAlert = define("azure-native:monitor:MetricAlert", {
  location: "global",
  required: ["criteria", "evaluationFrequency", "windowSize", "severity", "enabled", "scopes"],
  rules: [
    oneOf("evaluationFrequency", metricRuleLimits.frequencies, badRequest),
    oneOf("windowSize", metricRuleLimits.windows, badRequest),
    windowHoldsFrequency,
    severityExists,
    somethingIsWatched,
    conditionsAreSound,
    metricsExist,
    dynamicFails,
    webTestIsWatched,
    descriptionFits,
    actionGroupsAt("actions[].actionGroupId"),
  ],
});
