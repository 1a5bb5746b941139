import { expect } from "chai";
import { runtimeKeys } from "../../../lib/workload/runtimeKeys.ts";
import { input, named, ofType, only, runStamp, stampRun } from "../../support/stacks.ts";

/** Text of a value that may travel as a secret. */
function secretText(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && "value" in value ? String(value.value) : undefined;
}

describe("StampVault", function () {
  it("is closed to the public network, and cannot be purged", async () => {
    expect(named(await stampRun(), "vault-vault").inputs["properties"]).to.deep.include({
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny", bypass: "None" },
    });
  });

  it("holds every runtime key of the workload, and nothing else", async () => {
    const secrets = ofType(await stampRun(), "keyvault:Secret");
    expect(secrets.map(({ inputs }) => inputs["secretName"])).to.have.members(
      Object.values(runtimeKeys).map(({ secret }) => secret),
    );
  });

  it("tells the workload what was made and what it uses", async () => {
    const secrets = ofType(await stampRun(), "keyvault:Secret");
    const values = Object.fromEntries(
      secrets.map((secret) => [secret.inputs["secretName"], input(secret, "properties.value")]),
    );
    expect(values).to.include({
      "EventHub-Endpoint": "evhns-bh-eus-xxxxx.servicebus.windows.net",
      "EventHub-Name": "catalog-writes",
      "BackgroundProcessor-ConsumerGroupName": "background-worker",
      "StorageAccount-Name": "stbhdataeusxxxxx",
      "StorageAccount-EhCheckpointContainerName": "checkpoints",
      "StorageAccount-PoisonTableName": "poisonmessages",
      "StorageAccount-Healthservice-ContainerName": "health",
      "StorageAccount-Healthservice-BlobName": "stamp.health",
      "CosmosDb-Endpoint": "https://cosno-bh-gl-xxxxx.documents.azure.com:443/",
      "CosmosDb-DatabaseName": "catalog",
    });
    expect(values["ApplicationInsights-Connection-String"]).to.match(/^InstrumentationKey=.*eastus/);
    expect(values["LogAnalytics-WorkspaceId"]).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("hands what is sensitive to the engine as a secret that expires, and nothing else", async () => {
    const secrets = ofType(await stampRun(), "keyvault:Secret");
    for (const secret of secrets) {
      const key = Object.values(runtimeKeys).find((known) => known.secret === secret.inputs["secretName"]);
      const hidden = secretText(input(secret, "properties.value")) !== undefined;
      expect(hidden, secret.name).to.equal(key?.sensitive);
      expect(input(secret, "properties.attributes.expires") !== undefined, secret.name).to.equal(
        key?.sensitive,
      );
      expect(input(secret, "properties.contentType"), secret.name).to.equal("text/plain");
    }
    expect(input(named(await stampRun(), "vault-api-key"), "properties.attributes.expires")).to.equal(
      Date.parse("2027-11-01") / 1000,
    );
  });

  it("never asks azure-native to delete a secret, which it would do through the closed vault", async () => {
    for (const secret of ofType(await stampRun(), "keyvault:Secret"))
      expect(secret.retainOnDelete, secret.name).to.equal(true);
  });

  it("draws another API key for another date", async () => {
    const key = async (rotatedOn: string) =>
      named(await runStamp("stamp-eastus", { values: { vault: { apiKeyRotatedOn: rotatedOn } } }), "api-key")
        .inputs;
    const [first, second] = [await key("2026-11-01"), await key("2026-12-01")];
    expect(first["keepers"]).to.deep.equal({ rotatedOn: "2026-11-01" });
    expect(second["keepers"]).to.deep.equal({ rotatedOn: "2026-12-01" });
    expect(first).to.deep.include({ length: 32, special: false });
  });
});

describe("EventHubs", function () {
  it("is spread over zones, without keys and without a public way in", async () => {
    expect(only(await stampRun(), "eventhub:Namespace").inputs).to.deep.equal({
      namespaceName: "evhns-bh-eus-xxxxx",
      resourceGroupName: "rg-bulkhead-eus",
      location: "eastus",
      sku: { name: "Standard", tier: "Standard", capacity: 2 },
      zoneRedundant: true,
      isAutoInflateEnabled: true,
      maximumThroughputUnits: 10,
      disableLocalAuth: true,
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Disabled",
      tags: { workload: "bulkhead", stack: "stamp-eastus" },
    });
  });

  it("has one hub with one group of readers", async () => {
    expect(only(await stampRun(), "eventhub:EventHub").inputs).to.deep.equal({
      eventHubName: "catalog-writes",
      namespaceName: "evhns-bh-eus-xxxxx",
      resourceGroupName: "rg-bulkhead-eus",
      partitionCount: 32,
      retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: 168 },
    });
    expect(only(await stampRun(), "eventhub:ConsumerGroup").inputs).to.deep.include({
      consumerGroupName: "background-worker",
      eventHubName: "catalog-writes",
    });
  });

  it("does not inflate in the Premium tier, nor where it may not", async () => {
    for (const eventHubs of [{ tier: "Premium" }, { autoInflate: { enabled: false } }]) {
      const run = await runStamp("stamp-eastus", { values: { eventHubs } });
      const { inputs } = only(run, "eventhub:Namespace");
      expect(inputs["isAutoInflateEnabled"]).to.equal(false);
      expect(inputs).not.to.have.property("maximumThroughputUnits");
    }
  });
});

describe("StampStorage", function () {
  for (const [name, accountName] of [
    ["storage-spa", "stbhspaeusxxxxx"],
    ["storage-data", "stbhdataeusxxxxx"],
  ] as const) {
    it(`closes ${name} to keys and the public network, and encrypts it twice`, async () => {
      expect(named(await stampRun(), name).inputs).to.deep.include({
        accountName,
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        isLocalUserEnabled: false,
        publicNetworkAccess: "Disabled",
        networkRuleSet: { defaultAction: "Deny", bypass: "None" },
        minimumTlsVersion: "TLS1_2",
      });
      expect(input(named(await stampRun(), name), "encryption.requireInfrastructureEncryption")).to.equal(
        true,
      );
    });
  }

  it("keeps versions of the website and not of the checkpoints, and deleted blobs of both", async () => {
    const run = await stampRun();
    expect(named(run, "storage-spa-blobs").inputs["isVersioningEnabled"]).to.equal(true);
    expect(named(run, "storage-data-blobs").inputs["isVersioningEnabled"]).to.equal(false);
    for (const name of ["storage-spa-blobs", "storage-data-blobs"]) {
      expect(named(run, name).inputs["deleteRetentionPolicy"]).to.deep.equal({ enabled: true, days: 30 });
    }
  });

  it("makes the containers and the table through Resource Manager, without uploads", async () => {
    const run = await stampRun();
    for (const [type, names] of [
      ["storage:BlobContainer", ["checkpoints", "health"]],
      ["storage:Table", ["poisonmessages"]],
    ] as const) {
      const made = ofType(run, type).filter(({ inputs }) => inputs["accountName"] === "stbhdataeusxxxxx");
      expect(made.map(({ inputs }) => inputs["containerName"] ?? inputs["tableName"])).to.have.members([
        ...names,
      ]);
    }
    expect(ofType(run, "storage:Blob")).to.deep.equal([]);
    expect(ofType(run, "storage:StorageAccountStaticWebsite")).to.deep.equal([]);
  });
});
