import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import {
  changed,
  grant,
  group,
  identity,
  location,
  network,
  newKit,
  nextGuid,
  refusal,
  type Kit,
} from "../kit.ts";

const categories = (...names: string[]) => names.map((category) => ({ category, enabled: true }));

describe("rehearsal/azure: what is wider than a resource", () => {
  let kit: Kit;
  let subscription: string;
  let workspaceId: string;
  beforeEach(async () => {
    kit = await newKit();
    subscription = `/subscriptions/${kit.subscription.view.subscriptionId}`;
    workspaceId = (await kit.create("operationalinsights:Workspace", { workspaceName: "log-test", location }))
      .id;
  });
  const storage = async (accountName: string, changes: Properties = {}) =>
    (
      await kit.create(
        "storage:StorageAccount",
        changed(
          {
            accountName,
            location,
            kind: "StorageV2",
            sku: { name: "Standard_ZRS" },
            networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
          },
          changes,
        ),
      )
    ).id;

  for (const [token, log, id] of [
    [
      "monitor:SubscriptionDiagnosticSetting",
      "Administrative",
      "/providers/Microsoft.Insights/diagnosticSettings/export",
    ],
    ["aadiam:DiagnosticSetting", "AuditLogs", "/providers/microsoft.aadiam/diagnosticSettings/export"],
  ] as const) {
    describe(token, () => {
      const good = (): Properties => ({ name: "export", workspaceId, logs: categories(log) });

      it("sends logs to a workspace and to storage", async () => {
        const made = await kit.create(token, { ...good(), storageAccountId: await storage("starchive") });
        expect(made.id).to.satisfy((found: string) => found.endsWith(id));
      });

      it("refuses unknown and repeated categories, no sink and nothing to send", async () => {
        const wrong: [Properties, string][] = [
          [{ logs: categories("Gossip") }, "'Gossip'"],
          [{ logs: categories(log, log) }, "twice"],
          [{ logs: [{ category: log, enabled: false }] }, "sends no log"],
          [{ workspaceId: undefined }, "At least one data sink"],
        ];
        for (const [changes, message] of wrong) {
          const refused = await refusal(kit.create(token, changed(good(), changes)));
          expect(refused.code).to.equal("BadRequest");
          expect(refused.message).to.contain(message);
        }
      });

      it("refuses storage that keeps Azure Monitor out, and premium storage", async () => {
        const closed = await storage("stclosed", { "networkRuleSet.bypass": "None" });
        expect(
          (await refusal(kit.create(token, { ...good(), storageAccountId: closed }))).message,
        ).to.contain("trusted Microsoft services");
        const premium = await storage("stpremium", {
          kind: "BlockBlobStorage",
          sku: { name: "Premium_LRS" },
        });
        expect(
          (await refusal(kit.create(token, { ...good(), storageAccountId: premium }))).message,
        ).to.contain("premium");
        expect(
          (await refusal(kit.create(token, { ...good(), storageAccountId: workspaceId }))).message,
        ).to.contain("no storage account");
      });

      it("sends a category once to a place, and takes five settings", async () => {
        await kit.create(token, good());
        expect((await refusal(kit.create(token, { ...good(), name: "again" }))).code).to.equal("Conflict");
        for (const number of [2, 3, 4, 5]) {
          const next = (
            await kit.create("operationalinsights:Workspace", {
              workspaceName: `log-test-${number}`,
              location,
            })
          ).id;
          await kit.create(token, { ...good(), name: `export-${number}`, workspaceId: next });
        }
        const more = {
          ...good(),
          name: "export-6",
          workspaceId: undefined,
          storageAccountId: await storage("stmore"),
        };
        expect((await refusal(kit.create(token, changed(more, {})))).message).to.contain("one too many");
      });
    });
  }

  describe("role definitions", () => {
    const scope = () => `${subscription}/resourceGroups/${group}`;
    const role = (changes: Properties = {}) =>
      changed(
        {
          roleDefinitionId: nextGuid(),
          scope: subscription,
          roleName: "Purger",
          permissions: [{ actions: [], dataActions: ["Microsoft.KeyVault/vaults/secrets/purge/action"] }],
          assignableScopes: [scope()],
        },
        changes,
      );

    it("can be assigned once they are there, and stay while they are", async () => {
      const who = await identity(kit, "id-purger");
      const { id } = await kit.create("authorization:RoleDefinition", role());
      const assignment = {
        roleAssignmentName: nextGuid(),
        scope: scope(),
        principalId: who.principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: id,
      };
      await kit.create("authorization:RoleAssignment", assignment);
      expect((await refusal(kit.remove("authorization:RoleDefinition", id))).code).to.equal(
        "RoleDefinitionHasAssignments",
      );
      await grant(kit, who.principalId, "acrPull", scope());
    });

    const wrong: [string, string, Properties][] = [
      ["nothing permitted", "InvalidPermissions", { permissions: [{ actions: [] }] }],
      ["two permissions", "InvalidPermissions", { permissions: [{ actions: ["*"] }, { actions: ["*"] }] }],
      ["an action that is none", "InvalidActionOrNotAction", { permissions: [{ actions: ["purge"] }] }],
      ["no scope", "InvalidAssignableScopes", { assignableScopes: [] }],
      ["the root as scope", "InvalidAssignableScopes", { assignableScopes: ["/"] }],
      [
        "data actions in a management group",
        "InvalidAssignableScopes",
        { assignableScopes: ["/providers/Microsoft.Management/managementGroups/all"] },
      ],
      ["no title", "InvalidRoleDefinitionName", { roleName: "" }],
      ["a long description", "InvalidRoleDefinitionDescription", { description: "x".repeat(2049) }],
    ];
    for (const [title, code, changes] of wrong) {
      it(`refuse ${title}`, async () => {
        expect((await refusal(kit.create("authorization:RoleDefinition", role(changes)))).code).to.equal(
          code,
        );
      });
    }

    it("refuse a title that is taken", async () => {
      await kit.create("authorization:RoleDefinition", role());
      expect((await refusal(kit.create("authorization:RoleDefinition", role()))).code).to.equal(
        "RoleDefinitionWithSameNameExists",
      );
    });
  });

  it("takes one DDoS plan in a region, which stays while networks are under it", async () => {
    const plan = { ddosProtectionPlanName: "ddospp-test", location };
    const { id } = await kit.create("network:DdosProtectionPlan", plan);
    const again = { ...plan, ddosProtectionPlanName: "ddospp-two" };
    expect((await refusal(kit.create("network:DdosProtectionPlan", again))).code).to.equal(
      "DdosProtectionPlanCountLimitReached",
    );
    const net = await network(kit, {});
    await kit.update("network:VirtualNetwork", net.id, {
      enableDdosProtection: true,
      ddosProtectionPlan: { id },
    });
    expect((await refusal(kit.remove("network:DdosProtectionPlan", id))).code).to.equal(
      "DdosProtectionPlanCannotBeDeletedSinceInUse",
    );
    await kit.remove("network:VirtualNetwork", net.id);
    await kit.remove("network:DdosProtectionPlan", id);
  });
});
