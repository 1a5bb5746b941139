import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, group, location, newKit, refusal, type Kit } from "../kit.ts";

describe("rehearsal/azure: Defender for Cloud", () => {
  let kit: Kit;
  let scope: string;
  let workspaceId: string;
  beforeEach(async () => {
    kit = await newKit();
    scope = `/subscriptions/${kit.subscription.view.subscriptionId}`;
    workspaceId = (await kit.create("operationalinsights:Workspace", { workspaceName: "log-test", location }))
      .id;
  });
  const plan = (changes: Properties = {}) =>
    changed(
      {
        scopeId: scope,
        pricingName: "KeyVaults",
        pricingTier: "Standard",
        subPlan: "PerKeyVault",
      },
      changes,
    );

  it("switches a plan on, takes it over when it is on already, and never deletes it", async () => {
    const { id } = await kit.create("security:Pricing", plan());
    expect(id).to.equal(`${scope}/providers/Microsoft.Security/pricings/KeyVaults`);
    await kit.create("security:Pricing", plan());
    const refused = await refusal(kit.remove("security:Pricing", id));
    expect([refused.code, refused.status]).to.deep.equal(["InvalidUrlConfiguration", 400]);
    expect(kit.subscription.read(id)).to.not.equal(undefined);
  });

  const servers = { pricingName: "VirtualMachines", subPlan: "P1" };
  const wrongPlans: [string, string, Properties][] = [
    ["a plan that does not exist", "Possible pricing bundle names", { pricingName: "Kubernetes" }],
    [
      "a plan that was replaced",
      "replaced by 'Containers'",
      { pricingName: "ContainerRegistry", subPlan: undefined },
    ],
    ["an unknown tier", "pricingTier", { pricingTier: "Premium" }],
    ["a sub-plan of another plan", "no sub-plan 'P2'", { subPlan: "P2" }],
    ["a sub-plan that is closed", "accepts no new enablement", { subPlan: "PerTransaction" }],
    [
      "an extension of another plan",
      "no extension 'ContainerSensor'",
      { extensions: [{ name: "ContainerSensor", isEnabled: "True" }] },
    ],
    [
      "a switch that is no text",
      'is "True" or "False"',
      {
        pricingName: "StorageAccounts",
        subPlan: "DefenderForStorageV2",
        extensions: [{ name: "OnUploadMalwareScanning", isEnabled: true }],
      },
    ],
    [
      "an extension of P2 with P1",
      "needs the sub-plan P2",
      { ...servers, extensions: [{ name: "AgentlessVmScanning", isEnabled: "True" }] },
    ],
    ["another scope", "its subscription only", { scopeId: "/subscriptions/other" }],
  ];
  for (const [title, message, changes] of wrongPlans) {
    it(`refuses ${title}`, async () => {
      const refused = await refusal(kit.create("security:Pricing", plan(changes)));
      expect(refused.code).to.equal("InvalidInputError");
      expect(refused.message).to.contain(message);
    });
  }

  it("writes one plan at a time", async () => {
    const first = kit.create("security:Pricing", plan());
    const second = await refusal(
      kit.create("security:Pricing", plan({ pricingName: "CosmosDbs", subPlan: undefined })),
    );
    expect([second.code, second.status]).to.deep.equal(["Conflict", 409]);
    await first;
  });

  const export_ = (changes: Properties = {}) =>
    changed(
      {
        automationName: "ExportToWorkspace",
        location,
        scopes: [{ scopePath: scope }],
        sources: [{ eventSource: "Alerts" }],
        actions: [{ actionType: "Workspace", workspaceResourceId: workspaceId }],
      },
      changes,
    );

  it("exports to a workspace", async () => {
    const { outputs } = await kit.create("security:Automation", export_());
    expect(outputs["isEnabled"]).to.equal(true);
  });

  const wrongExports: [string, string, Properties][] = [
    ["an unknown source", "eventSource", { sources: [{ eventSource: "Rumours" }] }],
    ["a source twice", "'Alerts' twice", { sources: [{ eventSource: "Alerts" }, { eventSource: "Alerts" }] }],
    ["no source", "has no source", { sources: [] }],
    ["no action", "has no action", { actions: [] }],
    ["no scope", "has no scope", { scopes: [] }],
    ["an unknown action", "actionType", { actions: [{ actionType: "Pager" }] }],
    [
      "another subscription",
      "not in its own subscription",
      { scopes: [{ scopePath: "/subscriptions/other" }] },
    ],
  ];
  for (const [title, message, changes] of wrongExports) {
    it(`refuses an export with ${title}`, async () => {
      const refused = await refusal(kit.create("security:Automation", export_(changes)));
      expect(refused.code).to.equal("BadRequest");
      expect(refused.message).to.contain(message);
    });
  }

  it("refuses to export into something that is no workspace", async () => {
    const vault = (
      await kit.create("storage:StorageAccount", {
        accountName: "sttest",
        location,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
      })
    ).id;
    const actions = [{ actionType: "Workspace", workspaceResourceId: vault }];
    expect((await refusal(kit.create("security:Automation", export_({ actions })))).message).to.contain(
      "no Log Analytics workspace",
    );
  });

  const contact = (changes: Properties = {}) =>
    changed(
      {
        securityContactName: "default",
        emails: "soc@example.com;ciso@example.com",
        notificationsByRole: { state: "On", roles: ["Owner"] },
        notificationsSources: [
          { sourceType: "Alert", minimalSeverity: "Medium" },
          { sourceType: "AttackPath", minimalRiskLevel: "Critical" },
        ],
      },
      changes,
    );

  it("has one contact", async () => {
    expect((await kit.create("security:SecurityContact", contact())).id).to.equal(
      `${scope}/providers/Microsoft.Security/securityContacts/default`,
    );
  });

  const wrongContacts: [string, string, Properties][] = [
    ["another name", "one security contact", { securityContactName: "other" }],
    ["an address that is none", "no e-mail address", { emails: "soc" }],
    ["nobody", "names nobody", { emails: "", "notificationsByRole.state": "Off" }],
    ["a role that gets no mail", "roles", { "notificationsByRole.roles": ["Reader"] }],
    ["an unknown severity", "minimalSeverity", { "notificationsSources.0.minimalSeverity": "Loud" }],
    ["an unknown risk", "minimalRiskLevel", { "notificationsSources.1.minimalRiskLevel": "Some" }],
    ["a source twice", "'Alert' twice", { "notificationsSources.1": { sourceType: "Alert" } }],
  ];
  for (const [title, message, changes] of wrongContacts) {
    it(`refuses a contact with ${title}`, async () => {
      const refused = await refusal(kit.create("security:SecurityContact", contact(changes)));
      expect(refused.code).to.equal("BadRequest");
      expect(refused.message).to.contain(message);
    });
  }

  it("puts Sentinel on a workspace that is there", async () => {
    const inputs = {
      resourceGroupName: group,
      workspaceName: "log-test",
      sentinelOnboardingStateName: "default",
    };
    const { id } = await kit.create("securityinsights:SentinelOnboardingState", inputs);
    expect(id).to.equal(`${workspaceId}/providers/Microsoft.SecurityInsights/onboardingStates/default`);
    const token = "securityinsights:SentinelOnboardingState";
    expect(
      (await refusal(kit.create(token, { ...inputs, sentinelOnboardingStateName: "other" }))).code,
    ).to.equal("BadRequest");
    expect((await refusal(kit.create(token, { ...inputs, workspaceName: "log-none" }))).code).to.equal(
      "ParentResourceNotFound",
    );
  });
});
