import { expect } from "chai";
import { runStack } from "../support/runStack.ts";
import { globalRun, input, named, ofType, only } from "../support/stacks.ts";

describe("CosmosDatabase", function () {
  it("writes in every stamp's region, over zones, and knows no keys", async () => {
    const account = only(await globalRun(), "cosmosdb:DatabaseAccount");
    expect(account.inputs["locations"]).to.deep.equal([
      { locationName: "eastus", failoverPriority: 0, isZoneRedundant: true },
      { locationName: "westeurope", failoverPriority: 1, isZoneRedundant: true },
    ]);
    expect(account.inputs).to.deep.include({
      enableMultipleWriteLocations: true,
      consistencyPolicy: { defaultConsistencyLevel: "Session" },
      disableLocalAuth: true,
      disableKeyBasedMetadataWriteAccess: true,
      publicNetworkAccess: "Disabled",
      minimalTlsVersion: "Tls12",
    });
    expect(input(account, "backupPolicy.type")).to.equal("Continuous");
  });

  it("lets the configuration take a region out of zone redundancy", async () => {
    const run = await runStack("global", { values: { cosmos: { zoneRedundant: { westeurope: false } } } });
    const locations = only(run, "cosmosdb:DatabaseAccount").inputs["locations"] as {
      isZoneRedundant: boolean;
    }[];
    expect(locations.map(({ isZoneRedundant }) => isZoneRedundant)).to.deep.equal([true, false]);
  });

  it("partitions and indexes the containers as the workload reads them", async () => {
    const containers = ofType(await globalRun(), "cosmosdb:SqlResourceSqlContainer");
    expect(
      containers.map((container) => [
        container.inputs["containerName"],
        input(container, "resource.partitionKey.paths"),
        (input(container, "resource.indexingPolicy.excludedPaths") as { path: string }[]).map(
          ({ path }) => path,
        ),
      ]),
    ).to.have.deep.members([
      ["catalogItems", ["/id"], ["/description/?", "/imageUrl/?", '/"_etag"/?']],
      ["itemComments", ["/catalogItemId"], ["/text/?", '/"_etag"/?']],
      ["itemRatings", ["/catalogItemId"], ['/"_etag"/?']],
    ]);
    for (const container of containers) {
      expect(input(container, "resource.defaultTtl")).to.equal(-1);
      expect(input(container, "options.autoscaleSettings.maxThroughput")).to.equal(4000);
    }
  });
});

describe("ContainerRegistry", function () {
  it("is closed to passwords, strangers and the public network", async () => {
    expect(only(await globalRun(), "containerregistry:Registry").inputs).to.deep.include({
      sku: { name: "Premium" },
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccess: "Disabled",
      networkRuleBypassOptions: "None",
      dataEndpointEnabled: true,
      zoneRedundancy: "Enabled",
      policies: {
        azureADAuthenticationAsArmPolicy: { status: "enabled" },
        exportPolicy: { status: "disabled" },
        quarantinePolicy: { status: "disabled" },
        trustPolicy: { status: "disabled", type: "Notary" },
        retentionPolicy: { status: "enabled", days: 30 },
      },
    });
  });

  it("has a replica in every stamp's region but its own", async () => {
    const replicas = ofType(await globalRun(), "containerregistry:Replication");
    expect(replicas.map(({ inputs }) => [inputs["replicationName"], inputs["zoneRedundancy"]])).to.deep.equal(
      [["westeurope", "Enabled"]],
    );
    const elsewhere = await runStack("global", { values: { location: "westus3" } });
    expect(
      ofType(elsewhere, "containerregistry:Replication").map(({ inputs }) => inputs["location"]),
    ).to.have.members(["eastus", "westeurope"]);
  });
});

describe("GlobalStorage and StampVault", function () {
  it("are closed to keys and the public network", async () => {
    expect(named(await globalRun(), "storage-account").inputs).to.deep.include({
      kind: "StorageV2",
      sku: { name: "Standard_RAGZRS" },
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      publicNetworkAccess: "Disabled",
      networkRuleSet: { defaultAction: "Deny", bypass: "None" },
      minimumTlsVersion: "TLS1_2",
    });
  });
});

describe("LogWorkspaces", function () {
  it("are one for what is global and one per region, without shared keys", async () => {
    const workspaces = ofType(await globalRun(), "operationalinsights:Workspace");
    expect(
      workspaces.map(({ inputs }) => [
        inputs["workspaceName"],
        inputs["location"],
        inputs["resourceGroupName"],
      ]),
    ).to.have.deep.members([
      ["log-bulkhead-global", "eastus", "rg-bulkhead-monitoring-global"],
      ["log-bulkhead-global-eus", "eastus", "rg-bulkhead-monitoring-global"],
      ["log-bulkhead-global-we", "westeurope", "rg-bulkhead-monitoring-global"],
    ]);
    for (const workspace of workspaces) {
      expect(input(workspace, "features.disableLocalAuth")).to.equal(true);
      expect(workspace.inputs["retentionInDays"]).to.equal(90);
      expect(input(workspace, "workspaceCapping.dailyQuotaGb")).to.equal(-1);
    }
  });
});
