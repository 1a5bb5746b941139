import { queryOf } from "./query.ts";
import { runbookOf } from "./runbooks.ts";
import type {
  ActivityAlertRule,
  AlertRule,
  DimensionFilter,
  DynamicAlertRule,
  LogAlertRule,
  MetricAlertRule,
} from "./types.ts";

interface Dimension {
  name: string;
  operator: string;
  values: string[];
}

interface MetricConditions<Kind extends string, Condition> {
  odataType: Kind;
  allOf: Condition[];
}

interface Condition<Type extends string> {
  criterionType: Type;
  name: string;
  metricNamespace: string;
  metricName: string;
  timeAggregation: string;
  operator: string;
  dimensions: Dimension[];
}

type StaticConditions = MetricConditions<
  "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
  Condition<"StaticThresholdCriterion"> & { threshold: number }
>;
type DynamicConditions = MetricConditions<
  "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
  Condition<"DynamicThresholdCriterion"> & {
    alertSensitivity: string;
    failingPeriods: { numberOfEvaluationPeriods: number; minFailingPeriodsToAlert: number };
  }
>;

interface Evaluated {
  description: string;
  severity: number;
  enabled: boolean;
  autoMitigate: boolean;
  evaluationFrequency: string;
  windowSize: string;
}

interface MetricRuleBody extends Evaluated {
  criteria: StaticConditions | DynamicConditions;
}

interface LogRuleBody extends Evaluated {
  kind: string;
  displayName: string;
  overrideQueryTimeRange?: string;
  skipQueryValidation: boolean;
  criteria: {
    allOf: {
      query: string;
      timeAggregation: string;
      metricMeasureColumn?: string;
      operator: string;
      threshold: number;
      dimensions: Dimension[];
      failingPeriods: { numberOfEvaluationPeriods: number; minFailingPeriodsToAlert: number };
    }[];
  };
}

interface FieldValue {
  field: string;
  equals: string;
}

interface ActivityRuleBody {
  description: string;
  enabled: boolean;
  condition: { allOf: (FieldValue | { anyOf: FieldValue[] })[] };
}

/** What the receiver reads: what it is, what to do, and where that is written at length. */
export function descriptionOf({ id, title, action }: AlertRule): string {
  return `${title}. ${action} Runbook: ${runbookOf(id)}`;
}

const dimension = ({ name, values }: DimensionFilter): Dimension => ({
  name,
  operator: "Include",
  values: [...values],
});

/** A metric alert in azure-native's terms, without what depends on the stack. */
export function metricRule(alert: MetricAlertRule | DynamicAlertRule): MetricRuleBody {
  return {
    description: descriptionOf(alert),
    severity: alert.severity,
    enabled: true,
    autoMitigate: true,
    evaluationFrequency: alert.frequency,
    windowSize: alert.window,
    criteria: alert.kind === "metric" ? staticCriteria(alert) : dynamicCriteria(alert),
  };
}

function staticCriteria(alert: MetricAlertRule): StaticConditions {
  const conditions = [alert, ...(alert.and ?? [])];
  return {
    odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
    allOf: conditions.map((condition, index) => ({
      criterionType: "StaticThresholdCriterion",
      name: `condition-${index + 1}`,
      metricNamespace: alert.namespace,
      metricName: condition.metric,
      timeAggregation: condition.aggregation,
      operator: condition.operator,
      threshold: condition.threshold,
      dimensions: (condition.dimensions ?? []).map(dimension),
    })),
  };
}

function dynamicCriteria(alert: DynamicAlertRule): DynamicConditions {
  return {
    odataType: "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
    allOf: [
      {
        criterionType: "DynamicThresholdCriterion",
        name: "condition-1",
        metricNamespace: alert.namespace,
        metricName: alert.metric,
        timeAggregation: alert.aggregation,
        operator: "GreaterThan",
        alertSensitivity: alert.sensitivity,
        failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
        dimensions: (alert.dimensions ?? []).map(dimension),
      },
    ],
  };
}

/** A log search alert in azure-native's terms, without what depends on the stack. */
export function logRule(alert: LogAlertRule, deployers: readonly string[]): LogRuleBody {
  return {
    kind: "LogAlert",
    displayName: alert.title,
    description: descriptionOf(alert),
    severity: alert.severity,
    enabled: true,
    // One message when it begins, one when it is over, instead of one at each look.
    autoMitigate: true,
    evaluationFrequency: alert.frequency,
    windowSize: alert.window,
    ...(alert.lookBack === undefined ? {} : { overrideQueryTimeRange: alert.lookBack }),
    // A table exists once it has a row. In a new stamp that is after the alert.
    skipQueryValidation: true,
    criteria: {
      allOf: [
        {
          query: queryOf(alert, deployers),
          timeAggregation: alert.aggregation,
          ...(alert.measure === undefined ? {} : { metricMeasureColumn: alert.measure }),
          operator: alert.operator,
          threshold: alert.threshold,
          dimensions: (alert.dimensions ?? []).map((name) => dimension({ name, values: ["*"] })),
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
        },
      ],
    },
  };
}

/** An activity log alert in azure-native's terms, without what depends on the stack. */
export function activityRule(alert: ActivityAlertRule): ActivityRuleBody {
  const oneOf = (field: string, values: readonly string[]): FieldValue | { anyOf: FieldValue[] } =>
    values.length === 1
      ? { field, equals: values[0] ?? "" }
      : { anyOf: values.map((value) => ({ field, equals: value })) };
  return {
    description: descriptionOf(alert),
    enabled: true,
    condition: {
      allOf: [
        { field: "category", equals: alert.category },
        ...(alert.operations === undefined ? [] : [oneOf("operationName", alert.operations)]),
        ...Object.entries(alert.fields ?? {}).map(([field, values]) => oneOf(field, values)),
      ],
    },
  };
}
