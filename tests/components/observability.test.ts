import { expect } from "chai";
import { alertCatalogue, alertsOf } from "../../lib/alerts/catalogue.ts";
import { healthFunctions } from "../../lib/observability/healthQuery.ts";
import { prometheusGroups } from "../../lib/observability/prometheusRules.ts";
import { runStack, type Recorded, type StackRun } from "../support/runStack.ts";
import {
  dependencyNames,
  globalContract,
  globalRun,
  input,
  named,
  ofType,
  only,
  runStamp,
  stampRun,
} from "../support/stacks.ts";

const rules = (run: StackRun): Recorded[] =>
  ["monitor:MetricAlert", "monitor:ScheduledQueryRule", "monitor:ActivityLogAlert"].flatMap((type) =>
    ofType(run, type),
  );

/** The action groups that a rule of any kind tells. */
function told({ inputs, type }: Recorded): unknown[] {
  const actions = inputs["actions"] as { actionGroupId: string }[] & { actionGroups: unknown[] };
  if (type.endsWith(":MetricAlert")) return actions.map(({ actionGroupId }) => actionGroupId);
  if (type.endsWith(":ScheduledQueryRule")) return actions.actionGroups;
  return (actions.actionGroups as { actionGroupId: string }[]).map(({ actionGroupId }) => actionGroupId);
}

/** The catalogue's alerts that a run has no rule for. */
function missing(run: StackRun, level: "global" | "stamp"): string[] {
  const names = rules(run).map(({ name }) => name);
  return alertsOf(level)
    .map(({ id }) => id)
    .filter((id) => !names.some((name) => name === `alerts-${id}` || name.startsWith(`alerts-${id}-`)));
}

describe("monitoring of a region", function () {
  it("puts Application Insights on the region's workspace and lets nobody in by key", async () => {
    const run = await globalRun();
    const insights = named(run, "monitoring-westeurope-insights");
    expect(insights.inputs).to.deep.include({
      location: "westeurope",
      disableLocalAuth: true,
      ingestionMode: "LogAnalytics",
      workspaceResourceId: (await globalContract()).regions[1]?.workspaceId,
      publicNetworkAccessForIngestion: "Enabled",
      samplingPercentage: 100,
    });
  });

  it("gives agents one endpoint and a rule each for containers and Prometheus", async () => {
    const run = await globalRun();
    const { dataCollectionEndpointId, prometheusWorkspaceId, workspaceId } =
      (await globalContract()).regions[0] ?? {};
    const containers = named(run, "monitoring-eastus-containers");
    const prometheus = named(run, "monitoring-eastus-prometheus");
    for (const rule of [containers, prometheus]) {
      expect(rule.inputs).to.deep.include({ dataCollectionEndpointId, kind: "Linux", location: "eastus" });
    }
    expect(input(containers, "destinations.logAnalytics.0.workspaceResourceId")).to.equal(workspaceId);
    expect(input(prometheus, "destinations.monitoringAccounts.0.accountResourceId")).to.equal(
      prometheusWorkspaceId,
    );
  });

  it("closes itself to the public network, and goes without Prometheus, where the configuration says so", async () => {
    const values = {
      logs: { publicIngestion: false, publicQuery: false, prometheus: false },
      webTest: { enabled: false },
    };
    const run = await runStack("global", { values });
    for (const recorded of [
      ...ofType(run, "operationalinsights:Workspace"),
      ...ofType(run, "applicationinsights:Component"),
    ]) {
      expect(recorded.inputs).to.deep.include({
        publicNetworkAccessForIngestion: "Disabled",
        publicNetworkAccessForQuery: "Disabled",
      });
    }
    expect(input(named(run, "monitoring-eastus-endpoint"), "networkAcls.publicNetworkAccess")).to.equal(
      "Disabled",
    );
    expect(ofType(run, "monitor:AzureMonitorWorkspace")).to.have.length(0);
    expect(ofType(run, "applicationinsights:WebTest")).to.have.length(0);
  });

  it("tells stamps where to send, without a secret", async () => {
    const [region] = (await globalContract()).regions;
    expect(region).to.have.all.keys(
      "location",
      "workspaceId",
      "workspaceCustomerId",
      "applicationInsightsId",
      "applicationInsightsConnectionString",
      "prometheusWorkspaceId",
      "dataCollectionEndpointId",
      "dataCollectionRuleIds",
    );
  });

  it("keeps the health model in each region's workspace as functions", async () => {
    const searches = ofType(await globalRun(), "operationalinsights:SavedSearch");
    expect(searches).to.have.length(2 * Object.keys(healthFunctions).length);
    for (const { inputs } of searches) expect(inputs["functionAlias"]).to.equal(inputs["savedSearchId"]);
  });
});

