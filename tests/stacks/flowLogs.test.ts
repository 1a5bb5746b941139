import { expect } from "chai";
import {
  dependencyNames,
  globalContract,
  input,
  named,
  only,
  runStamp,
  stampRun,
} from "../support/stacks.ts";

describe("flow logs of a stamp", function () {
  it("record the network in an account of their own, without keys, and go to the region's workspace", async () => {
    const run = await stampRun();
    const log = only(run, "network:FlowLog");
    expect(log.inputs).to.deep.include({
      flowLogName: "flowlog-bulkhead-eus",
      networkWatcherName: "NetworkWatcher_eastus",
      resourceGroupName: "NetworkWatcherRG",
      location: "eastus",
      enabled: true,
      retentionPolicy: { enabled: true, days: 90 },
      format: { type: "JSON", version: 2 },
    });
    expect(String(log.inputs["targetResourceId"])).to.match(/virtualNetworks\/vnet-bulkhead-eus$/);
    const contract = await globalContract();
    expect(input(log, "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration")).to.deep.equal({
      enabled: true,
      workspaceResourceId: contract.regions.find(({ location }) => location === "eastus")?.workspaceId,
      workspaceRegion: "eastus",
      trafficAnalyticsInterval: 60,
    });

    const account = named(run, "flow-logs-account");
    expect(account.inputs).to.deep.include({
      location: "eastus",
      kind: "StorageV2",
      allowSharedKeyAccess: false,
      publicNetworkAccess: "Disabled",
      networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
      allowBlobPublicAccess: false,
      minimumTlsVersion: "TLS1_2",
    });
    expect(String(log.inputs["storageId"])).to.contain(String(account.inputs["accountName"]));
    expect(input(log, "identity.type")).to.equal("UserAssigned");
    expect(dependencyNames(log)).to.include.members(["flow-logs-identity", "flow-logs-writes"]);
    expect(named(run, "flow-logs-writes").inputs["scope"]).to.equal(log.inputs["storageId"]);
  });

  it("stay in the account, and use another Network Watcher, where that is asked", async () => {
    const run = await runStamp("stamp-eastus", {
      values: {
        network: {
          addressSpace: "10.10.0.0/20",
          flowLogs: {
            trafficAnalytics: false,
            retentionDays: 30,
            networkWatcherResourceGroup: "rg-watchers",
            networkWatcherName: "nw-eastus",
          },
        },
      },
    });
    const log = only(run, "network:FlowLog");
    expect(log.inputs).to.deep.include({
      resourceGroupName: "rg-watchers",
      networkWatcherName: "nw-eastus",
      retentionPolicy: { enabled: true, days: 30 },
      flowAnalyticsConfiguration: { networkWatcherFlowAnalyticsConfiguration: { enabled: false } },
    });
  });

  it("need the region's workspace for analytics", async () => {
    const contract = { ...(await globalContract()), regions: [] };
    const failure = await runStamp("stamp-eastus", { contracts: { global: contract } }).then(
      () => "",
      String,
    );
    expect(failure).to.contain("The global stack has no workspace for eastus");
  });
});
