import { expect } from "chai";
import { seconds } from "../../../lib/alerts/limits.ts";
import { queryOf } from "../../../lib/alerts/query.ts";
import { activityRule, logRule, metricRule } from "../../../lib/alerts/rules.ts";
import { alertsOfRunbook, runbookOf } from "../../../lib/alerts/runbooks.ts";
import type {
  ActivityAlertRule,
  DynamicAlertRule,
  LogAlertRule,
  MetricAlertRule,
} from "../../../lib/alerts/types.ts";

const base = {
  title: "The firewall is not well",
  severity: 1,
  levels: ["stamp"],
  target: "firewall",
  action: "Look at it.",
} as const;
const timing = { frequency: "PT1M", window: "PT5M" } as const;
const said = {
  description: "The firewall is not well. Look at it. Runbook: docs/runbooks/egress-pressure.md",
  severity: 1,
  enabled: true,
  autoMitigate: true,
  evaluationFrequency: "PT1M",
  windowSize: "PT5M",
};
const metric: MetricAlertRule = {
  ...base,
  ...timing,
  kind: "metric",
  id: "firewall-health",
  namespace: "Microsoft.Network/azureFirewalls",
  metric: "FirewallHealth",
  aggregation: "Average",
  operator: "LessThan",
  threshold: 90,
};
const log: LogAlertRule = {
  ...base,
  ...timing,
  kind: "log",
  id: "firewall-denied-often",
  query: "firewall-denied-often",
  aggregation: "Total",
  operator: "GreaterThan",
  threshold: 5,
};

describe("alert rules as azure-native takes them", () => {
  it("are static metric alerts with a condition for each metric that must be beyond its threshold", () => {
    const second = {
      metric: "Throughput",
      aggregation: "Maximum",
      operator: "GreaterThan",
      threshold: 7,
    } as const;
    const dimensions = [{ name: "Reason", values: ["*"] }];
    expect(metricRule({ ...metric, dimensions, and: [second] })).to.deep.equal({
      ...said,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: "condition-1",
            metricNamespace: metric.namespace,
            metricName: "FirewallHealth",
            timeAggregation: "Average",
            operator: "LessThan",
            threshold: 90,
            dimensions: [{ name: "Reason", operator: "Include", values: ["*"] }],
          },
          {
            criterionType: "StaticThresholdCriterion",
            name: "condition-2",
            metricNamespace: metric.namespace,
            metricName: "Throughput",
            timeAggregation: "Maximum",
            operator: "GreaterThan",
            threshold: 7,
            dimensions: [],
          },
        ],
      },
    });
    expect(metricRule(metric).criteria.allOf).to.have.length(1);
  });

  it("are dynamic ones, which fire when three of four looks are unusually high", () => {
    const { operator: _, threshold: __, ...shared } = metric;
    const dynamic: DynamicAlertRule = { ...shared, kind: "dynamic", sensitivity: "Low" };
    const criteria = {
      criterionType: "DynamicThresholdCriterion",
      name: "condition-1",
      metricNamespace: metric.namespace,
      metricName: "FirewallHealth",
      timeAggregation: "Average",
      operator: "GreaterThan",
      alertSensitivity: "Low",
      failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
    };
    const odataType = "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria";
    expect(metricRule(dynamic)).to.deep.equal({
      ...said,
      criteria: { odataType, allOf: [{ ...criteria, dimensions: [] }] },
    });
    const dimensions = [{ name: "Protocol", values: ["Tcp", "Udp"] }];
    expect(metricRule({ ...dynamic, dimensions }).criteria.allOf).to.deep.equal([
      { ...criteria, dimensions: [{ name: "Protocol", operator: "Include", values: ["Tcp", "Udp"] }] },
    ]);
  });

  it("are log alerts, which count rows unless a column is named", () => {
    const condition = {
      query: queryOf(log, []),
      timeAggregation: "Total",
      operator: "GreaterThan",
      threshold: 5,
      failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
    };
    const description = said.description.replace("egress-pressure", "firewall-denies");
    const rule = { ...said, description, kind: "LogAlert", displayName: base.title };
    expect(logRule(log, [])).to.deep.equal({
      ...rule,
      skipQueryValidation: true,
      criteria: { allOf: [{ ...condition, dimensions: [] }] },
    });
    expect(logRule({ ...log, measure: "Count", dimensions: ["Fqdn"], lookBack: "P1D" }, [])).to.deep.equal({
      ...rule,
      skipQueryValidation: true,
      overrideQueryTimeRange: "P1D",
      criteria: {
        allOf: [
          {
            ...condition,
            metricMeasureColumn: "Count",
            dimensions: [{ name: "Fqdn", operator: "Include", values: ["*"] }],
          },
        ],
      },
    });
    expect(queryOf(log)).to.equal(queryOf(log, []));
  });

  it("are activity alerts, which ask for one of several values or for the one there is", () => {
    const alert: ActivityAlertRule = {
      ...base,
      kind: "activity",
      id: "firewall-health",
      category: "Administrative",
    };
    const category = { field: "category", equals: "Administrative" };
    expect(activityRule(alert)).to.deep.equal({
      description: said.description,
      enabled: true,
      condition: { allOf: [category] },
    });
    const fields = { status: ["Succeeded", "Failed"], level: ["Error"] };
    expect(activityRule({ ...alert, operations: ["a/write"], fields }).condition.allOf).to.deep.equal([
      category,
      { field: "operationName", equals: "a/write" },
      {
        anyOf: [
          { field: "status", equals: "Succeeded" },
          { field: "status", equals: "Failed" },
        ],
      },
      { field: "level", equals: "Error" },
    ]);
  });
});

describe("runbooks", () => {
  it("are found by alert, and their alerts by page", () => {
    expect(runbookOf("keyvault-near-expiry")).to.equal("docs/runbooks/expired-certificate.md");
    expect(alertsOfRunbook("expired-certificate")).to.deep.equal(["keyvault-near-expiry"]);
    expect(alertsOfRunbook("lost-region")).to.deep.equal([]);
  });

  it("are wanted for every alert", () => {
    expect(() => runbookOf("nobody")).to.throw(
      RangeError,
      "The alert 'nobody' has no runbook: add it to lib/alerts/runbooks.ts.",
    );
  });
});

describe("durations", () => {
  it("are read in seconds", () => {
    expect(["PT0S", "PT45S", "PT15M", "PT12H", "P10D", "P1DT2H3M4S"].map(seconds)).to.deep.equal([
      0, 45, 900, 43_200, 864_000, 93_784,
    ]);
  });

  it("are refused in any other form", () => {
    for (const text of ["", "P", "PT", "P1DT", "1D", "xPT5M", "PT5Mx", "PT5", "P1W", "-PT5M"])
      expect(() => seconds(text), text).to.throw(
        RangeError,
        `"${text}" is not an ISO 8601 duration of days, hours, minutes and seconds.`,
      );
  });
});
