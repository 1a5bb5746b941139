import type { AlertRule } from "./types.ts";

const regional = { levels: ["stamp"], target: "regionalWorkspace", kind: "log" } as const;

/** What the workload says of itself. */
export const applicationAlerts: readonly AlertRule[] = [
  {
    ...regional,
    id: "stamp-unhealthy",
    title: "The stamp's health score is red",
    severity: 0,
    query: "stamp-unhealthy",
    measure: "HealthScore",
    aggregation: "Minimum",
    operator: "LessThanOrEqual",
    threshold: 0.5,
    frequency: "PT5M",
    window: "PT15M",
    action:
      "The health service takes the stamp out of rotation by itself. The workbook shows which check is red and which user flows hang on it.",
  },
  {
    ...regional,
    id: "application-failed-requests",
    title: "A service answers with server errors",
    severity: 1,
    query: "application-failed-requests",
    measure: "Failed",
    aggregation: "Total",
    operator: "GreaterThan",
    threshold: 10,
    dimensions: ["Service"],
    frequency: "PT5M",
    window: "PT5M",
    action: "See exceptions and failed dependencies of that service at that time. After a release: go back.",
  },
  {
    ...regional,
    id: "application-failed-dependencies",
    title: "A service cannot reach what it depends on",
    severity: 2,
    query: "application-failed-dependencies",
    measure: "Failed",
    aggregation: "Total",
    operator: "GreaterThan",
    threshold: 20,
    dimensions: ["Service", "Target"],
    frequency: "PT5M",
    window: "PT15M",
    action: "Private endpoint, DNS zone, role of the identity, or the service itself: check in this order.",
  },
];
