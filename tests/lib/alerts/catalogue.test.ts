import { expect } from "chai";
import { alertCatalogue, alertsOf, changed } from "../../../lib/alerts/catalogue.ts";
import {
  dynamicRuleFrequencies,
  logRuleLimits,
  metricRuleLimits,
  seconds,
} from "../../../lib/alerts/limits.ts";
import { queryOf } from "../../../lib/alerts/query.ts";
import { activityRule, descriptionOf, logRule, metricRule } from "../../../lib/alerts/rules.ts";
import type {
  ActivityAlertRule,
  AlertRule,
  DynamicAlertRule,
  LogAlertRule,
  MetricAlertRule,
} from "../../../lib/alerts/types.ts";
import metricTable from "../../../lib/observability/data/metrics.json" with { type: "json" };
import tables from "../../../lib/observability/data/logTables.json" with { type: "json" };
import { analyse, knownTables } from "../../support/kusto.ts";

interface Metric {
  aggregations: string[];
  dimensions: string[];
  grain: string;
  title: string;
}
const namespaces = metricTable as unknown as Record<string, Record<string, Metric>>;

const isMetric = (alert: AlertRule): alert is MetricAlertRule | DynamicAlertRule =>
  alert.kind === "metric" || alert.kind === "dynamic";
const isLog = (alert: AlertRule): alert is LogAlertRule => alert.kind === "log";
const isActivity = (alert: AlertRule): alert is ActivityAlertRule => alert.kind === "activity";
const named = (id: string): AlertRule => {
  const alert = alertCatalogue.find((candidate) => candidate.id === id);
  if (alert === undefined) throw new Error(`There is no alert ${id}.`);
  return alert;
};

/** What is wrong with the metrics of an alert; empty when Azure has them as they are used. */
function metricFaults(alert: MetricAlertRule | DynamicAlertRule): string[] {
  const conditions = [alert, ...(alert.kind === "metric" ? (alert.and ?? []) : [])];
  return conditions.flatMap(({ metric, aggregation, dimensions = [] }) => {
    const known = namespaces[alert.namespace]?.[metric];
    if (known === undefined) return [`${alert.namespace} has no metric ${metric}`];
    return [
      ...(known.aggregations.includes(aggregation) ? [] : [`${metric} has no ${aggregation}`]),
      ...dimensions
        .filter(({ name }) => !known.dimensions.includes(name))
        .map(({ name }) => `${metric} has no dimension ${name}`),
      ...(known.title.includes("deprecated") ? [`${metric} is deprecated`] : []),
      ...(seconds(alert.window) < seconds(known.grain) ? [`${metric} has one value in ${known.grain}`] : []),
    ];
  });
}

