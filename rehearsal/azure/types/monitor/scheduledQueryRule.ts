import { logRuleLimits, seconds } from "../../../../lib/alerts/limits.ts";
import tables from "../../../../lib/observability/data/logTables.json" with { type: "json" };
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, objectsAt, textAt, textsAt, valuesAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { actionGroupsAt, badRequest, refuse, severityExists } from "./common.ts";

const { _meta, ...known } = tables;
const knownTables = new Set(Object.keys(known));

const conditions = "criteria.allOf[]";

/**
 * Tables that a query names where a table must stand: at the beginning, after "(" and ";", and in a union. This is no
 * parser; the tests of the queries have one.
 */
function tablesOf(query: string): string[] {
  const code = query.replaceAll(/\/\/.*$/gm, "").replaceAll(/"[^"]*"/g, '""');
  const made = new Set([...code.matchAll(/\blet\s+(\w+)/g)].map((match) => match[1]));
  const starts = [...code.matchAll(/(?:^|[;(])\s*([A-Z]\w+)\s*(?=[|\n)]|$)/g)].map((match) => match[1] ?? "");
  const unions = [...code.matchAll(/\bunion\s+(?:\w+=\w+\s+)*([A-Z]\w+(?:\s*,\s*[A-Z]\w+)*)/g)].flatMap(
    (match) => (match[1] ?? "").split(/\s*,\s*/),
  );
  return [...starts, ...unions].filter((name) => !made.has(name));
}

/** Azure runs the query once before it takes the rule, unless told not to. */
const queriesAreSound: Rule = ({ inputs, name }) => {
  for (const query of textsAt(inputs, `${conditions}.query`)) {
    for (const refused of logRuleLimits.refusedFunctions) {
      if (new RegExp(`\\b${refused}\\s*\\(`).test(query))
        refuse(`The query of '${name}' calls ${refused}, which log alerts do not support.`);
    }
    if (new RegExp(`\\b${logRuleLimits.reservedColumn}\\b`).test(query)) {
      refuse(`The query of '${name}' uses the reserved word ${logRuleLimits.reservedColumn}.`);
    }
    if (flagAt(inputs, "skipQueryValidation") === true) continue;
    const missing = tablesOf(query).find((table) => !knownTables.has(table));
    if (missing !== undefined) {
      refuse(
        `The query of '${name}' could not be validated: Failed to resolve table or column expression named '${missing}'.`,
      );
    }
  }
};

const oneScope: Rule = ({ inputs, name }) => {
  const count = valuesAt(inputs, "scopes[]").length;
  if (count !== 1) refuse(`Log alert '${name}' has ${count} scopes; it has exactly one.`);
};

const measureFits: Rule = ({ inputs, name }) => {
  const all = objectsAt(inputs, conditions);
  if (all.length === 0) refuse(`Log alert '${name}' has no condition.`);
  for (const condition of all) {
    const aggregation = textAt(condition, "timeAggregation");
    const column = textAt(condition, "metricMeasureColumn");
    if (aggregation === "Count" && column !== undefined) {
      refuse(`Log alert '${name}' counts rows and names the column '${column}'.`);
    }
    if (aggregation !== "Count" && column === undefined) {
      refuse(
        `Log alert '${name}' takes the ${String(aggregation)} of no column: metricMeasureColumn is missing.`,
      );
    }
    const dimensions = objectsAt(condition, "dimensions[]").length;
    if (dimensions > logRuleLimits.dimensions) {
      refuse(`Log alert '${name}' has ${dimensions} dimensions; ${logRuleLimits.dimensions} are allowed.`);
    }
  }
};

/** How far back the rule looks: window times periods, unless something longer is asked for. */
const timesFit: Rule = ({ inputs, name }) => {
  const window = textAt(inputs, "windowSize");
  const frequency = textAt(inputs, "evaluationFrequency");
  if (window === undefined || frequency === undefined) return;
  const periods = numberAt(inputs, `${conditions}.failingPeriods.numberOfEvaluationPeriods`) ?? 1;
  const failing = numberAt(inputs, `${conditions}.failingPeriods.minFailingPeriodsToAlert`) ?? 1;
  if (periods < 1 || periods > logRuleLimits.periods || failing < 1 || failing > periods) {
    refuse(
      `Log alert '${name}' asks for ${failing} failing periods of ${periods}; there are 1 to ${logRuleLimits.periods}.`,
    );
  }
  const lookBack = seconds(window) * periods;
  if (lookBack > seconds("P2D"))
    refuse(`Log alert '${name}' looks back ${periods} times ${window}; two days are allowed.`);
  if (lookBack < seconds(frequency))
    refuse(`Log alert '${name}' looks back less than its evaluation frequency ${frequency}.`);
  const override = textAt(inputs, "overrideQueryTimeRange");
  if (override !== undefined && seconds(override) < lookBack) {
    refuse(`The query time range ${override} of log alert '${name}' is shorter than what it looks back.`);
  }
};

const resolvesOrMutes: Rule = ({ inputs, name }) => {
  if (flagAt(inputs, "autoMitigate") !== true || textAt(inputs, "muteActionsDuration") === undefined) return;
  refuse(`Log alert '${name}' resolves by itself and mutes its actions; it is one or the other.`);
};

const sizeFits: Rule = ({ inputs, name }) => {
  const bytes = Buffer.byteLength(JSON.stringify(inputs));
  if (bytes > logRuleLimits.bytes)
    refuse(`Log alert '${name}' has ${bytes} bytes; ${logRuleLimits.bytes} are allowed.`);
};

export const scheduledQueryRule = define("azure-native:monitor:ScheduledQueryRule", {
  location: "regional",
  required: ["criteria", "evaluationFrequency", "windowSize", "severity", "scopes"],
  createOnly: ["scopes"],
  rules: [
    oneOf("evaluationFrequency", logRuleLimits.frequencies, badRequest),
    oneOf("windowSize", logRuleLimits.windows, badRequest),
    oneOf("overrideQueryTimeRange", logRuleLimits.lookBacks, badRequest),
    severityExists,
    oneScope,
    measureFits,
    timesFit,
    resolvesOrMutes,
    queriesAreSound,
    sizeFits,
    actionGroupsAt("actions.actionGroups[]"),
  ],
});
