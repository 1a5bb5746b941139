import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, grant, location, newKit, refusal, type Kit } from "../kit.ts";

const secret = (name: string) => `https://kv-test.vault.azure.net/secrets/${name}`;

describe("rehearsal/azure: what a registry fetches and keeps", () => {
  let kit: Kit;
  let registryId: string;
  const registry = (changes: Properties = {}) =>
    kit.create(
      "containerregistry:Registry",
      changed({ registryName: "crtest", location, sku: { name: "Premium" } }, changes),
    );
  const login = (changes: Properties = {}) =>
    kit.create(
      "containerregistry:CredentialSet",
      changed(
        {
          registryName: "crtest",
          credentialSetName: "docker-hub",
          loginServer: "docker.io",
          identity: { type: "SystemAssigned" },
          authCredentials: [
            {
              name: "Credential1",
              usernameSecretIdentifier: secret("user"),
              passwordSecretIdentifier: secret("password"),
            },
          ],
        },
        changes,
      ),
    );
  const rule = (changes: Properties = {}) =>
    kit.create(
      "containerregistry:CacheRule",
      changed(
        {
          registryName: "crtest",
          cacheRuleName: "cache-redis",
          sourceRepository: "docker.io/library/redis",
          targetRepository: "mirror/redis",
        },
        changes,
      ),
    );

  beforeEach(async () => {
    kit = await newKit();
    registryId = (await registry()).id;
  });

  it("is cached from upstream, with a login whose identity can be given rights", async () => {
    const set = await login();
    const { principalId } = set.outputs["identity"] as { principalId: string };
    await grant(kit, principalId, "keyVaultSecretsUser", registryId);
    const { id } = await rule({ credentialSetResourceId: set.id });
    expect((await refusal(kit.remove("containerregistry:CredentialSet", set.id))).code).to.equal(
      "CredentialSetInUse",
    );
    await kit.remove("containerregistry:CacheRule", id);
    await kit.remove("containerregistry:CredentialSet", set.id);
  });

  const wrongRules: [string, string, Properties][] = [
    [
      "an upstream that is not supported",
      "InvalidSourceRepository",
      { sourceRepository: "registry.example.com/redis" },
    ],
    [
      "a digest in the source",
      "InvalidRepository",
      { sourceRepository: "docker.io/library/redis@sha256:00" },
    ],
    ["a tag in the target", "InvalidRepository", { targetRepository: "mirror/redis:7" }],
    ["a wildcard on one side", "InvalidRepository", { sourceRepository: "docker.io/library/*" }],
    ["a short name", "InvalidResourceName", { cacheRuleName: "rule" }],
  ];
  for (const [title, code, changes] of wrongRules) {
    it(`refuses a cache rule with ${title}`, async () => {
      expect((await refusal(rule(changes))).code).to.equal(code);
    });
  }

  it("refuses two rules for one target, also where a wildcard covers it", async () => {
    await rule();
    const twin = await refusal(
      rule({ cacheRuleName: "cache-other", sourceRepository: "quay.io/redis/redis" }),
    );
    expect([twin.code, twin.status]).to.deep.equal(["CacheRuleAlreadyExists", 409]);
    const wide = {
      cacheRuleName: "cache-all",
      sourceRepository: "quay.io/redis/*",
      targetRepository: "mirror/*",
    };
    expect((await refusal(rule(wide))).code).to.equal("CacheRuleAlreadyExists");
  });

  it("refuses credentials for another upstream or of another registry", async () => {
    const other = await login({ credentialSetName: "quay-io", loginServer: "quay.io" });
    expect((await refusal(rule({ credentialSetResourceId: other.id }))).code).to.equal(
      "InvalidCredentialSet",
    );
    await registry({ registryName: "crother" });
    const foreign = await login({ registryName: "crother" });
    expect((await refusal(rule({ credentialSetResourceId: foreign.id }))).message).to.contain(
      "another registry",
    );
  });

  const wrongLogins: [string, Properties][] = [
    ["no credentials", { authCredentials: [] }],
    ["a password in place of a secret's id", { "authCredentials.0.passwordSecretIdentifier": "hunter2" }],
    ["no identity", { identity: { type: "None" } }],
  ];
  for (const [title, changes] of wrongLogins) {
    it(`refuses a credential set with ${title}`, async () => {
      expect((await refusal(login(changes))).code).to.equal("InvalidCredentialSet");
    });
  }

  it("is deleted softly in a registry without replicas and without another retention only", async () => {
    const soft = { status: "enabled", retentionDays: 30 };
    const update = (changes: Properties) => kit.update("containerregistry:Registry", registryId, changes);
    const both = { policies: { softDeletePolicy: soft, retentionPolicy: { status: "enabled", days: 7 } } };
    expect((await refusal(update(both))).message).to.contain("together with the retention policy");
    expect(
      (await refusal(update({ policies: { softDeletePolicy: { ...soft, retentionDays: 91 } } }))).message,
    ).to.contain("1-90");
    await update({ policies: { softDeletePolicy: soft } });
    const replica = { registryName: "crtest", replicationName: "westus3", location: "westus3" };
    expect((await refusal(kit.create("containerregistry:Replication", replica))).code).to.equal(
      "SoftDeletePolicyNotSupported",
    );
    await update({ policies: { softDeletePolicy: { status: "disabled" } } });
    await kit.create("containerregistry:Replication", replica);
    expect((await refusal(update({ policies: { softDeletePolicy: soft } }))).message).to.contain(
      "geo-replication",
    );
  });
});
