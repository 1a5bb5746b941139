/** 0 critical, 1 error, 2 warning, 3 informational, 4 verbose: Azure Monitor's own scale. */
export type Severity = 0 | 1 | 2 | 3 | 4;

/** The kind of stack that makes a rule, and takes it away with itself. */
export type AlertLevel = "global" | "stamp";

/** What an alert watches. A stack makes the alerts of the targets that it has. */
export type AlertTarget =
  | "frontDoor"
  | "cosmos"
  | "keyVault"
  | "storage"
  | "registry"
  | "workspace"
  | "regionalWorkspace"
  | "prometheusWorkspace"
  | "eventHubs"
  | "firewall"
  | "publicAddress"
  | "cluster"
  | "privateLinkService"
  | "subscription"
  | "resourceGroup";

/** What must be there for an alert to have anything to say: logs of containers, metrics in the workspace, or a list of who deploys. */
export type AlertNeed = "containerInsights" | "platformMetrics" | "deployers";

interface AlertBase {
  /** Lower-case words joined by hyphens; unique. Part of the rule's name and the key by which configuration changes it. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly levels: readonly AlertLevel[];
  readonly target: AlertTarget;
  readonly needs?: AlertNeed;
  /** What it means and what to do, for who is woken by it: two or three sentences. */
  readonly action: string;
}

export type Aggregation = "Average" | "Count" | "Maximum" | "Minimum" | "Total";
export type Comparison = "GreaterThan" | "GreaterThanOrEqual" | "LessThan" | "LessThanOrEqual" | "Equals";

/** A dimension that splits a signal. `["*"]` watches each value on its own. */
export interface DimensionFilter {
  readonly name: string;
  readonly values: readonly string[];
}

export interface MetricCondition {
  readonly metric: string;
  readonly aggregation: Aggregation;
  readonly operator: Comparison;
  readonly threshold: number;
  readonly dimensions?: readonly DimensionFilter[];
}

/** Watches metrics of one resource. With further conditions, all of them must hold at once. */
export interface MetricAlertRule extends AlertBase, MetricCondition {
  readonly kind: "metric";
  /** Metric namespace, which for platform metrics is the ARM type. */
  readonly namespace: string;
  readonly and?: readonly MetricCondition[];
  /** How often it is looked at, and how far back. ISO 8601. */
  readonly frequency: string;
  readonly window: string;
}

/** Watches a metric for what is unusual for it: Azure learns what is usual. */
export interface DynamicAlertRule extends AlertBase, Omit<MetricCondition, "threshold" | "operator"> {
  readonly kind: "dynamic";
  readonly namespace: string;
  readonly sensitivity: "Low" | "Medium" | "High";
  readonly frequency: string;
  readonly window: string;
}

/** Runs a query over logs. */
export interface LogAlertRule extends AlertBase {
  readonly kind: "log";
  /** File in lib/observability/queries/alerts, without ending. */
  readonly query: string;
  /** Numeric column of the result; without one the rows are counted. */
  readonly measure?: string;
  readonly aggregation: Aggregation;
  readonly operator: Exclude<Comparison, "Equals">;
  readonly threshold: number;
  /** Columns of the result; each value is an alert of its own, and says in the message what it is about. */
  readonly dimensions?: readonly string[];
  readonly frequency: string;
  readonly window: string;
  /** Time that the query sees, where it compares the window with what was before. At most two days, which is Azure's limit. */
  readonly lookBack?: string;
}

/** Watches Azure's activity log. */
export interface ActivityAlertRule extends AlertBase {
  readonly kind: "activity";
  readonly category: "Administrative" | "ServiceHealth" | "ResourceHealth" | "Security" | "Recommendation";
  /** Operations, any of which raises it; for the category "Administrative". */
  readonly operations?: readonly string[];
  /** Further conditions on fields, each with the values of which one must be there. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}

export type AlertRule = MetricAlertRule | DynamicAlertRule | LogAlertRule | ActivityAlertRule;
