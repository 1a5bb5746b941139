import { expect } from "chai";
import { assignmentRows } from "../../../lib/policy/assignments.ts";
import { subscriptionId } from "../../support/azure.ts";
import { runStack, type StackRun } from "../../support/runStack.ts";
import { globalRun, input, named, ofType, only } from "../../support/stacks.ts";

const subscription = `/subscriptions/${subscriptionId}`;
const withPolicy = (policy: Record<string, unknown>): Promise<StackRun> =>
  runStack("global", { values: { policy } });
const assignments = (run: StackRun) => ofType(run, "authorization:PolicyAssignment");
const exemption = {
  control: "data-no-keys",
  scope: `${subscription}/resourceGroups/rg-legacy`,
  reason: "Moves in March.",
  expiresOn: "2099-03-31",
};

describe("Azure Policy", function () {
  it("assigns to the subscription what needs no identity, and enforces none of it", async () => {
    const run = await globalRun();
    expect(assignments(run)).to.have.length(assignmentRows.length - 1);
    for (const { inputs } of assignments(run)) {
      expect(inputs["scope"]).to.equal(subscription);
      expect(inputs["enforcementMode"]).to.equal("DoNotEnforce");
      expect(inputs).to.not.have.property("identity");
    }
    expect(ofType(run, "authorization:PolicyExemption")).to.deep.equal([]);
    expect(ofType(run, "policyinsights:RemediationAtSubscription")).to.deep.equal([]);
  });

  it("says what a definition asks for, and to whoever does not comply what to do", async () => {
    const mode = named(await globalRun(), "policy-edge-waf-prevention");
    expect(mode.inputs).to.deep.include({
      policyAssignmentName: "aspa-bh-edge-waf-prevention-gl",
      policyDefinitionId:
        "/providers/Microsoft.Authorization/policyDefinitions/425bea59-a659-4cbb-8d31-34499bd030b8",
      displayName:
        "Web Application Firewall (WAF) should use the specified mode for Azure Front Door Service (global)",
      parameters: { effect: { value: "Deny" }, modeRequirement: { value: "Prevention" } },
    });
    expect(input(mode, "nonComplianceMessages.0.message")).to.match(/^edge-waf-prevention: /);
    const images = named(await globalRun(), "policy-supply-chain-images-own-registry");
    expect(images.inputs).to.not.have.property("nonComplianceMessages");
  });

  it("keeps resources where the platform is, and where the configuration says", async () => {
    const places = async (run: Promise<StackRun>, part: string) =>
      input(named(await run, `policy-allowed-locations-${part}`), "parameters.listOfAllowedLocations.value");
    expect(await places(globalRun(), "resources")).to.deep.equal(["eastus", "westeurope"]);
    expect(await places(globalRun(), "groups")).to.deep.equal(["eastus", "westeurope"]);
    const more = withPolicy({ allowedLocations: ["northeurope", "eastus"] });
    expect(await places(more, "resources")).to.deep.equal(["eastus", "northeurope", "westeurope"]);
  });

  it("enforces, leaves out and does nothing on demand", async () => {
    const run = await withPolicy({ enforcement: "Default", controls: { "operations-tags": "Off" } });
    expect(new Set(assignments(run).map(({ inputs }) => inputs["enforcementMode"]))).to.deep.equal(
      new Set(["Default"]),
    );
    expect(assignments(run).filter(({ name }) => name.includes("operations-tags"))).to.deep.equal([]);
    const none = await withPolicy({ enabled: false });
    expect(none.resources.filter(({ type }) => /Policy(Assignment|Exemption)/.test(type))).to.deep.equal([]);
  });

  it("assigns to a management group under names of 24 characters", async () => {
    const run = await withPolicy({
      managementGroup: "platform",
      exemptions: [{ ...exemption, scope: "/subscriptions/of-another-team" }],
      remediation: { enabled: true, tasks: true },
    });
    for (const { inputs } of assignments(run)) {
      expect(inputs["scope"]).to.equal("/providers/Microsoft.Management/managementGroups/platform");
      expect(inputs["policyAssignmentName"]).to.match(/^aspa-bh-[0-9a-f]{12}$/);
    }
    expect(ofType(run, "authorization:PolicyExemption")).to.have.length(5);
    // A management group cannot evaluate before it remediates, so the task is the subscription's.
    const task = only(run, "policyinsights:RemediationAtSubscription");
    expect(task.inputs["policyAssignmentId"]).to.match(/^\/providers\/Microsoft\.Management\//);
  });

  it("exempts from every assignment of a control, with reason and last day", async () => {
    const run = await withPolicy({ exemptions: [{ ...exemption, category: "Mitigated" }] });
    const made = ofType(run, "authorization:PolicyExemption");
    expect(made).to.have.length(5);
    const storage = made.find(({ name }) => name.startsWith("policy-data-no-keys-storage-"));
    expect(storage?.inputs).to.deep.include({
      policyExemptionName: "aspe-bh-data-no-keys-storage-gl",
      scope: exemption.scope,
      exemptionCategory: "Mitigated",
      description: "Moves in March.",
      expiresOn: "2099-03-31T23:59:59Z",
    });
    expect(storage?.inputs["policyAssignmentId"]).to.equal(named(run, "policy-data-no-keys-storage").id);
  });

  it("refuses an exemption outside of the subscription", async () => {
    const outside = { ...exemption, scope: "/subscriptions/of-another-team/resourceGroups/rg" };
    const refused = await withPolicy({ exemptions: [outside] }).then(() => "", String);
    expect(refused).to.match(/policy\.exemptions\[0\]\.scope: .* is not in \/subscriptions\//);
  });

  it("gives what changes resources an identity of its own, no role, and runs tasks when asked", async () => {
    const idle = await withPolicy({ remediation: { enabled: true } });
    const acting = named(idle, "policy-data-blob-soft-delete");
    const identity = named(idle, "policy-data-blob-soft-delete-identity");
    expect(identity.inputs["resourceName"]).to.equal("id-bulkhead-policy-data-blob-soft-delete-global");
    expect(acting.inputs).to.deep.include({
      location: "eastus",
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
    });
    expect(ofType(idle, "authorization:RoleAssignment").map(({ name }) => name)).to.deep.equal(
      ofType(await globalRun(), "authorization:RoleAssignment").map(({ name }) => name),
    );
    expect(ofType(idle, "policyinsights:RemediationAtSubscription")).to.deep.equal([]);

    const names = [];
    for (const remediation of [{ run: 1 }, { run: 2 }]) {
      const run = await withPolicy({ remediation: { enabled: true, tasks: true, ...remediation } });
      const task = only(run, "policyinsights:RemediationAtSubscription");
      expect(task.inputs["policyAssignmentId"]).to.equal(named(run, "policy-data-blob-soft-delete").id);
      expect(task.inputs["resourceDiscoveryMode"]).to.equal("ReEvaluateCompliance");
      names.push(task.inputs["remediationName"]);
    }
    expect(new Set(names).size).to.equal(2);
  });
});
