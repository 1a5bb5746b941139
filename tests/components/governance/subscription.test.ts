import { expect } from "chai";
import { activityLogCategories } from "../../../lib/activityLogs.ts";
import { ownDefenderPlans } from "../../../lib/defenderPlans.ts";
import { runStack } from "../../support/runStack.ts";
import { dependencyNames, globalRun, input, named, ofType, only } from "../../support/stacks.ts";

describe("governance of the subscription", function () {
  it("keeps the activity log in the global workspace and in the archive", async () => {
    const setting = only(await globalRun(), "monitor:SubscriptionDiagnosticSetting");
    expect(setting.inputs["name"]).to.equal("bulkhead-global");
    expect(setting.inputs["workspaceId"]).to.match(/workspaces\/log-bulkhead-global$/);
    expect(setting.inputs["storageAccountId"]).to.match(/storageAccounts\/stbharchgl/);
    expect((setting.inputs["logs"] as { category: string }[]).map(({ category }) => category)).to.deep.equal([
      ...activityLogCategories,
    ]);
    const short = await runStack("global", { values: { activityLogs: { archive: false } } });
    expect(only(short, "monitor:SubscriptionDiagnosticSetting").inputs).to.not.have.property(
      "storageAccountId",
    );
  });

  it("switches Defender plans on one after the other, with sub-plans that are open, and never off by a destroy", async () => {
    const plans = ofType(await globalRun(), "security:Pricing");
    expect(plans.map(({ inputs }) => inputs["pricingName"])).to.have.members([...ownDefenderPlans]);
    for (const [index, name] of ownDefenderPlans.entries()) {
      const plan = named(await globalRun(), `defender-${name}`);
      expect(plan.inputs["pricingTier"]).to.equal("Standard");
      expect(plan.retainOnDelete, name).to.equal(true);
      const before = ownDefenderPlans[index - 1];
      expect(dependencyNames(plan)).to.deep.equal(before === undefined ? [] : [`defender-${before}`]);
    }
    const subPlans = Object.fromEntries(
      plans.map(({ inputs }) => [inputs["pricingName"], inputs["subPlan"]]),
    );
    expect(subPlans).to.deep.include({
      KeyVaults: "PerKeyVault",
      Arm: "PerSubscription",
      StorageAccounts: "DefenderForStorageV2",
      VirtualMachines: "P2",
    });
  });

  it("leaves out plans, extensions of P2 and everything of Defender on demand", async () => {
    const plans = { CloudPosture: false };
    const some = await runStack("global", {
      values: { defender: { plans, serverPlan: "P1", malwareScanGbPerMonth: 50 } },
    });
    expect(ofType(some, "security:Pricing")).to.have.length(ownDefenderPlans.length - 1);
    expect(named(some, "defender-VirtualMachines").inputs).to.not.have.property("extensions");
    expect(input(named(some, "defender-StorageAccounts"), "extensions")).to.deep.include({
      name: "OnUploadMalwareScanning",
      isEnabled: "True",
      additionalExtensionProperties: { CapGBPerMonthPerStorageAccount: "50" },
    });
    const none = await runStack("global", { values: { defender: { enabled: false } } });
    expect(none.resources.filter(({ type }) => type.includes(":security:"))).to.deep.equal([]);
  });

  it("exports what Defender finds, and names whom it writes to", async () => {
    const automation = only(await globalRun(), "security:Automation");
    expect(input(automation, "actions.0.workspaceResourceId")).to.match(/workspaces\/log-bulkhead-global$/);
    expect(input(automation, "scopes.0.scopePath")).to.match(/^\/subscriptions\/[^/]+$/);
    const values = { defender: { contact: { emails: ["a@example.com", "b@example.com"] } } };
    expect(only(await runStack("global", { values }), "security:SecurityContact").inputs["emails"]).to.equal(
      "a@example.com;b@example.com",
    );
  });

  it("leaves the tenant, Sentinel, a DDoS plan and locks alone unless it is told otherwise", async () => {
    const types = [
      "aadiam:DiagnosticSetting",
      "securityinsights:SentinelOnboardingState",
      "network:DdosProtectionPlan",
      "authorization:ManagementLockByScope",
    ];
    const usual = await globalRun();
    for (const type of types) expect(ofType(usual, type), type).to.have.length(0);
    const values = {
      entraLogs: { enabled: true },
      sentinel: { enabled: true },
      ddos: { create: true },
      locks: { enabled: true },
    };
    const all = await runStack("global", { values });
    for (const type of types.slice(0, 3)) expect(ofType(all, type), type).to.have.length(1);
    const locked = ofType(all, "authorization:ManagementLockByScope").map(({ inputs }) =>
      String(inputs["scope"]),
    );
    expect(locked.map((scope) => scope.split("/").at(-2))).to.have.members(["vaults", "storageAccounts"]);
    expect((all.contract as { ddosProtectionPlanId: string }).ddosProtectionPlanId).to.match(
      /ddosProtectionPlans\//,
    );
  });

  it("hands on a DDoS plan that is there already", async () => {
    const planId =
      "/subscriptions/other/resourceGroups/rg-net/providers/Microsoft.Network/ddosProtectionPlans/plan";
    const run = await runStack("global", { values: { ddos: { planId } } });
    expect((run.contract as { ddosProtectionPlanId: string }).ddosProtectionPlanId).to.equal(planId);
    expect(ofType(run, "network:DdosProtectionPlan")).to.have.length(0);
  });

  it("sends diagnostics of what holds data to the global workspace", async () => {
    const targets = ofType(await globalRun(), "monitor:DiagnosticSetting").map(({ inputs }) => [
      String(inputs["resourceUri"]),
      String(inputs["workspaceId"]),
    ]);
    for (const type of ["databaseAccounts", "registries", "vaults", "storageAccounts", "profiles"]) {
      const found = targets.find(([uri]) => uri?.split("/").includes(type));
      expect(found?.[1], type).to.match(/workspaces\/log-bulkhead-global$/);
    }
  });

  it("has a budget that tells the action group at half, three quarters and nine tenths", async () => {
    const budget = only(await globalRun(), "consumption:Budget");
    expect(Object.keys(budget.inputs["notifications"] as object)).to.deep.equal([
      "actual-50",
      "actual-75",
      "actual-90",
      "forecast-100",
    ]);
    expect(input(budget, "filter.dimensions.values")).to.deep.equal([
      "rg-bulkhead-global",
      "rg-bulkhead-monitoring-global",
    ]);
  });
});
