import metricTable from "./data/metrics.json" with { type: "json" };
import { healthFunctions } from "./healthQuery.ts";
import { healthModel, type HealthNode } from "./healthModel.ts";

/** A part of a workbook, in the form that Azure keeps. */
export interface WorkbookItem {
  readonly type: number;
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

export interface WorkbookContent {
  readonly version: "Notebook/1.0";
  readonly items: readonly WorkbookItem[];
  readonly fallbackResourceIds: readonly string[];
}

/** What a query of a workbook asks: a Log Analytics workspace, by ARM id. */
export interface WorkbookSource {
  readonly title: string;
  readonly workspaceId: string;
}

/** Kinds of items and of queries: Microsoft/Application-Insights-Workbooks, schema/workbook.json. */
const textType = 1;
const queryItem = 3;
const logsQuery = 0;
const metricsItem = 10;

/** A part with text, as Markdown. */
export const textItem = (name: string, json: string): WorkbookItem => ({
  type: textType,
  name,
  content: { json },
});

const columnFormatter = (columnMatch: string, formatter: number, formatOptions?: object) => ({
  columnMatch,
  formatter,
  ...(formatOptions === undefined ? {} : { formatOptions }),
});

/** Icons by value, which is formatter 18. */
const byColour = {
  thresholdsOptions: "icons",
  thresholdsGrid: [
    { operator: "==", thresholdValue: "red", representation: "4", text: "{0}" },
    { operator: "==", thresholdValue: "yellow", representation: "2", text: "{0}" },
    { operator: "==", thresholdValue: "green", representation: "success", text: "{0}" },
    { operator: "Default", thresholdValue: null, representation: "unknown", text: "{0}" },
  ],
};

/** A part that shows what a query over logs finds. */
export function logsItem(
  name: string,
  title: string,
  { workspaceId }: WorkbookSource,
  kql: string,
  visualisation: "table" | "tiles" | "timechart" | "graph",
  more: object = {},
): WorkbookItem {
  return {
    type: queryItem,
    name,
    content: {
      version: "KqlItem/1.0",
      query: kql,
      size: 0,
      title,
      timeContext: { durationMs: 3_600_000 },
      queryType: logsQuery,
      resourceType: "microsoft.operationalinsights/workspaces",
      crossComponentResources: [workspaceId],
      visualization: visualisation,
      ...more,
    },
  };
}

const coloured = {
  gridSettings: { formatters: [columnFormatter("Color|State", 18, byColour), columnFormatter("Node", 5)] },
};

/** The model as text: what hangs on what. */
function outline(model: readonly HealthNode[]): string {
  const titles = new Map(model.map(({ id, title }) => [id, title]));
  const lines = (layer: HealthNode["layer"]) =>
    model
      .filter((node) => node.layer === layer)
      .map(({ title, dependsOn }) => {
        const parts = dependsOn.map((id) => titles.get(id) ?? id);
        return parts.length === 0 ? `- **${title}**` : `- **${title}** ← ${parts.join(", ")}`;
      });
  return [
    "Each part is as well as its own checks and the worst of what it stands on. A check without data counts as well.",
    "",
    "User flows",
    ...lines("userFlow"),
    "",
    "Services",
    ...lines("service"),
  ].join("\n");
}

/** Rows of edges for the graph view, made of the model so that the picture cannot differ from the scores. */
function edges(model: readonly HealthNode[]): string {
  const rows = model.flatMap(({ id, dependsOn }) => dependsOn.map((part) => `"${id}", "${part}"`));
  return `datatable(Source: string, Target: string) [${rows.join(", ")}]`;
}

/** What a stamp's health looks like: score, picture, checks. */
function healthItems(source: WorkbookSource, model: readonly HealthNode[], prefix: string): WorkbookItem[] {
  const { score, nodes, checks } = healthFunctions;
  return [
    logsItem(`${prefix}-score`, "Score", source, score, "tiles", {
      tileSettings: {
        titleContent: columnFormatter("HealthScore", 12),
        leftContent: columnFormatter("Color", 18, byColour),
        showBorder: true,
      },
    }),
    logsItem(
      `${prefix}-nodes`,
      "User flows, services, dependencies",
      source,
      `${nodes} | sort by Layer desc, HealthScore asc`,
      "table",
      coloured,
    ),
    logsItem(
      `${prefix}-graph`,
      "What hangs on what",
      source,
      [
        `let edges = ${edges(model)};`,
        `let health = ${nodes};`,
        'health | project Kind = "node", Id = Node, Title, Source = "", Target = "", Color',
        '| union (edges | project Kind = "edge", Id = strcat(Source, "-", Target), Title = "", Source, Target, Color = "")',
      ].join("\n"),
      "graph",
      {
        graphSettings: {
          type: 0,
          topContent: columnFormatter("Title", 1),
          centerContent: columnFormatter("Color", 18, byColour),
          nodeIdField: "Id",
          sourceIdField: "Source",
          targetIdField: "Target",
          graphOrientation: 3,
          showOrientationToggles: false,
        },
      },
    ),
    logsItem(
      `${prefix}-checks`,
      "Checks",
      source,
      `${checks} | sort by State desc, Node asc`,
      "table",
      coloured,
    ),
  ];
}

/** A workbook of these parts. @param fallback the resource that is shown where no other is chosen. */
export function workbookOf(items: readonly WorkbookItem[], fallback: string): WorkbookContent {
  return { version: "Notebook/1.0", items, fallbackResourceIds: [fallback] };
}

/** The workbook of one stamp. */
export function stampWorkbook(
  stack: string,
  source: WorkbookSource,
  model: readonly HealthNode[] = healthModel,
): WorkbookContent {
  const items = [
    textItem("title", `# ${stack}\n${outline(model)}`),
    ...healthItems(source, model, "health"),
    logsItem(
      "requests",
      "Requests by service and result",
      source,
      'AppRequests | summarize Requests = sum(ItemCount) by bin(TimeGenerated, 5m), Result = strcat(AppRoleName, iff(Success, " ok", " failed"))',
      "timechart",
    ),
    logsItem(
      "denied",
      "Hosts that the firewall denies",
      source,
      'AZFWApplicationRule | where Action == "Deny" | summarize Requests = count(), Last = max(TimeGenerated) by Host = coalesce(Fqdn, TargetUrl), SourceIp | sort by Requests desc',
      "table",
    ),
  ];
  return workbookOf(items, source.workspaceId);
}

export interface GlobalWorkbookSources {
  readonly global: WorkbookSource;
  readonly regions: readonly WorkbookSource[];
  readonly frontDoorId: string;
  readonly cosmosId: string;
}

/** The workbook over all regions: each stamp's health, and what they share. */
export function globalWorkbook(
  { global, regions, frontDoorId, cosmosId }: GlobalWorkbookSources,
  model: readonly HealthNode[] = healthModel,
): WorkbookContent {
  const items = [
    textItem("title", `# All regions\n${outline(model)}`),
    logsItem(
      "web-tests",
      "User flows, asked from outside",
      global,
      "AppAvailabilityResults | summarize Succeeded = 100.0 * countif(Success) / count(), Milliseconds = avg(DurationMs) by UserFlow = Name, Location",
      "table",
    ),
    metrics(
      "origins",
      "Health of the origins",
      frontDoorId,
      "Microsoft.Cdn/profiles",
      "OriginHealthPercentage",
      "Origin",
    ),
    metrics(
      "latency",
      "Latency of the database",
      cosmosId,
      "Microsoft.DocumentDB/databaseAccounts",
      "ServerSideLatencyDirect",
      "Region",
    ),
    ...regions.flatMap((region, index) => [
      textItem(`region-${index + 1}`, `## ${region.title}`),
      ...healthItems(region, model, `region-${index + 1}`),
    ]),
  ];
  return workbookOf(items, global.workspaceId);
}

type MetricTable = typeof metricTable;

/** A chart of one metric, as average, split by a dimension. Workbooks name a metric by namespace, category and name. */
function metrics<Type extends keyof MetricTable>(
  name: string,
  title: string,
  resourceId: string,
  resourceType: Type,
  metric: keyof MetricTable[Type] & string,
  splitBy: string,
): WorkbookItem {
  const known: { readonly category?: string } = metricTable[resourceType][metric] ?? {};
  const average = 4;
  return {
    type: metricsItem,
    name,
    content: {
      version: "MetricsItem/2.0",
      chartId: name,
      title,
      size: 0,
      chartType: 2,
      resourceType: resourceType.toLowerCase(),
      metricScope: 0,
      resourceIds: [resourceId],
      timeContext: { durationMs: 3_600_000 },
      metrics: [
        {
          namespace: resourceType.toLowerCase(),
          metric: `${resourceType.toLowerCase()}-${known.category ?? ""}-${metric}`,
          aggregation: average,
          splitBy,
        },
      ],
    },
  };
}
