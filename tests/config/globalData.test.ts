import { expect } from "chai";
import { loadContext } from "../../config/load.ts";
import { parseStackName } from "../../config/stackName.ts";
import { goodFiles, refusal, stampFile, withFiles } from "./support.ts";

const load = (values: Record<string, unknown>, files: Readonly<Record<string, string>> = goodFiles) =>
  withFiles(files, (root) => loadContext(root, parseStackName("global"), { location: "eastus", ...values }));

const rule = { name: "cache-redis", source: "docker.io/library/redis", target: "mirror/redis" };
const login = {
  name: "docker-hub",
  loginServer: "docker.io",
  usernameSecret: "docker-user",
  passwordSecret: "docker-password",
};
const ddosPlan = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/ddosProtectionPlans/p";

describe("configuration of global data and governance", () => {
  const refused: [string, Record<string, unknown>, string, RegExp][] = [
    [
      "fewer than two periodic backups",
      { cosmos: { backup: { mode: "periodic", intervalInMinutes: 720, retentionInHours: 12 } } },
      "cosmos.backup.retentionInHours",
      /two intervals/,
    ],
    [
      "a restored account by a name that Azure does not take",
      { cosmos: { accountName: "Catalog_Restored" } },
      "cosmos.accountName",
      /lower-case letters, digits and hyphens/,
    ],
    [
      "soft delete beside replicas",
      { registry: { softDeleteDays: 7 } },
      "registry.softDeleteDays",
      /Take the key out/,
    ],
    [
      "a cache rule with credentials that are not there",
      { registry: { cacheRules: [{ ...rule, credentials: "docker-hub" }] } },
      "registry.cacheRules[0].credentials",
      /registry\.credentials/,
    ],
    [
      "credentials for another upstream",
      {
        registry: {
          cacheRules: [{ ...rule, credentials: "docker-hub" }],
          credentials: [{ ...login, loginServer: "ghcr.io" }],
        },
      },
      "registry.cacheRules[0].credentials",
      /for docker\.io/,
    ],
    [
      "credentials without a use",
      { registry: { credentials: [login] } },
      "registry.credentials",
      /cache rule/,
    ],
    [
      "two rules of one name",
      { registry: { cacheRules: [rule, { ...rule, target: "mirror/other" }] } },
      "registry.cacheRules[1].name",
      /Choose another/,
    ],
    [
      "two rules of one target",
      { registry: { cacheRules: [rule, { ...rule, name: "cache-other" }] } },
      "registry.cacheRules[1].target",
      /Choose another/,
    ],
    [
      "a tag in a source",
      { registry: { cacheRules: [{ ...rule, source: "docker.io/library/redis:7" }] } },
      "registry.cacheRules[0].source",
      /Correct/,
    ],
    [
      "logs that get cold before they get cool",
      { archive: { coolAfterDays: 90, coldAfterDays: 30 } },
      "archive.coldAfterDays",
      /more than 90/,
    ],
    [
      "logs that go before they get cold",
      { archive: { deleteAfterDays: 60 } },
      "archive.deleteAfterDays",
      /more than 90/,
    ],
    [
      "logs that go before they may",
      { archive: { deleteAfterDays: 365, immutableDays: 400 } },
      "archive.deleteAfterDays",
      /at least 400/,
    ],
    [
      "a webhook without TLS",
      { vault: { expiryWebhook: "http://example.com" } },
      "vault.expiryWebhook",
      /Correct/,
    ],
    ["a DDoS plan twice", { ddos: { create: true, planId: ddosPlan } }, "ddos.planId", /planId or create/],
    ["a DDoS plan that is none", { ddos: { planId: "/subscriptions/s/plan" } }, "ddos.planId", /Correct/],
    [
      "an activity log of nothing",
      { activityLogs: { categories: [] } },
      "activityLogs.categories",
      /Correct/,
    ],
    [
      "a plan of Defender that is none",
      { defender: { plans: { Sql: true } } },
      "defender.plans.Sql",
      /Known keys/,
    ],
  ];
  for (const [title, values, key, remedy] of refused) {
    it(`refuses ${title}`, () => {
      const error = refusal(() => load(values));
      expect(error.message).to.contain(`Pulumi.global.yaml: ${key}: `);
      expect(error.message).to.match(remedy);
    });
  }

  it("takes soft delete where the registry has one region", () => {
    const { "Pulumi.stamp-westeurope.yaml": _, ...alone } = goodFiles;
    expect(() => load({ registry: { softDeleteDays: 7 } }, alone)).to.not.throw();
    const elsewhere = { ...alone, "Pulumi.stamp-westus3.yaml": stampFile("westus3", "10.10.32.0/20") };
    expect(refusal(() => load({ registry: { softDeleteDays: 7 } }, elsewhere)).message).to.contain("westus3");
  });

  it("takes cache rules with and without credentials", () => {
    const pause = { name: "cache-pause", source: "mcr.microsoft.com/oss/pause", target: "mirror/pause" };
    const registry = { cacheRules: [{ ...rule, credentials: "docker-hub" }, pause], credentials: [login] };
    expect(() => load({ registry })).to.not.throw();
  });
});
