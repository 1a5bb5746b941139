import type { AlertRule } from "./types.ts";

const common = {
  levels: ["stamp"],
  target: "eventHubs",
  namespace: "Microsoft.EventHub/namespaces",
} as const;
const eachHub = [{ name: "EntityName", values: ["*"] }] as const;

/** Writes on their way from the API to the worker. */
export const eventHubsAlerts: readonly AlertRule[] = [
  {
    ...common,
    kind: "metric",
    id: "eventhubs-not-read",
    title: "Events arrive and nobody reads them",
    severity: 1,
    metric: "IncomingMessages",
    aggregation: "Total",
    operator: "GreaterThan",
    threshold: 100,
    and: [{ metric: "OutgoingMessages", aggregation: "Total", operator: "LessThan", threshold: 1 }],
    frequency: "PT5M",
    window: "PT15M",
    action:
      "The worker is down or cannot sign in. Nothing is lost until the retention of the event hub ends: see its pods, then its identity's roles.",
  },
  {
    levels: common.levels,
    target: common.target,
    needs: "platformMetrics",
    kind: "log",
    id: "eventhubs-backlog",
    title: "Fewer events are read than arrive",
    severity: 2,
    query: "eventhubs-backlog",
    measure: "Backlog",
    aggregation: "Maximum",
    operator: "GreaterThan",
    threshold: 1000,
    frequency: "PT5M",
    window: "PT30M",
    action:
      "Users see their writes late. See whether the worker is at its maximum of pods, and whether Cosmos DB throttles it.",
  },
  {
    ...common,
    kind: "metric",
    id: "eventhubs-throttled",
    title: "Event Hubs throttles",
    severity: 2,
    metric: "ThrottledRequests",
    aggregation: "Total",
    operator: "GreaterThan",
    threshold: 0,
    dimensions: eachHub,
    frequency: "PT5M",
    window: "PT15M",
    action:
      "Auto-inflate has reached its maximum, or is slower than the load: raise the most throughput units of the namespace.",
  },
  {
    ...common,
    kind: "metric",
    id: "eventhubs-server-errors",
    title: "Event Hubs fails",
    severity: 1,
    metric: "ServerErrors",
    aggregation: "Total",
    operator: "GreaterThan",
    threshold: 10,
    dimensions: eachHub,
    frequency: "PT1M",
    window: "PT5M",
    action: "See Azure's service health. If it lasts, drain the stamp: its writes fail.",
  },
  {
    ...common,
    kind: "metric",
    id: "eventhubs-quota",
    title: "Event Hubs refuses for a quota",
    severity: 2,
    metric: "QuotaExceededErrors",
    aggregation: "Total",
    operator: "GreaterThan",
    threshold: 0,
    dimensions: eachHub,
    frequency: "PT5M",
    window: "PT15M",
    action:
      "A number of connections, consumer groups or bytes is used up: the error log of the namespace says which.",
  },
];
