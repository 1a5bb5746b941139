import type { EgressFeature } from "./types.ts";

/** Logs and metrics over the public ingestion endpoints. Private ingestion (an AMPLS) makes all of it unnecessary. */
export const azureMonitor: EgressFeature = {
  id: "azure-monitor",
  title: "Azure Monitor",
  rules: ({ location }) => [
    {
      name: "monitor-ingestion",
      hosts: [
        "*.ods.opinsights.azure.com",
        "*.oms.opinsights.azure.com",
        "*.ingest.monitor.azure.com",
        "*.metrics.ingest.monitor.azure.com",
        `${location}.monitoring.azure.com`,
      ],
      protocol: "Https",
      port: 443,
      reason: "The monitoring agent sends container logs and metrics; blocked, the region runs blind.",
      source: "azure-aks-docs outbound-rules-control-egress.md, read 2026-08-21",
    },
    {
      name: "monitor-control",
      hosts: ["global.handler.control.monitor.azure.com", `${location}.handler.control.monitor.azure.com`],
      protocol: "Https",
      port: 443,
      reason: "The monitoring agent asks for its data collection rules.",
      source: "azure-aks-docs outbound-rules-control-egress.md, read 2026-08-21",
    },
  ],
};
