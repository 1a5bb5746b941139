import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { diffOf } from "../../../../rehearsal/azure/diff.ts";
import { changed, newKit, refusal, type Kit } from "../kit.ts";

const token = "cosmosdb:DatabaseAccount";
const place = (locationName: string, failoverPriority: number, isZoneRedundant = false) => ({
  locationName,
  failoverPriority,
  isZoneRedundant,
});
const good: Properties = {
  accountName: "cosno-test",
  location: "eastus",
  kind: "GlobalDocumentDB",
  databaseAccountOfferType: "Standard",
  locations: [place("eastus", 0, true), place("West Europe", 1, true)],
  enableMultipleWriteLocations: true,
  consistencyPolicy: { defaultConsistencyLevel: "Session" },
  backupPolicy: { type: "Continuous", continuousModeProperties: { tier: "Continuous30Days" } },
  publicNetworkAccess: "Disabled",
};

describe("rehearsal/azure: Cosmos DB accounts", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts one, tells its endpoints and takes ten minutes per further region", async () => {
    const { outputs } = await kit.create(token, good);
    expect(outputs["documentEndpoint"]).to.equal("https://cosno-test.documents.azure.com:443/");
    expect(outputs["writeLocations"]).to.have.length(2);
    expect(outputs["locations"]).to.deep.include({
      id: "cosno-test-westeurope",
      locationName: "West Europe",
      documentEndpoint: "https://cosno-test-westeurope.documents.azure.com:443/",
      failoverPriority: 1,
      isZoneRedundant: true,
      provisioningState: "Succeeded",
    });
    expect(kit.clock.now).to.be.closeTo(6 + 10, 0.2);
  });

  const refused: [string, string, Properties][] = [
    ["no location", "BadRequest", { locations: [] }],
    ["an unknown region", "BadRequest", { locations: [place("eastus9", 0)] }],
    ["a region twice", "BadRequest", { locations: [place("eastus", 0), place("East US", 1)] }],
    ["a failover priority twice", "BadRequest", { locations: [place("eastus", 0), place("westus", 0)] }],
    ["priorities that do not begin with 0", "BadRequest", { locations: [place("eastus", 1)] }],
    ["zones in a region without any", "BadRequest", { locations: [place("westus", 0, true)] }],
    ["a serverless account in two regions", "BadRequest", { capabilities: [{ name: "EnableServerless" }] }],
    [
      "strong consistency with several write regions",
      "BadRequest",
      { "consistencyPolicy.defaultConsistencyLevel": "Strong" },
    ],
    [
      "a staleness that is too small for two regions",
      "BadRequest",
      {
        consistencyPolicy: {
          defaultConsistencyLevel: "BoundedStaleness",
          maxStalenessPrefix: 1000,
          maxIntervalInSeconds: 300,
        },
      },
    ],
    ["an unknown consistency", "BadRequest", { "consistencyPolicy.defaultConsistencyLevel": "Perfect" }],
    [
      "backups every half hour",
      "BadRequest",
      {
        backupPolicy: {
          type: "Periodic",
          periodicModeProperties: { backupIntervalInMinutes: 30, backupRetentionIntervalInHours: 8 },
        },
      },
    ],
    [
      "seven hours of backups",
      "BadRequest",
      {
        backupPolicy: {
          type: "Periodic",
          periodicModeProperties: { backupIntervalInMinutes: 60, backupRetentionIntervalInHours: 7 },
        },
      },
    ],
    [
      "fewer than two backups",
      "BadRequest",
      {
        backupPolicy: {
          type: "Periodic",
          periodicModeProperties: { backupIntervalInMinutes: 720, backupRetentionIntervalInHours: 12 },
        },
      },
    ],
    [
      "an unknown tier of continuous backup",
      "BadRequest",
      { "backupPolicy.continuousModeProperties.tier": "Continuous9Days" },
    ],
    ["an unknown kind of backup", "BadRequest", { "backupPolicy.type": "Never" }],
    ["an unknown kind", "BadRequest", { kind: "Oracle" }],
    ["an unknown offer", "BadRequest", { databaseAccountOfferType: "Free" }],
    ["an unknown network mode", "BadRequest", { publicNetworkAccess: "Maybe" }],
    ["an unknown TLS version", "BadRequest", { minimalTlsVersion: "Tls9" }],
    ["an unknown bypass", "BadRequest", { networkAclBypass: "All" }],
    ["a capital letter in the name", "InvalidResourceName", { accountName: "Cosno" }],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(good, changes)))).code).to.equal(code);
    });
  }

  it("refuses network rules that are not switched on", async () => {
    const subnetId = `${(await kit.create("network:VirtualNetwork", { virtualNetworkName: "vnet", location: "eastus", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } })).id}/subnets/a`;
    await kit.create("network:Subnet", {
      virtualNetworkName: "vnet",
      subnetName: "a",
      addressPrefix: "10.0.0.0/24",
    });
    expect(
      (await refusal(kit.create(token, { ...good, virtualNetworkRules: [{ id: subnetId }] }))).code,
    ).to.equal("BadRequest");
  });

  it("refuses to change locations together with anything else, and to drop the first", async () => {
    const { id } = await kit.create(token, good);
    const more = [...(good["locations"] as object[]), place("westus3", 2, true)];
    const error = await refusal(kit.update(token, id, { locations: more, minimalTlsVersion: "Tls12" }));
    expect(error.code).to.equal("BadRequest");
    expect(error.message).to.contain("minimalTlsVersion");
    const before = kit.clock.now;
    await kit.update(token, id, { locations: more });
    expect(kit.clock.now - before).to.be.closeTo(10, 0.01);
    expect(
      (
        await refusal(
          kit.update(token, id, { locations: [place("West Europe", 0, true), place("westus3", 1, true)] }),
        )
      ).message,
    ).to.contain("failover priority 0");
  });

  it("refuses to change the zones of a region and to go back to periodic backup", async () => {
    const { id } = await kit.create(token, good);
    expect(
      (
        await refusal(
          kit.update(token, id, { locations: [place("eastus", 0, false), place("West Europe", 1, true)] }),
        )
      ).message,
    ).to.contain("zone redundancy");
    expect((await refusal(kit.update(token, id, { backupPolicy: { type: "Periodic" } }))).message).to.contain(
      "continuous",
    );
    expect(diffOf(`azure-native:${token}`, good, { ...good, kind: "MongoDB" })[0]?.replaces).to.equal(true);
  });

  it("refuses everything on the account while it is being changed", async () => {
    const { id } = await kit.create(token, good);
    const change = kit.update(token, id, { minimalTlsVersion: "Tls12" });
    const database = await refusal(
      kit.create("cosmosdb:SqlResourceSqlDatabase", {
        accountName: "cosno-test",
        databaseName: "db",
        resource: { id: "db" },
      }),
    );
    const again = await refusal(kit.update(token, id, { minimalTlsVersion: "Tls11" }));
    expect([database.code, database.status, again.code]).to.deep.equal([
      "PreconditionFailed",
      412,
      "PreconditionFailed",
    ]);
    await change;
  });
});
