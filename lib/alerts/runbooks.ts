/** What whoever is woken by an alert reads next: pages under docs/runbooks. */

/** Where the pages are, from the root of the repository. */
export const runbookFolder = "docs/runbooks";

/** Pages by alert, of the catalogue, of Prometheus and of the web tests. A test holds that each alert has one, and that it exists. */
const pages: Readonly<Record<string, readonly string[]>> = {
  "azure-incident": ["service-health", "resource-health", "cosmos-region-failover", "cosmos-region-offline"],
  "cosmos-pressure": [
    "cosmos-availability",
    "cosmos-throttling",
    "cosmos-request-units",
    "cosmos-latency",
    "cosmos-replication-latency",
  ],
  "deleted-data": ["data-deleted", "keyvault-purge"],
  "edge-attack": ["frontdoor-waf-blocks", "public-address-ddos"],
  "egress-pressure": ["firewall-health", "firewall-snat", "firewall-latency", "firewall-throughput"],
  "event-hubs": [
    "eventhubs-not-read",
    "eventhubs-backlog",
    "eventhubs-throttled",
    "eventhubs-server-errors",
    "eventhubs-quota",
  ],
  "expired-certificate": ["keyvault-near-expiry"],
  "firewall-denies": ["firewall-new-denied-host", "firewall-denied-often"],
  "key-vault": [
    "keyvault-availability",
    "keyvault-latency",
    "keyvault-saturation",
    "keyvault-refused",
    "registry-refused",
  ],
  logs: ["workspace-quota", "workspace-queries-fail", "prometheus-series"],
  node: [
    "cluster-node-not-ready",
    "cluster-node-cpu",
    "cluster-node-memory",
    "cluster-node-disk",
    "cluster-api-server",
    "cluster-api-server-memory",
    "cluster-etcd-full",
    "NodeNotReady",
    "NodeReadinessFlapping",
    "NodePressure",
    "NodeDiskFillingUp",
    "NodeDiskReadOnly",
    "NodeMemoryHigh",
    "NodeClockStopped",
  ],
  pods: [
    "cluster-pods-failed",
    "cluster-pod-restarts",
    "PodFailed",
    "PodNotRunning",
    "ContainerCrashLooping",
    "ContainerRestarted",
    "ContainerKilledForMemory",
    "ContainerMemoryNearLimit",
    "ContainerThrottled",
    "DeploymentReplicasMissing",
    "StatefulSetReplicasMissing",
    "DaemonSetNotEverywhere",
    "JobFailed",
    "VolumeFillingUp",
  ],
  "private-link": ["frontdoor-origin-health", "private-link-ports"],
  quota: ["cluster-pods-unschedulable", "AutoscalerAtMaximum", "AutoscalerStuck", "QuotaAlmostUsedUp"],
  "suspicious-activity": [
    "firewall-threat",
    "firewall-intrusion",
    "cluster-run-command",
    "keyvault-new-caller",
    "cosmos-keys-changed",
    "network-changed",
    "access-changed",
    "guardrail-removed",
    "keys-read",
  ],
  "unhealthy-stamp": [
    "stamp-unhealthy",
    "frontdoor-5xx",
    "frontdoor-latency",
    "frontdoor-origin-latency",
    "application-failed-requests",
    "application-failed-dependencies",
    "storage-availability",
    "storage-latency",
    "user-flow",
  ],
};

const byAlert = new Map(Object.entries(pages).flatMap(([page, alerts]) => alerts.map((id) => [id, page])));

/** Every alert that a page answers, for tests. */
export const alertsWithRunbook: ReadonlySet<string> = new Set(byAlert.keys());

/** Alerts that a page answers: empty for pages that nobody is woken for. */
export function alertsOfRunbook(page: string): readonly string[] {
  return pages[page] ?? [];
}

/**
 * The page for an alert, from the root of the repository.
 *
 * @param id of the catalogue, a Prometheus alert, or `user-flow` for every web test.
 * @throws RangeError for an alert that has none.
 */
export function runbookOf(id: string): string {
  const page = byAlert.get(id);
  if (page === undefined)
    throw new RangeError(`The alert '${id}' has no runbook: add it to lib/alerts/runbooks.ts.`);
  return `${runbookFolder}/${page}.md`;
}
