import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, group, location, network, newKit, refusal, type Kit } from "../kit.ts";
import { publicIp, refuses } from "../networkKit.ts";

const token = "monitor:DiagnosticSetting";

async function withWorkspaceAndVault(): Promise<{ kit: Kit; workspace: string; vault: string }> {
  const kit = await newKit();
  const workspace = await kit.create("operationalinsights:Workspace", {
    workspaceName: "log-test",
    location,
  });
  const vault = await kit.create("keyvault:Vault", {
    vaultName: "kv-test",
    location,
    properties: {
      tenantId: kit.subscription.view.tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
    },
  });
  return { kit, workspace: workspace.id, vault: vault.id };
}

describe("rehearsal/azure: diagnostic settings", () => {
  let kit: Kit;
  let workspace: string;
  let vault: string;
  beforeEach(async () => {
    ({ kit, workspace, vault } = await withWorkspaceAndVault());
  });
  const good = (): Properties => ({
    name: "to-workspace",
    resourceUri: vault,
    workspaceId: workspace,
    logAnalyticsDestinationType: "Dedicated",
    logs: [{ categoryGroup: "allLogs", enabled: true }],
    metrics: [{ category: "AllMetrics", enabled: true }],
  });

  it("accepts one, below the resource that it is about", async () => {
    const { id } = await kit.create(token, good());
    expect(id).to.equal(`${vault}/providers/Microsoft.Insights/diagnosticSettings/to-workspace`);
  });

  it("accepts one on a service of a storage account", async () => {
    const account = await kit.create("storage:StorageAccount", {
      accountName: "sttest01",
      location,
      kind: "StorageV2",
      sku: { name: "Standard_ZRS" },
    });
    await kit.create(token, changed(good(), { resourceUri: `${account.id}/blobServices/default` }));
    const onAccount = changed(good(), { resourceUri: account.id });
    expect((await refusal(kit.create(token, onAccount))).message).to.contain("allLogs");
  });

  it("refuses what the resource or the setting cannot do", async () => {
    const routes = await kit.create("network:RouteTable", { routeTableName: "rt-test", location });
    const cases: [string, string, Properties][] = [
      ["ResourceTypeNotSupported", "routetables", { resourceUri: routes.id }],
      ["BadRequest", "'Gossip'", { logs: [{ category: "Gossip", enabled: true }] }],
      ["BadRequest", "'everything'", { logs: [{ categoryGroup: "everything", enabled: true }] }],
      ["BadRequest", "'SomeMetrics'", { metrics: [{ category: "SomeMetrics", enabled: true }] }],
      ["BadRequest", "either", { logs: [{ enabled: true }] }],
      ["BadRequest", "data sink", { workspaceId: undefined }],
      ["BadRequest", "no log and no metric", { logs: undefined, metrics: undefined }],
      [
        "BadRequest",
        "no log and no metric",
        { logs: [{ categoryGroup: "allLogs", enabled: false }], metrics: undefined },
      ],
      [
        "BadRequest",
        "one or the other",
        {
          logs: [
            { categoryGroup: "audit", enabled: true },
            { category: "AuditEvent", enabled: true },
          ],
        },
      ],
      ["BadRequest", "twice", { "logs.1": { categoryGroup: "allLogs", enabled: true } }],
      ["BadRequest", "no Log Analytics workspace", { workspaceId: vault }],
      ["BadRequest", "'Elsewhere'", { logAnalyticsDestinationType: "Elsewhere" }],
      ["InvalidResourceReference", "log-none", { workspaceId: workspace.replace("log-test", "log-none") }],
    ];
    for (const [code, culprit, changes] of cases) {
      const error = await refusal(kit.create(token, changed(good(), changes)));
      expect([error.code, error.message.includes(culprit)], error.message).to.deep.equal([code, true]);
    }
  });

  it("refuses to send the same to the same place twice", async () => {
    await kit.create(token, good());
    const error = await refusal(kit.create(token, { ...good(), name: "again" }));
    expect([error.code, error.status]).to.deep.equal(["Conflict", 409]);
    expect(error.message).to.contain("'to-workspace' for category 'allLogs'");
  });

  it("does not count as somebody who uses the resource", async () => {
    const address = await publicIp(kit, "pip-test");
    await kit.create(token, { ...good(), resourceUri: address, logAnalyticsDestinationType: undefined });
    expect(kit.subscription.view.referring(address)).to.deep.equal([]);
    await kit.remove("network:PublicIPAddress", address);
  });

  it("takes five settings on one resource", async () => {
    for (let number = 0; number < 5; number += 1) {
      const other = await kit.create("operationalinsights:Workspace", {
        workspaceName: `log-${number}-test`,
        location,
      });
      await kit.create(token, { ...good(), name: `setting-${number}`, workspaceId: other.id });
    }
    expect((await refusal(kit.create(token, good()))).message).to.contain("has 5 diagnostic settings");
  });
});