describe("alert catalogue", () => {
  it("names every alert once, in words that can be part of a resource's name", () => {
    const ids = alertCatalogue.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it("watches everything that the platform cannot do without", () => {
    const watched = new Set(alertCatalogue.map(({ target }) => target));
    expect([...watched]).to.include.members([
      "frontDoor",
      "cosmos",
      "eventHubs",
      "keyVault",
      "firewall",
      "cluster",
      "storage",
      "subscription",
    ]);
    const stamp = alertsOf("stamp").map(({ id }) => id);
    expect(stamp).to.include.members([
      "firewall-new-denied-host",
      "firewall-snat",
      "cluster-node-not-ready",
      "keyvault-near-expiry",
    ]);
    expect(stamp).not.to.include("frontdoor-5xx");
  });

  for (const alert of alertCatalogue) {
    describe(alert.id, () => {
      it("says what it means and what to do", () => {
        expect(alert.title)
          .to.match(/^[A-Z]/)
          .and.not.to.match(/\.$/);
        expect(alert.action.length).to.be.greaterThan(30);
        const limit = alert.kind === "log" ? logRuleLimits.description : metricRuleLimits.description;
        expect(descriptionOf(alert).length).to.be.at.most(limit);
      });
      if (isMetric(alert)) {
        it("names a metric, an aggregation and dimensions that Azure has", () => {
          expect(metricFaults(alert)).to.deep.equal([]);
        });
        it("looks as often and as far back as Azure takes", () => {
          expect(alert.kind === "dynamic" ? dynamicRuleFrequencies : metricRuleLimits.frequencies).to.include(
            alert.frequency,
          );
          expect(metricRuleLimits.windows).to.include(alert.window);
          expect(seconds(alert.window)).to.be.at.least(seconds(alert.frequency));
        });
      }
      if (isLog(alert)) {
        it("asks a query of existing tables and columns", () => {
          const { errors, columns } = analyse(queryOf(alert, ["somebody"]));
          expect(errors).to.deep.equal([]);
          if (alert.measure !== undefined) expect(columns).to.include(alert.measure);
          expect(columns).to.include.members([...(alert.dimensions ?? [])]);
        });
        it("measures a column unless it counts rows", () => {
          expect(alert.measure === undefined).to.equal(alert.aggregation === "Count");
          expect(alert.dimensions ?? []).to.have.length.at.most(logRuleLimits.dimensions);
        });
        it("looks as often and as far back as Azure takes", () => {
          expect(logRuleLimits.frequencies).to.include(alert.frequency);
          expect(logRuleLimits.windows).to.include(alert.window);
          expect(seconds(alert.window)).to.be.at.least(seconds(alert.frequency));
          if (alert.lookBack !== undefined) {
            expect(logRuleLimits.lookBacks).to.include(alert.lookBack);
            expect(seconds(alert.lookBack)).to.be.greaterThan(seconds(alert.window));
          }
        });
        it("uses nothing that log alerts do not support", () => {
          const query = queryOf(alert);
          for (const refused of logRuleLimits.refusedFunctions) expect(query).not.to.contain(`${refused}(`);
          expect(query).not.to.contain(logRuleLimits.reservedColumn);
          expect(Buffer.byteLength(JSON.stringify(logRule(alert, [])))).to.be.below(logRuleLimits.bytes);
          // ago() takes a literal here, and nothing before what the rule may see.
          for (const [, span = ""] of query.matchAll(/\bago\(([^)]*)\)/g))
            expect(span).to.match(/^\d+[dhm]$/);
          if (query.includes("ago(2d)")) expect(alert.lookBack).to.equal("P2D");
        });
      }
      if (isActivity(alert)) {
        it("names a category and operations in ARM's form", () => {
          for (const operation of alert.operations ?? []) {
            expect(operation).to.match(/^Microsoft\.[A-Za-z]+\/.+\/(write|delete|action)$/);
          }
          expect(activityRule(alert).condition.allOf[0]).to.deep.equal({
            field: "category",
            equals: alert.category,
          });
        });
      }
    });
  }

  it("would notice a metric, an aggregation, a dimension or a grain that does not exist", () => {
    const alert = named("cosmos-availability") as MetricAlertRule;
    expect(metricFaults({ ...alert, metric: "ServiceAvailabilty" })).to.match(/has no metric/);
    expect(metricFaults({ ...alert, aggregation: "Count" })).to.match(/has no Count/);
    expect(metricFaults({ ...alert, dimensions: [{ name: "Colour", values: ["*"] }] })).to.match(
      /no dimension Colour/,
    );
    expect(metricFaults({ ...alert, window: "PT5M" })).to.match(/one value in PT1H/);
  });

  it("would notice a table, a column and a word that do not exist", () => {
    expect(analyse("AZFWApplicationRules | count").errors).to.have.length(1);
    expect(analyse("AZFWApplicationRule | where Host == 1").errors).to.have.length(1);
    expect(analyse("AZFWApplicationRule | wher Action == 1").errors).not.to.be.empty;
    expect(analyse('AZFWApplicationRule | where Action == "Deny" | count').errors).to.deep.equal([]);
  });

  it("reads tables that are in the dated table, which has no others", () => {
    const queries = alertCatalogue.filter(isLog).map((alert) => queryOf(alert));
    const used = (table: string) => queries.some((query) => new RegExp(`\\b${table}\\b`).test(query));
    const workbookOnly = ["AppAvailabilityResults", "MicrosoftAzureBastionAuditLogs"];
    for (const table of knownTables.keys())
      expect(used(table) || workbookOnly.includes(table), table).to.equal(true);
    expect(tables._meta.date).to.match(/^\d{4}-\d\d-\d\d$/);
    expect(metricTable._meta.source).to.contain("supported-metrics");
  });

  it("changes what configuration changes, and nothing else", () => {
    const alert = named("firewall-snat");
    expect(changed(alert, undefined)).to.equal(alert);
    expect(changed(alert, { enabled: false })).to.equal(undefined);
    expect(changed(alert, { enabled: true, threshold: 60, severity: 0 })).to.deep.equal({
      ...alert,
      threshold: 60,
      severity: 0,
    });
    const dynamic = named("frontdoor-waf-blocks");
    expect(changed(dynamic, { enabled: true, severity: 4 })).to.deep.equal({ ...dynamic, severity: 4 });
  });
});

describe("alert rules", () => {
  it("tell who deploys from who does not", () => {
    const alert = named("network-changed") as LogAlertRule;
    expect(queryOf(alert, ["a@example.com", 'b"c'])).to.contain(
      'let deployers = dynamic(["a@example.com","b\\"c"]);',
    );
    expect(analyse(queryOf(alert, ['b"c'])).errors).to.deep.equal([]);
  });

  it("let Azure skip its own look at the query, for tables appear with their first row", () => {
    expect(logRule(named("firewall-new-denied-host") as LogAlertRule, [])).to.deep.include({
      skipQueryValidation: true,
      autoMitigate: true,
      overrideQueryTimeRange: "P2D",
      evaluationFrequency: "PT15M",
      windowSize: "PT30M",
    });
  });

  it("ask for all conditions of a metric alert at once", () => {
    const { criteria } = metricRule(named("eventhubs-not-read") as MetricAlertRule);
    expect(criteria.allOf.map(({ name, metricName }) => [name, metricName])).to.deep.equal([
      ["condition-1", "IncomingMessages"],
      ["condition-2", "OutgoingMessages"],
    ]);
  });

  it("let Azure learn what is usual where a fixed number would be wrong for most", () => {
    const { criteria } = metricRule(named("frontdoor-waf-blocks") as DynamicAlertRule);
    expect(criteria.allOf[0]).to.deep.include({
      criterionType: "DynamicThresholdCriterion",
      alertSensitivity: "Low",
    });
  });

  it("take several values of a field as a choice", () => {
    const { condition } = activityRule(named("resource-health") as ActivityAlertRule);
    expect(condition.allOf).to.deep.include({
      anyOf: [
        { field: "properties.currentHealthStatus", equals: "Degraded" },
        { field: "properties.currentHealthStatus", equals: "Unavailable" },
      ],
    });
  });
});

describe("ISO 8601 durations", () => {
  it("become seconds", () => {
    expect(["PT1M", "PT1H", "P1D", "P2D", "PT90S", "P1DT1H"].map(seconds)).to.deep.equal([
      60, 3600, 86400, 172800, 90, 90000,
    ]);
    for (const wrong of ["", "P", "PT", "5M", "PT1X", "P1DT"])
      expect(() => seconds(wrong)).to.throw(RangeError);
  });
});
