import { sources } from "../sources.ts";
import type { EgressContext, EgressFeature, EgressRule } from "../types.ts";

/** Every agent asks here what it is to collect. */
function collectionRules(location: string): readonly string[] {
  return ["global.handler.control.monitor.azure.com", `${location}.handler.control.monitor.azure.com`];
}

/** Agents of a private link scope use its endpoints only; no public name is asked for. */
function unlessPrivate(
  rules: (context: EgressContext) => readonly EgressRule[],
): (context: EgressContext) => readonly EgressRule[] {
  return (context) => (context.privateMonitoring ? [] : rules(context));
}

/** Logs and inventory of containers over the public ingestion endpoints. */
export const containerInsights: EgressFeature = {
  id: "container-insights",
  title: "Container insights",
  rules: unlessPrivate(({ location }) => [
    {
      name: "logs-ingestion",
      hosts: [
        "*.ods.opinsights.azure.com",
        "*.oms.opinsights.azure.com",
        "*.ingest.monitor.azure.com",
        `${location}.monitoring.azure.com`,
      ],
      protocol: "Https",
      port: 443,
      reason: "The monitoring agent sends container logs; blocked, the region runs blind.",
      source: sources.monitor,
    },
    {
      name: "logs-control",
      hosts: [...collectionRules(location), "dc.services.visualstudio.com"],
      protocol: "Https",
      port: 443,
      reason: "The monitoring agent asks for its data collection rules and reports on itself.",
      source: sources.monitor,
    },
  ]),
};

/** Metrics of nodes and pods. */
export const managedPrometheus: EgressFeature = {
  id: "managed-prometheus",
  title: "Azure Monitor managed service for Prometheus",
  rules: unlessPrivate(({ location }) => [
    {
      name: "metrics-ingestion",
      hosts: ["*.metrics.ingest.monitor.azure.com", ...collectionRules(location)],
      protocol: "Https",
      port: 443,
      reason: "The metrics agent asks for its data collection rules and sends what it collects.",
      source: sources.monitor,
    },
  ]),
};

/** Telemetry of the workload itself. */
export const applicationInsights: EgressFeature = {
  id: "application-insights",
  title: "Application Insights",
  rules: unlessPrivate(({ location }) => [
    {
      name: "telemetry",
      hosts: ["*.in.applicationinsights.azure.com", `${location}.livediagnostics.monitor.azure.com`],
      protocol: "Https",
      port: 443,
      reason: "The workload's traces and metrics; the numbered host of a region is drawn by Azure.",
      source: sources.applicationInsights,
    },
  ]),
};

/** The health service asks the regional workspace how the stamp is. */
export const logQueries: EgressFeature = {
  id: "log-queries",
  title: "Queries of the health service",
  rules: unlessPrivate(() => [
    {
      name: "log-queries",
      hosts: ["api.loganalytics.azure.com", "api.loganalytics.io"],
      protocol: "Https",
      port: 443,
      reason: "The health score is a query of the regional workspace; older clients ask the second name.",
      source: sources.logQueries,
    },
  ]),
};