describe("rehearsal/azure: Azure Monitor private link scopes", () => {
  let kit: Kit;
  let workspace: string;
  let vault: string;
  beforeEach(async () => {
    ({ kit, workspace, vault } = await withWorkspaceAndVault());
  });
  const scope: Properties = {
    scopeName: "ampls-test",
    location: "global",
    accessModeSettings: { ingestionAccessMode: "PrivateOnly", queryAccessMode: "Open", exclusions: [] },
  };
  const exclusion = { privateEndpointConnectionName: "twin" };

  refuses(
    [
      ["an unknown way in", "BadRequest", "'Maybe'", { "accessModeSettings.ingestionAccessMode": "Maybe" }],
      ["an unknown way to ask", "BadRequest", "'Maybe'", { "accessModeSettings.queryAccessMode": "Maybe" }],
      [
        "no access mode",
        "InvalidParameter",
        "queryAccessMode",
        { "accessModeSettings.queryAccessMode": undefined },
      ],
      [
        "two exclusions of one name",
        "BadRequest",
        "'twin'",
        { "accessModeSettings.exclusions": [exclusion, exclusion] },
      ],
      ["a region", "LocationNotAvailableForResourceType", "eastus", { location: "eastus" }],
    ],
    () => kit,
    "monitor:PrivateLinkScope",
    () => scope,
  );

  it("takes a workspace once, and no vault", async () => {
    await kit.create("monitor:PrivateLinkScope", scope);
    const member = { scopeName: "ampls-test", name: "workspace", linkedResourceId: workspace };
    await kit.create("monitor:PrivateLinkScopedResource", member);
    const again = kit.create("monitor:PrivateLinkScopedResource", { ...member, name: "again" });
    expect((await refusal(again)).code).to.equal("Conflict");
    const wrong = kit.create("monitor:PrivateLinkScopedResource", {
      ...member,
      name: "vault",
      linkedResourceId: vault,
    });
    expect((await refusal(wrong)).message).to.contain("do not take");
  });

  it("has a member in at most 100 scopes", async () => {
    const add = async (number: number) => {
      await kit.create("monitor:PrivateLinkScope", { ...scope, scopeName: `ampls-${number}` });
      return kit.create("monitor:PrivateLinkScopedResource", {
        scopeName: `ampls-${number}`,
        name: "workspace",
        linkedResourceId: workspace,
      });
    };
    for (let number = 0; number < 100; number += 1) await add(number);
    expect((await refusal(add(100))).message).to.contain("100");
  });

  it("takes eleven addresses, one scope per network, and ten endpoints per scope", async () => {
    const { subnet } = await network(kit, {
      small: { addressPrefix: "10.0.0.0/28" },
      large: { addressPrefix: "10.0.1.0/24" },
    });
    const ids: string[] = [];
    for (const scopeName of ["ampls-a", "ampls-b"])
      ids.push((await kit.create("monitor:PrivateLinkScope", { ...scope, scopeName })).id);
    const endpoint = (name: string, target: string | undefined, at = "large") =>
      kit.create("network:PrivateEndpoint", {
        privateEndpointName: name,
        location,
        subnet: { id: subnet(at) },
        privateLinkServiceConnections: [{ name, privateLinkServiceId: target, groupIds: ["azuremonitor"] }],
      });
    const { outputs } = await endpoint("pep-small", ids[0], "small");
    expect((outputs["customDnsConfigs"] as { ipAddresses: string[] }[])[0]?.ipAddresses).to.have.length(11);
    expect((await refusal(endpoint("pep-full", ids[0], "small"))).code).to.equal("SubnetIsFull");
    expect((await refusal(endpoint("pep-other", ids[1]))).message).to.contain("another private link scope");
    for (let number = 1; number < 10; number += 1) await endpoint(`pep-${number}`, ids[0]);
    expect((await refusal(endpoint("pep-eleventh", ids[0]))).code).to.equal("PrivateEndpointLimitReached");
  });

  it("gives no endpoint while its members change", async () => {
    const { subnet } = await network(kit, { endpoints: { addressPrefix: "10.0.1.0/24" } });
    const { id } = await kit.create("monitor:PrivateLinkScope", scope);
    const member = kit.create("monitor:PrivateLinkScopedResource", {
      scopeName: "ampls-test",
      name: "workspace",
      linkedResourceId: workspace,
    });
    const endpoint = kit.create("network:PrivateEndpoint", {
      privateEndpointName: "pep",
      location,
      subnet: { id: subnet("endpoints") },
      privateLinkServiceConnections: [{ name: "pep", privateLinkServiceId: id, groupIds: ["azuremonitor"] }],
    });
    const error = await refusal(endpoint);
    expect(error.message).to.contain("Mismatching RequiredMembers in Request");
    await member;
  });

  it("keeps to 64 private endpoints of a vault", async () => {
    const { subnet } = await network(kit, { endpoints: { addressPrefix: "10.0.1.0/24" } });
    const endpoint = (number: number) =>
      kit.create("network:PrivateEndpoint", {
        privateEndpointName: `pep-${number}`,
        location,
        subnet: { id: subnet("endpoints") },
        privateLinkServiceConnections: [{ name: "vault", privateLinkServiceId: vault, groupIds: ["vault"] }],
      });
    for (let number = 0; number < 64; number += 1) await endpoint(number);
    expect((await refusal(endpoint(64))).message).to.contain("'kv-test' has 64 private endpoints");
  });
});

