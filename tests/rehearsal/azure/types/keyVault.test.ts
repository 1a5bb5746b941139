import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, newKit, refusal, type Kit } from "../kit.ts";

const token = "keyvault:Vault";

function goodVault(kit: Kit): Properties {
  return {
    vaultName: "kv-test",
    location: "eastus",
    properties: {
      tenantId: kit.subscription.view.tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 7,
    },
  };
}

describe("rehearsal/azure: Key Vault", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts a vault and tells where it is", async () => {
    const { outputs } = await kit.create(token, goodVault(kit));
    expect(outputs["properties"]).to.include({
      vaultUri: "https://kv-test.vault.azure.net/",
      enableSoftDelete: true,
      softDeleteRetentionInDays: 7,
    });
  });

  const refused: [string, string, Properties][] = [
    ["six days of soft delete", "BadRequest", { "properties.softDeleteRetentionInDays": 6 }],
    ["91 days of soft delete", "BadRequest", { "properties.softDeleteRetentionInDays": 91 }],
    ["a vault without soft delete", "BadRequest", { "properties.enableSoftDelete": false }],
    ["an explicit false for purge protection", "BadRequest", { "properties.enablePurgeProtection": false }],
    ["a tenant that is no GUID", "BadRequest", { "properties.tenantId": "contoso" }],
    ["another tenant", "BadRequest", { "properties.tenantId": "00000000-0000-0000-0000-000000000009" }],
    ["neither RBAC nor access policies", "BadRequest", { "properties.enableRbacAuthorization": false }],
    [
      "1,025 access policies",
      "BadRequest",
      { "properties.accessPolicies": Array.from({ length: 1025 }, () => ({})) },
    ],
    ["an unknown SKU", "BadRequest", { "properties.sku.name": "gold" }],
    ["an unknown SKU family", "BadRequest", { "properties.sku.family": "B" }],
    ["an unknown default action", "BadRequest", { "properties.networkAcls.defaultAction": "Maybe" }],
    ["an unknown bypass", "BadRequest", { "properties.networkAcls.bypass": "Everything" }],
    ["an unknown network mode", "BadRequest", { "properties.publicNetworkAccess": "Maybe" }],
    ["no SKU", "InvalidParameter", { "properties.sku": undefined }],
    ["a name with two hyphens in a row", "VaultNameNotValid", { vaultName: "kv--test" }],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(goodVault(kit), changes)))).code).to.equal(code);
    });
  }

  it("refuses other retention days and the end of purge protection", async () => {
    const { id } = await kit.create(token, goodVault(kit));
    for (const changes of [
      { "properties.softDeleteRetentionInDays": 30 },
      { "properties.enablePurgeProtection": undefined },
    ]) {
      const inputs = changed(goodVault(kit), changes);
      expect((await refusal(kit.update(token, id, { properties: inputs["properties"] }))).code).to.equal(
        "BadRequest",
      );
    }
  });

  it("keeps the name of a deleted vault", async () => {
    const { id } = await kit.create(token, goodVault(kit));
    await kit.remove(token, id);
    expect((await refusal(kit.create(token, goodVault(kit)))).code).to.equal("VaultAlreadyExists");
  });

  it("accepts a secret and refuses what is none", async () => {
    await kit.create(token, goodVault(kit));
    const secret = { vaultName: "kv-test", secretName: "greeting", properties: { value: "hello" } };
    const { outputs } = await kit.create("keyvault:Secret", secret);
    expect(outputs["properties"]).to.have.property(
      "secretUri",
      "https://kv-test.vault.azure.net/secrets/greeting",
    );
    const cases: [string, Properties][] = [
      ["InvalidResourceName", { secretName: "a_b" }],
      ["ParentResourceNotFound", { vaultName: "kv-other", secretName: "b" }],
      ["BadParameter", { secretName: "c", properties: { value: "x".repeat(25 * 1024 + 1) } }],
      [
        "BadParameter",
        { secretName: "d", properties: { value: "x", attributes: { notBefore: 2, expires: 1 } } },
      ],
    ];
    for (const [code, changes] of cases)
      expect((await refusal(kit.create("keyvault:Secret", { ...secret, ...changes }))).code).to.equal(code);
  });
});
