import { prometheusGroups } from "../observability/prometheusRules.ts";
import { alertCatalogue } from "./catalogue.ts";
import { runbookOf } from "./runbooks.ts";
import type { AlertRule, AlertTarget, Comparison, MetricCondition } from "./types.ts";

const signs: Readonly<Record<Comparison, string>> = {
  GreaterThan: ">",
  GreaterThanOrEqual: "≥",
  LessThan: "<",
  LessThanOrEqual: "≤",
  Equals: "=",
};

const titles: Readonly<Record<AlertTarget, string>> = {
  frontDoor: "Front Door",
  cosmos: "Cosmos DB",
  keyVault: "Key vaults",
  eventHubs: "Event Hubs",
  firewall: "Firewall",
  publicAddress: "Public addresses",
  cluster: "Cluster",
  privateLinkService: "Private link service",
  storage: "Storage",
  registry: "Container registry",
  regionalWorkspace: "Regional workspaces",
  prometheusWorkspace: "Azure Monitor workspaces",
  workspace: "Global workspace",
  subscription: "Subscription",
  resourceGroup: "Resource groups",
};

const cell = (text: string): string => text.replaceAll("|", "\\|");
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

function condition({ metric, aggregation, operator, threshold, dimensions = [] }: MetricCondition): string {
  const filters = dimensions.filter(({ values }) => values[0] !== "*");
  const where = filters.map(({ name, values }) => ` where ${name} is ${values.join(" or ")}`).join(" and");
  const each = dimensions.filter(({ values }) => values[0] === "*").map(({ name }) => name);
  const split = each.length === 0 ? "" : `, for each ${each.join(" and ")}`;
  return `${aggregation} of \`${metric}\`${where} ${signs[operator]} ${threshold}${split}`;
}

/** From docs/alerts.md to the page that says more. */
function runbookLink(id: string): string {
  const page = runbookOf(id).slice("docs/".length);
  return `[Runbook](${page})`;
}

/** When an alert fires, in a line. */
function fires(alert: AlertRule): string {
  switch (alert.kind) {
    case "metric":
      return `${[alert, ...(alert.and ?? [])].map(condition).join(" and ")} (${alert.window})`;
    case "dynamic":
      return `${alert.aggregation} of \`${alert.metric}\` unusually high, sensitivity ${alert.sensitivity} (${alert.window})`;
    case "log": {
      const what = alert.measure === undefined ? "rows" : `${alert.aggregation} of ${alert.measure}`;
      const each = alert.dimensions === undefined ? "" : `, for each ${alert.dimensions.join(" and ")}`;
      return `query \`${alert.query}\`: ${what} ${signs[alert.operator]} ${alert.threshold}${each} (${alert.lookBack ?? alert.window})`;
    }
    case "activity": {
      const operations = (alert.operations ?? []).map((operation) => `\`${operation}\``).join(", ");
      return operations === "" ? `activity log: ${alert.category}` : `activity log: ${operations}`;
    }
  }
}

/** The page of all alerts, in Markdown. */
export function alertsPage(): string {
  const sections = Object.entries(titles).map(([target, title]) => {
    const rows = alertCatalogue
      .filter((alert) => alert.target === target)
      .map((alert) => [
        `\`${alert.id}\``,
        alert.levels.join(", "),
        String(alert.severity),
        fires(alert),
        `**${alert.title}.** ${alert.action} ${runbookLink(alert.id)}`,
      ]);
    return `## ${title}\n\n${table(["alert", "stack", "severity", "fires when", "what to do"], rows)}`;
  });
  const prometheus = prometheusGroups.flatMap(({ alerts }) =>
    alerts.map((alert) => [
      `\`${alert.alert}\``,
      String(alert.severity),
      `\`${alert.expression}\` for ${alert.for}`,
      `${alert.action} ${runbookLink(alert.alert)}`,
    ]),
  );
  return [
    "# Alerts",
    "",
    "<!-- Written by `npm run derived`. Do not edit: change lib/alerts and lib/observability/prometheusRules.ts. -->",
    "",
    "Every alert tells the action group of `alerts.receivers`. Severities: 0 critical, 1 error, 2 warning, 3 informational.",
    "Thresholds and severities can be changed, and alerts switched off, under `alerts.changes` by the id in the first column.",
    "What stands behind it: [observability.md](observability.md). Each alert names its [runbook](runbooks/README.md), in its description as well.",
    "",
    sections.join("\n\n"),
    "",
    "## Prometheus",
    "",
    "On every cluster with `cluster.features.managedPrometheus`.",
    "",
    table(["alert", "severity", "fires when", "what to do"], prometheus),
    "",
  ].join("\n");
}
