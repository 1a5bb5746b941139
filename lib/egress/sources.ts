/** The documents the hosts were read from. Each entry of the catalogue names one. */
export const sources = {
  aks: "azure-aks-docs outbound-rules-control-egress.md, ms.date 2026-06-18, read 2026-08-21",
  aksPackages: "Azure/AKS issue 4792 of 2025-02-12: packages.aks.azure.com replaces acs-mirror.azureedge.net",
  fqdnTags: "azure-docs firewall/fqdn-tags.md, ms.date 2026-03-28",
  monitor: "learn.microsoft.com azure-monitor/containers/kubernetes-monitoring-firewall, read 2026-11-21",
  defender:
    "learn.microsoft.com defender-for-cloud, network requirements of Defender for Containers, read 2026-11-21",
  applicationInsights:
    "Connection strings of Application Insights (IngestionEndpoint, LiveEndpoint), read 2026-11-21",
  logQueries: "Azure Monitor Logs query API, request format, read 2026-11-21",
} as const;
