import { expect } from "chai";
import { containerInsightsRule, prometheusRule } from "../../../lib/observability/dataCollection.ts";
import { failedLocations, webTestWindow } from "../../../lib/observability/webTests.ts";

describe("data collection rules", () => {
  it("send inventory, events and logs of containers to the workspace, as Azure's onboarding does", () => {
    const rule = containerInsightsRule("workspace-id");
    const streams = ["Microsoft-ContainerInsights-Group-Default"];
    expect(rule.dataSources.extensions).to.deep.equal([
      {
        name: "ContainerInsightsExtension",
        extensionName: "ContainerInsights",
        streams,
        extensionSettings: {
          dataCollectionSettings: {
            interval: "1m",
            namespaceFilteringMode: "Exclude",
            namespaces: ["gatekeeper-system"],
            enableContainerLogV2: true,
          },
        },
      },
    ]);
    expect(rule.destinations.logAnalytics).to.deep.equal([
      { name: "workspace", workspaceResourceId: "workspace-id" },
    ]);
    expect(rule.dataFlows).to.deep.equal([{ streams, destinations: ["workspace"] }]);
  });

  it("send Prometheus metrics to the Azure Monitor workspace", () => {
    const streams = ["Microsoft-PrometheusMetrics"];
    expect(prometheusRule("account-id")).to.deep.equal({
      dataSources: { prometheusForwarder: [{ name: "PrometheusDataSource", streams }] },
      destinations: { monitoringAccounts: [{ name: "metrics", accountResourceId: "account-id" }] },
      dataFlows: [{ streams, destinations: ["metrics"] }],
    });
  });
});

describe("web tests", () => {
  it("fail when all locations but two do, and one at least", () => {
    expect([1, 2, 3, 4, 5, 16].map(failedLocations)).to.deep.equal([1, 1, 1, 2, 3, 14]);
  });

  it("are judged over a window that holds one request of each location", () => {
    expect([300, 600, 900].map(webTestWindow)).to.deep.equal(["PT5M", "PT15M", "PT15M"]);
  });
});
