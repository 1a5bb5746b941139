import { expect } from "chai";
import { cosmosAccountSettings, cosmosFingerprint } from "../../lib/cosmosAccount.ts";
import { containers, indexingPolicyOf } from "../../lib/cosmosContainers.ts";

describe("the database account", () => {
  it("takes several regions' writes and no keys, from nowhere in public", () => {
    const { backupPolicy, ...settings } = cosmosAccountSettings(
      { mode: "continuous7Days" },
      { owner: "data" },
    );
    expect(settings).to.deep.equal({
      kind: "GlobalDocumentDB",
      databaseAccountOfferType: "Standard",
      enableMultipleWriteLocations: true,
      enableAutomaticFailover: true,
      consistencyPolicy: { defaultConsistencyLevel: "Session" },
      disableLocalAuth: true,
      disableKeyBasedMetadataWriteAccess: true,
      publicNetworkAccess: "Disabled",
      networkAclBypass: "None",
      minimalTlsVersion: "Tls12",
      tags: { owner: "data" },
    });
    expect(backupPolicy).to.deep.equal({
      type: "Continuous",
      continuousModeProperties: { tier: "Continuous7Days" },
    });
  });

  it("is backed up as the configuration says, in ARM's words", () => {
    expect(cosmosAccountSettings({ mode: "continuous30Days" }, {}).backupPolicy).to.deep.equal({
      type: "Continuous",
      continuousModeProperties: { tier: "Continuous30Days" },
    });
    const periodic = {
      mode: "periodic",
      intervalInMinutes: 240,
      retentionInHours: 8,
      storage: "Zone",
    } as const;
    expect(cosmosAccountSettings(periodic, {}).backupPolicy).to.deep.equal({
      type: "Periodic",
      periodicModeProperties: {
        backupIntervalInMinutes: 240,
        backupRetentionIntervalInHours: 8,
        backupStorageRedundancy: "Zone",
      },
    });
  });

  it("has a fingerprint that the order of keys does not change and each value does", () => {
    const one = cosmosFingerprint({ a: 1, b: { c: [1, 2], d: null } });
    expect(one).to.match(/^[0-9a-f]{16}$/);
    expect(cosmosFingerprint({ b: { d: null, c: [1, 2] }, a: 1 })).to.equal(one);
    const many = (keys: string) => cosmosFingerprint(Object.fromEntries([...keys].map((key) => [key, key])));
    for (const keys of ["bacd", "dcba", "cdab", "cadb"]) expect(many(keys), keys).to.equal(many("abcd"));
    for (const other of [
      { a: 2, b: { c: [1, 2], d: null } },
      { a: 1, b: { c: [2, 1], d: null } },
      { a: 1 },
      {},
    ])
      expect(cosmosFingerprint(other)).not.to.equal(one);
  });
});

describe("the containers", () => {
  it("keep comments and ratings beside their item, and forget what says when", () => {
    expect(
      containers.map(({ name, partitionKey, defaultTtl }) => [name, partitionKey, defaultTtl]),
    ).to.deep.equal([
      ["catalogItems", "/id", -1],
      ["itemComments", "/catalogItemId", -1],
      ["itemRatings", "/catalogItemId", -1],
    ]);
  });

  it("index all but long texts and the tag of Cosmos DB", () => {
    const [items, , ratings] = containers;
    expect(items && indexingPolicyOf(items)).to.deep.equal({
      automatic: true,
      indexingMode: "consistent",
      includedPaths: [{ path: "/*" }],
      excludedPaths: [{ path: "/description/?" }, { path: "/imageUrl/?" }, { path: '/"_etag"/?' }],
    });
    expect(ratings && indexingPolicyOf(ratings).excludedPaths).to.deep.equal([{ path: '/"_etag"/?' }]);
  });
});
