import { expect } from "chai";
import { subscriptionId } from "../../support/azure.ts";
import { runStack, type StackRun } from "../../support/runStack.ts";
import { dependencyNames, globalRun, input, named, ofType, only } from "../../support/stacks.ts";

const withCache = {
  credentials: [
    {
      name: "docker-hub",
      loginServer: "docker.io",
      usernameSecret: "docker-user",
      passwordSecret: "docker-password",
    },
  ],
  cacheRules: [
    {
      name: "cache-redis",
      source: "docker.io/library/redis",
      target: "mirror/redis",
      credentials: "docker-hub",
    },
    { name: "cache-pause", source: "mcr.microsoft.com/oss/pause", target: "mirror/pause" },
  ],
};

describe("ContainerRegistry with cache rules", function () {
  let run: StackRun;
  before(async () => {
    run = await runStack("global", { values: { registry: withCache } });
  });

  it("logs in upstream with secrets of the global vault, which an identity of its own may read", () => {
    const set = only(run, "containerregistry:CredentialSet");
    expect(set.inputs).to.deep.include({
      loginServer: "docker.io",
      identity: { type: "SystemAssigned" },
      authCredentials: [
        {
          name: "Credential1",
          usernameSecretIdentifier: "https://kv-bh-gl-xxxxx.vault.azure.net/secrets/docker-user",
          passwordSecretIdentifier: "https://kv-bh-gl-xxxxx.vault.azure.net/secrets/docker-password",
        },
      ],
    });
    const assignment = named(run, "registry-reads-docker-hub");
    expect(assignment.inputs["scope"]).to.match(/vaults\/kv-bh-gl-xxxxx$/);
    expect(assignment.inputs["description"]).to.contain("Key Vault Secrets User");
    expect(dependencyNames(assignment)).to.include.members([
      "registry-credentials-docker-hub",
      "vault-vault",
    ]);
  });

  it("fetches with credentials where there are some", () => {
    const rules = ofType(run, "containerregistry:CacheRule").map(({ inputs }) => [
      inputs["cacheRuleName"],
      inputs["sourceRepository"],
      inputs["targetRepository"],
      "credentialSetResourceId" in inputs,
    ]);
    expect(rules).to.have.deep.members([
      ["cache-redis", "docker.io/library/redis", "mirror/redis", true],
      ["cache-pause", "mcr.microsoft.com/oss/pause", "mirror/pause", false],
    ]);
  });
});

describe("GlobalVault", function () {
  it("is closed, keeps what was deleted, and is protected", async () => {
    const vault = only(await globalRun(), "keyvault:Vault");
    expect(vault.protect).to.equal(true);
    expect(vault.inputs["properties"]).to.deep.include({
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 90,
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny", bypass: "None" },
    });
  });

  it("can keep keys in hardware security modules", async () => {
    const values = { vault: { sku: "premium" } };
    const vault = only(await runStack("global", { values }), "keyvault:Vault");
    expect(input(vault, "properties.sku")).to.deep.equal({ family: "A", name: "premium" });
  });

  it("has a role of its own for deleting for good, assignable where Azure purges vaults", async () => {
    const role = only(await globalRun(), "authorization:RoleDefinition");
    // Purging a vault is a request on the subscription: assigned in a group, the right would reach nothing.
    expect(role.inputs["assignableScopes"]).to.deep.equal([`/subscriptions/${subscriptionId}`]);
    expect(role.inputs["roleName"]).to.match(/^Bulkhead Key Vault Purger \(global, /);
    const [permission] = role.inputs["permissions"] as { actions: string[]; dataActions: string[] }[];
    const rights = [...(permission?.actions ?? []), ...(permission?.dataActions ?? [])];
    expect(rights.filter((right) => !/(purge\/action|deletedVaults\/read)$/.test(right))).to.deep.equal([]);
    expect(rights).to.have.length(5);
  });

  it("tells the action group, and a webhook if there is one, what is about to expire", async () => {
    const alert = only(await globalRun(), "eventgrid:SystemTopicEventSubscription");
    expect(alert.inputs["destination"]).to.deep.include({ endpointType: "MonitorAlert", severity: "Sev2" });
    expect(input(alert, "destination.actionGroups.0")).to.match(/actionGroups\//);
    expect(input(alert, "filter.includedEventTypes")).to.include.members([
      "Microsoft.KeyVault.SecretNearExpiry",
      "Microsoft.KeyVault.CertificateExpired",
    ]);
    const values = { vault: { expiryNotices: false, expiryWebhook: "https://example.com/hook" } };
    const hooked = only(await runStack("global", { values }), "eventgrid:SystemTopicEventSubscription");
    expect(hooked.inputs["destination"]).to.deep.include({ endpointType: "WebHook" });
    // A secret, as the engine is told.
    expect(input(hooked, "destination.endpointUrl.value")).to.equal("https://example.com/hook");
    const silent = await runStack("global", { values: { vault: { expiryNotices: false } } });
    expect(silent.resources.filter(({ type }) => type.includes(":eventgrid:"))).to.deep.equal([]);
  });
});

describe("storage of what is global", function () {
  it("lets Azure Monitor, and nobody else, write to the archive", async () => {
    const archive = named(await globalRun(), "archive-account");
    expect(archive.protect).to.equal(true);
    expect(archive.inputs).to.deep.include({
      resourceGroupName: "rg-bulkhead-monitoring-global",
      allowSharedKeyAccess: false,
      publicNetworkAccess: "Disabled",
      networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
    });
    expect(archive.inputs).to.not.have.property("immutableStorageWithVersioning");
  });

  it("makes the archive immutable on demand, while logs can still grow", async () => {
    const run = await runStack("global", { values: { archive: { immutableDays: 365 } } });
    expect(input(named(run, "archive-account"), "immutableStorageWithVersioning")).to.deep.equal({
      enabled: true,
      immutabilityPolicy: {
        immutabilityPeriodSinceCreationInDays: 365,
        allowProtectedAppendWrites: true,
        state: "Unlocked",
      },
    });
  });

  it("asks for rules on versions once versions are kept", async () => {
    const run = await globalRun();
    for (const account of ["storage", "archive"]) {
      expect(named(run, `${account}-blobs`).inputs["isVersioningEnabled"]).to.equal(true);
      expect(dependencyNames(named(run, `${account}-lifecycle`))).to.include(`${account}-blobs`);
    }
  });
});