describe("AlertRules", function () {
  it("make every alert of the global stack that has something to watch", async () => {
    // Without a list of who deploys nobody could tell an intruder's change from a deployment.
    expect(missing(await globalRun(), "global")).to.deep.equal(["network-changed", "access-changed"]);
    const run = await runStack("global", { values: { alerts: { deployers: ["deploy@example.com"] } } });
    expect(missing(run, "global")).to.deep.equal([]);
    expect(JSON.stringify(named(run, "alerts-network-changed").inputs)).to.contain("deploy@example.com");
  });

  it("make every alert of a stamp that has something to watch", async () => {
    // Azure says only with a DDoS plan whether an address is attacked.
    const { ddosProtectionPlanId } = await globalContract();
    expect(missing(await stampRun(), "stamp")).to.deep.equal(
      ddosProtectionPlanId === undefined ? ["public-address-ddos"] : [],
    );
  });

  it("watch the firewall's addresses where a DDoS plan protects them", async () => {
    const contract = { ...(await globalContract()), ddosProtectionPlanId: "/plan" };
    const run = await runStamp("stamp-eastus", {
      contracts: { global: contract },
      values: { firewall: { publicIpCount: 2 } },
    });
    expect(missing(run, "stamp")).to.deep.equal([]);
    const scopes = ["alerts-public-address-ddos", "alerts-public-address-ddos-2"].map((name) =>
      input(named(run, name), "scopes.0"),
    );
    expect(new Set(scopes).size).to.equal(2);
    for (const scope of scopes) expect(scope).to.contain("/publicIPAddresses/");
  });

  it("each tell the one action group", async () => {
    const { actionGroupId } = (await globalContract()).monitoring;
    for (const run of [await globalRun(), await stampRun()]) {
      const all = rules(run);
      expect(all).not.to.be.empty;
      for (const rule of all) expect(told(rule), rule.name).to.deep.equal([actionGroupId]);
    }
  });

  it("tell people what it is and what to do", async () => {
    const rule = named(await stampRun(), "alerts-firewall-snat");
    const alert = alertCatalogue.find(({ id }) => id === "firewall-snat");
    expect(rule.inputs["description"]).to.equal(
      `${alert?.title ?? ""}. ${alert?.action ?? ""} Runbook: docs/runbooks/egress-pressure.md`,
    );
    expect(rule.inputs).to.deep.include({
      severity: 2,
      enabled: true,
      autoMitigate: true,
      location: "global",
    });
  });

  it("look at logs in the region of what they watch", async () => {
    const run = await globalRun();
    expect(named(run, "alerts-workspace-quota-westeurope").inputs).to.deep.include({
      location: "westeurope",
      scopes: [(await globalContract()).regions[1]?.workspaceId],
    });
  });

  it("go with the stamp, and wait for the private link service that the cluster makes", async () => {
    const run = await stampRun();
    const { resourceGroupName } = named(run, "alerts-cluster-node-not-ready").inputs;
    expect(resourceGroupName).to.equal(input(named(run, "stamp"), "resourceGroupName"));
    const ports = named(run, "alerts-private-link-ports");
    expect(dependencyNames(ports).some((name) => /gateway/.test(name))).to.equal(true);
  });

  it("can be changed and switched off one by one", async () => {
    const changes = {
      "firewall-snat": { threshold: 50, severity: 1 },
      "cluster-node-cpu": { enabled: false },
    };
    const run = await runStamp("stamp-eastus", { values: { alerts: { changes } } });
    const snat = named(run, "alerts-firewall-snat");
    expect([input(snat, "criteria.allOf.0.threshold"), snat.inputs["severity"]]).to.deep.equal([50, 1]);
    expect(missing(run, "stamp")).to.include("cluster-node-cpu");
    expect(rules(run)).to.have.length(rules(await stampRun()).length - 1);
  });

  it("leave out what the cluster does not report", async () => {
    const run = await runStamp("stamp-eastus", {
      values: {
        cluster: { features: { containerInsights: false, managedPrometheus: false } },
        diagnostics: { metrics: false },
      },
    });
    expect(missing(run, "stamp")).to.include.members(["cluster-pod-restarts", "eventhubs-backlog"]);
    expect(ofType(run, "alertsmanagement:PrometheusRuleGroup")).to.have.length(0);
  });

  it("tell e-mail addresses, roles, the app and signed webhooks", async () => {
    const run = await runStack("global", {
      values: {
        alerts: {
          receivers: {
            emails: ["oncall@example.com"],
            roles: ["Monitoring Contributor"],
            appUsers: ["lead@example.com"],
            webhooks: [
              { name: "chat", uri: "https://example.com/hook" },
              {
                name: "pager",
                uri: "https://example.com/page",
                entra: { objectId: "8ad6ad2c-3e25-5d2b-8a63-8a4a9c4f9ef2", identifierUri: "api://pager" },
              },
            ],
          },
        },
      },
    });
    const group = only(run, "monitor:ActionGroup");
    expect(group.inputs).to.deep.include({ groupShortName: "bulkhead", enabled: true, location: "Global" });
    expect(input(group, "emailReceivers.0.emailAddress")).to.equal("oncall@example.com");
    expect(input(group, "armRoleReceivers.0.roleId")).to.equal("749f88d5-cbae-40b8-bcfc-e573ddc772fa");
    expect(input(group, "azureAppPushReceivers.0.emailAddress")).to.equal("lead@example.com");
    expect(input(group, "webhookReceivers.0.useAadAuth")).to.equal(undefined);
    expect(input(group, "webhookReceivers.1")).to.deep.include({
      useAadAuth: true,
      identifierUri: "api://pager",
    });
  });
});

