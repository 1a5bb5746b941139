import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { diffOf } from "../../../../rehearsal/azure/diff.ts";
import { changed, identity, newKit, nextGuid, refusal, type Kit } from "../kit.ts";

const container = "cosmosdb:SqlResourceSqlContainer";
const database = "cosmosdb:SqlResourceSqlDatabase";
const assignment = "cosmosdb:SqlResourceSqlRoleAssignment";
const account: Properties = {
  accountName: "cosno-test",
  location: "eastus",
  databaseAccountOfferType: "Standard",
  locations: [{ locationName: "eastus", failoverPriority: 0 }],
};
const good: Properties = {
  accountName: "cosno-test",
  databaseName: "db",
  containerName: "orders",
  resource: {
    id: "orders",
    partitionKey: { kind: "Hash", paths: ["/tenantId"], version: 2 },
    defaultTtl: -1,
    indexingPolicy: {
      indexingMode: "consistent",
      includedPaths: [{ path: "/*" }],
      excludedPaths: [{ path: '/"_etag"/?' }, { path: "/payload/*" }, { path: "/lines/[]/note/?" }],
    },
    conflictResolutionPolicy: { mode: "LastWriterWins", conflictResolutionPath: "/_ts" },
  },
  options: { autoscaleSettings: { maxThroughput: 4000 } },
};

