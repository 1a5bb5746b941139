/**
 * What Azure Monitor takes for alert rules. Sources: hashicorp/terraform-provider-azurerm website/docs
 * monitor_metric_alert (0ee2b583) and monitor_scheduled_query_rules_alert_v2 (0a296f60), which list what the API answers with
 * 400; MicrosoftDocs/azure-monitor-docs alerts-create-log-alert-rule.md (ms.date 2025-07-22), alerts-create-metric-alert-rule.md
 * (ms.date 2025-07-09), azure-monitor-limits-alerts.md (ms.date 2025-02-02) and prometheus-rule-groups.md (ms.date 2026-08-07).
 */

const metricFrequencies = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
const hours = ["PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H"];

export const metricRuleLimits = {
  frequencies: metricFrequencies,
  windows: [...metricFrequencies, "PT6H", "PT12H", "P1D"],
  /** Conditions in one rule. */
  conditions: 5,
  /** Characters of the description. */
  description: 2048,
} as const;

/** Dynamic thresholds look at no less than five minutes: alerts-dynamic-thresholds.md. */
export const dynamicRuleFrequencies = ["PT5M", "PT15M", "PT30M", "PT1H"] as const;

export const logRuleLimits = {
  frequencies: ["PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M", ...hours, "P1D"],
  windows: ["PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M", ...hours, "P1D", "P2D"],
  lookBacks: ["PT5M", "PT10M", "PT15M", "PT20M", "PT30M", "PT45M", ...hours, "P1D", "P2D"],
  dimensions: 6,
  /** Periods that can be compared, and how many of them may be asked to fail. */
  periods: 6,
  /** All properties of a rule together, in bytes. */
  bytes: 64 * 1024,
  /** Characters of the description. */
  description: 4096,
  /** Operators that a query of a log alert may not contain. */
  refusedFunctions: ["bag_unpack", "pivot", "narrow"],
  /** A name that the service keeps for itself. */
  reservedColumn: "AggregatedValue",
} as const;

export const severities = [0, 1, 2, 3, 4] as const;

/**
 * Rule groups of managed Prometheus: rules in one group, and how often it may run. Unverified: the page above gives neither;
 * the scopes are the workspace and at most one cluster.
 */
export const prometheusGroupLimits = {
  scopes: 2,
  rules: 20,
  shortestSeconds: 60,
  longestSeconds: 15 * 60,
} as const;

/**
 * Seconds of an ISO 8601 duration made of days, hours, minutes and seconds.
 *
 * @throws RangeError for anything else.
 */
export function seconds(duration: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (match === null || duration.endsWith("P") || duration.endsWith("T")) {
    throw new RangeError(`"${duration}" is not an ISO 8601 duration of days, hours, minutes and seconds.`);
  }
  const [days = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}