describe("PrometheusRules", function () {
  it("ask for the series of their own cluster, and tell the action group", async () => {
    const groups = ofType(await stampRun(), "alertsmanagement:PrometheusRuleGroup");
    const { monitoring, regions } = await globalContract();
    expect(groups).to.have.length(prometheusGroups.length);
    for (const { inputs } of groups) {
      const scopes = inputs["scopes"] as string[];
      expect(scopes[0]).to.equal(regions[0]?.prometheusWorkspaceId);
      expect(scopes[1]).to.match(new RegExp(`/managedClusters/${String(inputs["clusterName"])}$`));
      for (const rule of inputs["rules"] as { actions: unknown }[]) {
        expect(rule.actions).to.deep.equal([{ actionGroupId: monitoring.actionGroupId }]);
      }
    }
  });
});

describe("WebTests", function () {
  it("ask along each user flow through Front Door, and raise an alert when all but two places fail", async () => {
    const run = await globalRun();
    const { frontDoor, monitoring } = await globalContract();
    const tests = ofType(run, "applicationinsights:WebTest");
    expect(tests.map((test) => input(test, "request.requestUrl"))).to.have.members([
      `https://${frontDoor.endpointHostName}/catalogservice/api/1.0/CatalogItem`,
      `https://${frontDoor.endpointHostName}/`,
    ]);
    for (const test of tests) {
      expect(test.inputs).to.deep.include({
        kind: "standard",
        webTestKind: "standard",
        frequency: 300,
        retryEnabled: true,
      });
      const tags = test.inputs["tags"] as Record<string, string>;
      expect(tags[`hidden-link:${monitoring.applicationInsightsId}`]).to.equal("Resource");
      const alert = named(run, `${test.name}-alert`);
      expect(input(alert, "criteria.failedLocationCount")).to.equal(3);
      expect(alert.inputs["scopes"]).to.deep.equal([
        input(alert, "criteria.webTestId"),
        monitoring.applicationInsightsId,
      ]);
    }
  });

  it("ask for the host name that users know, where there is one", async () => {
    const values = { frontDoor: { customDomains: [{ hostName: "shop.example.com" }] } };
    const run = await runStack("global", { values });
    expect(input(named(run, "web-tests-show-static-content"), "request.requestUrl")).to.equal(
      "https://shop.example.com/",
    );
  });
});

describe("workbooks", function () {
  it("have a GUID as name, which stays, and content that is JSON", async () => {
    const names = new Set<unknown>();
    for (const run of [await globalRun(), await stampRun(), await stampRun("stamp-westeurope")]) {
      const { inputs } = only(run, "applicationinsights:Workbook");
      expect(inputs["resourceName"]).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/);
      expect((JSON.parse(String(inputs["serializedData"])) as { version: string }).version).to.equal(
        "Notebook/1.0",
      );
      names.add(inputs["resourceName"]);
    }
    expect(names.size).to.equal(3);
  });
});
