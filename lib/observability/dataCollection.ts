/**
 * Data collection rules of the agents that AKS runs, as Azure's own onboarding makes them: streams, names of extensions and
 * kinds are what the agents look for. Source: MicrosoftDocs/azure-monitor-docs, "Enable monitoring for Kubernetes clusters"
 * and "Configure log collection in Container insights" (ms.date 2024-05-14 and later).
 */

interface DataFlow {
  streams: string[];
  destinations: string[];
}

interface ContainerInsightsRule<Id> {
  dataSources: {
    extensions: {
      name: string;
      extensionName: string;
      streams: string[];
      extensionSettings: {
        dataCollectionSettings: {
          interval: string;
          namespaceFilteringMode: string;
          namespaces: string[];
          enableContainerLogV2: boolean;
        };
      };
    }[];
  };
  destinations: { logAnalytics: { name: string; workspaceResourceId: Id }[] };
  dataFlows: DataFlow[];
}

interface PrometheusRule<Id> {
  dataSources: { prometheusForwarder: { name: string; streams: string[] }[] };
  destinations: { monitoringAccounts: { name: string; accountResourceId: Id }[] };
  dataFlows: DataFlow[];
}

/** Namespaces whose pods only the platform's own operators look into: their inventory would cost more than it tells. */
const quietNamespaces = ["gatekeeper-system"];

/** Inventory, events and logs of containers, into a Log Analytics workspace. */
export function containerInsightsRule<Id>(workspaceResourceId: Id): ContainerInsightsRule<Id> {
  const destination = "workspace";
  const streams = ["Microsoft-ContainerInsights-Group-Default"];
  return {
    dataSources: {
      extensions: [
        {
          name: "ContainerInsightsExtension",
          extensionName: "ContainerInsights",
          streams,
          extensionSettings: {
            dataCollectionSettings: {
              interval: "1m",
              namespaceFilteringMode: "Exclude",
              namespaces: quietNamespaces,
              enableContainerLogV2: true,
            },
          },
        },
      ],
    },
    destinations: { logAnalytics: [{ name: destination, workspaceResourceId }] },
    dataFlows: [{ streams, destinations: [destination] }],
  };
}

/** Prometheus metrics, into an Azure Monitor workspace. */
export function prometheusRule<Id>(accountResourceId: Id): PrometheusRule<Id> {
  const destination = "metrics";
  const streams = ["Microsoft-PrometheusMetrics"];
  return {
    dataSources: { prometheusForwarder: [{ name: "PrometheusDataSource", streams }] },
    destinations: { monitoringAccounts: [{ name: destination, accountResourceId }] },
    dataFlows: [{ streams, destinations: [destination] }],
  };
}