describe("rehearsal/azure: tables", () => {
  let kit: Kit;
  const account = {
    accountName: "sttest01",
    location,
    kind: "StorageV2",
    sku: { name: "Standard_ZRS" },
    publicNetworkAccess: "Disabled",
  };
  const table = { accountName: "sttest01", tableName: "poison" };
  beforeEach(async () => {
    kit = await newKit();
    await kit.create("storage:StorageAccount", account);
  });

  it("are made in an account that is closed", async () => {
    const { id } = await kit.create("storage:Table", table);
    expect(id).to.equal(
      `/subscriptions/${kit.subscription.view.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/sttest01/tableServices/default/tables/poison`,
    );
  });

  refuses(
    [
      ["a hyphen in the name", "InvalidResourceName", "poison-messages", { tableName: "poison-messages" }],
      ["the reserved name", "InvalidResourceName", "reserved", { tableName: "Tables" }],
      [
        "six access policies",
        "InvalidXmlDocument",
        "6",
        { signedIdentifiers: Array.from({ length: 6 }, () => ({ id: "x" })) },
      ],
      ["an account that is not there", "ParentResourceNotFound", "stnone", { accountName: "stnone" }],
    ],
    () => kit,
    "storage:Table",
    () => table,
  );

  it("are not in an account for blobs alone", async () => {
    await kit.create("storage:StorageAccount", {
      ...account,
      accountName: "stblobs",
      kind: "BlockBlobStorage",
      sku: { name: "Premium_LRS" },
    });
    expect((await refusal(kit.create("storage:Table", { ...table, accountName: "stblobs" }))).code).to.equal(
      "FeatureNotSupportedForAccount",
    );
  });
});