describe("rehearsal/azure: Cosmos DB data", () => {
  let kit: Kit;
  let accountId: string;
  beforeEach(async () => {
    kit = await newKit();
    accountId = (await kit.create("cosmosdb:DatabaseAccount", account)).id;
    await kit.create(database, { accountName: "cosno-test", databaseName: "db", resource: { id: "db" } });
  });

  it("accepts a container", async () => {
    expect((await kit.create(container, good)).outputs["resource"]).to.have.property("rid");
  });

  const refused: [string, Properties][] = [
    ["another name in the body", { "resource.id": "other" }],
    ["no partition key path", { "resource.partitionKey.paths": [] }],
    ["two paths in a simple key", { "resource.partitionKey.paths": ["/a", "/b"] }],
    [
      "four paths in a hierarchical key",
      { "resource.partitionKey": { kind: "MultiHash", paths: ["/a", "/b", "/c", "/d"] } },
    ],
    ["a partition key path without a slash", { "resource.partitionKey.paths": ["tenantId"] }],
    ["an unknown kind of partition key", { "resource.partitionKey.kind": "List" }],
    ["version 3 of the partition key", { "resource.partitionKey.version": 3 }],
    ["a time to live of 0", { "resource.defaultTtl": 0 }],
    [
      "an index path that ends in nothing",
      { "resource.indexingPolicy.excludedPaths": [{ path: "/payload" }] },
    ],
    ["an index path on both sides", { "resource.indexingPolicy.excludedPaths": [{ path: "/*" }] }],
    ["indexing without the root", { "resource.indexingPolicy.includedPaths": [{ path: "/a/?" }] }],
    ["an unknown indexing mode", { "resource.indexingPolicy.indexingMode": "sometimes" }],
    [
      "eleven unique keys",
      {
        "resource.uniqueKeyPolicy": {
          uniqueKeys: Array.from({ length: 11 }, (_, index) => ({ paths: [`/k${index}`] })),
        },
      },
    ],
    [
      "a unique key of 17 paths",
      {
        "resource.uniqueKeyPolicy": {
          uniqueKeys: [{ paths: Array.from({ length: 17 }, (_, index) => `/k${index}`) }],
        },
      },
    ],
    ["an unknown way to settle conflicts", { "resource.conflictResolutionPolicy.mode": "Dice" }],
    [
      "a path for custom settlement",
      { "resource.conflictResolutionPolicy": { mode: "Custom", conflictResolutionPath: "/a" } },
    ],
    [
      "a settlement path without a slash",
      { "resource.conflictResolutionPolicy.conflictResolutionPath": "ts" },
    ],
    ["999 RU/s of autoscale", { "options.autoscaleSettings.maxThroughput": 999 }],
    ["a step of 500 RU/s of autoscale", { "options.autoscaleSettings.maxThroughput": 1500 }],
    ["300 RU/s", { options: { throughput: 300 } }],
    ["both kinds of throughput", { "options.throughput": 400 }],
  ];
  for (const [title, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(container, changed(good, changes)))).code).to.equal("BadRequest");
    });
  }

  it("refuses a slash in the name and a database that is not there", async () => {
    expect(
      (
        await refusal(
          kit.create(database, { accountName: "cosno-test", databaseName: "a#b", resource: { id: "a#b" } }),
        )
      ).code,
    ).to.equal("InvalidResourceName");
    expect((await refusal(kit.create(container, { ...good, databaseName: "none" }))).code).to.equal(
      "ParentResourceNotFound",
    );
  });

  it("replaces a container whose partition key changes", () => {
    const after = changed(good, { "resource.partitionKey.paths": ["/region"] });
    expect(diffOf(`azure-native:${container}`, good, after).map((change) => change.replaces)).to.deep.equal([
      true,
    ]);
  });

  it("refuses SQL databases in an account of another API and throughput in a serverless one", async () => {
    await kit.create("cosmosdb:DatabaseAccount", { ...account, accountName: "cosno-mongo", kind: "MongoDB" });
    expect(
      (
        await refusal(
          kit.create(database, { accountName: "cosno-mongo", databaseName: "db", resource: { id: "db" } }),
        )
      ).code,
    ).to.equal("BadRequest");
    await kit.create("cosmosdb:DatabaseAccount", {
      ...account,
      accountName: "cosno-serverless",
      capabilities: [{ name: "EnableServerless" }],
    });
    const error = await refusal(
      kit.create(database, {
        accountName: "cosno-serverless",
        databaseName: "db",
        resource: { id: "db" },
        options: { throughput: 400 },
      }),
    );
    expect(error.message).to.contain("serverless");
  });

  describe("role assignments", () => {
    let role: Properties;
    beforeEach(async () => {
      const { principalId } = await identity(kit, "id-workload");
      role = {
        accountName: "cosno-test",
        roleAssignmentId: nextGuid(),
        roleDefinitionId: `${accountId}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002`,
        principalId,
        scope: `${accountId}/dbs/db`,
      };
    });

    it("accepts one on a database, a container and the account", async () => {
      await kit.create(container, good);
      for (const scope of ["", "/dbs/db", "/dbs/db/colls/orders"]) {
        await kit.create(assignment, {
          ...role,
          roleAssignmentId: nextGuid(),
          scope: `${accountId}${scope}`,
        });
      }
    });

    it("refuses what is not sound", async () => {
      const other = accountId.replace("cosno-test", "cosno-other");
      const cases: [string, Properties][] = [
        ["BadRequest", { roleAssignmentId: "mine" }],
        [
          "NotFound",
          { roleDefinitionId: `${accountId}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000009` },
        ],
        [
          "NotFound",
          { roleDefinitionId: `${other}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002` },
        ],
        ["NotFound", { scope: `${accountId}/dbs/none` }],
        ["BadRequest", { scope: `${accountId}/sqlDatabases/db` }],
        ["BadRequest", { principalId: "00000000-0000-0000-0000-000000000009" }],
      ];
      for (const [code, changes] of cases)
        expect((await refusal(kit.create(assignment, { ...role, ...changes }))).code).to.equal(code);
      await kit.create(assignment, role);
      expect(
        (await refusal(kit.create(assignment, { ...role, roleAssignmentId: nextGuid() }))).code,
      ).to.equal("Conflict");
    });

    it("refuses two at a time: they need the account for themselves", async () => {
      const second = await identity(kit, "id-second");
      const first = kit.create(assignment, role);
      const error = await refusal(
        kit.create(assignment, { ...role, roleAssignmentId: nextGuid(), principalId: second.principalId }),
      );
      expect([error.code, error.status]).to.deep.equal(["PreconditionFailed", 412]);
      await first;
    });
  });
});
