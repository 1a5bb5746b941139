import { expect } from "chai";
import { diffOf } from "../../../../rehearsal/azure/diff.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, group, identity, newKit, refusal, type Kit } from "../kit.ts";

const builtIn = (guid: string) => `/providers/Microsoft.Authorization/policyDefinitions/${guid}`;
const secureTransfer = builtIn("404c3081-a854-4457-ae30-26a93ef643f9");
const wafMode = builtIn("425bea59-a659-4cbb-8d31-34499bd030b8");
const softDelete = builtIn("9fbd64e3-67b8-489b-98e5-fa0007d17e76");
const allowedLocations = builtIn("e56962a6-4747-49cd-b67b-bf8b01975c4c");
const appendTag = builtIn("9ea02ca2-71db-412d-8b00-7c7ca9fcd32d");
const end = "/providers/Microsoft.Authorization/policyAssignments/aspa-test";
const managementGroup = "/providers/Microsoft.Management/managementGroups/platform";

describe("rehearsal/azure: Azure Policy", () => {
  let kit: Kit;
  let subscription: string;
  let identityId: string;
  beforeEach(async () => {
    kit = await newKit();
    identityId = (await identity(kit, "id-policy")).id;
    subscription = `/subscriptions/${kit.subscription.view.subscriptionId}`;
  });

  const assign = (changes: Properties = {}) =>
    kit.create(
      "authorization:PolicyAssignment",
      changed(
        {
          policyAssignmentName: "aspa-test",
          scope: subscription,
          policyDefinitionId: secureTransfer,
          enforcementMode: "DoNotEnforce",
          parameters: { effect: { value: "Deny" } },
        },
        changes,
      ),
    );
  const codeOf = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;
  const acting = (changes: Properties = {}): Properties => ({
    policyDefinitionId: softDelete,
    parameters: { effect: { value: "DeployIfNotExists" }, blobRetentionDays: { value: 30 } },
    location: "eastus",
    identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
    ...changes,
  });

  describe("assignments", () => {
    it("are made in the subscription, in a resource group and in a management group", async () => {
      expect((await assign()).id).to.equal(`${subscription}${end}`);
      const inGroup = `${subscription}/resourceGroups/${group}`;
      expect((await assign({ scope: inGroup })).id).to.equal(`${inGroup}${end}`);
      expect((await assign({ scope: managementGroup })).id).to.equal(`${managementGroup}${end}`);
      expect(await codeOf(assign({ scope: "/subscriptions/of-another-team" }))).to.equal("ResourceNotFound");
    });

    it("have names of 64 characters, 24 in a management group", async () => {
      const policyAssignmentName = "a".repeat(25);
      await assign({ policyAssignmentName });
      const refused = await refusal(assign({ policyAssignmentName, scope: managementGroup }));
      expect(refused.code).to.equal("InvalidPolicyAssignmentName");
      expect(refused.message).to.contain("must not exceed '24'");
      await refusal(assign({ policyAssignmentName: "a".repeat(65) }));
      await refusal(assign({ policyAssignmentName: "a/b" }));
    });

    const wrong: [string, string, Properties][] = [
      ["no definition", "InvalidParameter", { policyDefinitionId: undefined }],
      [
        "a definition that does not exist",
        "PolicyDefinitionNotFound",
        { policyDefinitionId: builtIn("404c3081-a854-4457-ae30-26a93ef643f8") },
      ],
      ["a parameter too many", "UndefinedPolicyParameter", { "parameters.tls": { value: "1.2" } }],
      [
        "an effect as parameter where it is fixed",
        "UndefinedPolicyParameter",
        { policyDefinitionId: appendTag, "parameters.tagName": { value: "workload" } },
      ],
      ["a parameter too few", "MissingPolicyParameter", { policyDefinitionId: allowedLocations }],
      [
        "one place where a list is wanted",
        "InvalidPolicyParameters",
        { policyDefinitionId: allowedLocations, "parameters.listOfAllowedLocations": { value: "eastus" } },
      ],
      ["a bare value", "InvalidPolicyParameters", { parameters: { effect: "Deny" } }],
      ["an effect that it lacks", "PolicyParameterValueNotAllowed", { "parameters.effect.value": "Modify" }],
      [
        "a value that is not allowed",
        "PolicyParameterValueNotAllowed",
        { policyDefinitionId: wafMode, "parameters.modeRequirement": { value: "Off" } },
      ],
      ["a mode that does not exist", "InvalidCreatePolicyAssignmentRequest", { enforcementMode: "Off" }],
      ["a long title", "InvalidCreatePolicyAssignmentRequest", { displayName: "x".repeat(129) }],
      ["a long description", "InvalidCreatePolicyAssignmentRequest", { description: "x".repeat(513) }],
      [
        "a message for a part of a set",
        "InvalidCreatePolicyAssignmentRequest",
        { nonComplianceMessages: [{ message: "No.", policyDefinitionReferenceId: "one" }] },
      ],
    ];
    for (const [what, code, changes] of wrong)
      it(`refuse ${what}`, async () => {
        expect(await codeOf(assign(changes))).to.equal(code);
      });

    it("need an identity with a place for what changes resources", async () => {
      await assign(acting({ policyAssignmentName: "aspa-acting" }));
      const none = await refusal(assign(acting({ identity: undefined })));
      expect(none.code).to.equal("ResourceIdentityRequired");
      expect(none.message).to.contain("'DeployIfNotExists'");
      expect(await codeOf(assign(acting({ identity: { type: "None" } })))).to.equal(
        "ResourceIdentityRequired",
      );
      expect(await codeOf(assign(acting({ location: undefined })))).to.equal("LocationRequired");
      const lost = { type: "UserAssigned", userAssignedIdentities: [`${kit.providers}/x/y/z`] };
      expect(await codeOf(assign(acting({ identity: lost })))).to.equal("InvalidResourceReference");
      const two = { type: "UserAssigned", userAssignedIdentities: [] };
      expect(await codeOf(assign(acting({ identity: two })))).to.equal(
        "InvalidCreatePolicyAssignmentRequest",
      );
    });

    it("are 200 at a scope", async () => {
      for (let number = 0; number < 200; number += 1)
        await assign({ policyAssignmentName: `aspa-${number}` });
      expect(await codeOf(assign())).to.equal("PolicyAssignmentQuotaExceeded");
      await assign({ scope: `${subscription}/resourceGroups/${group}` });
    });

    it("change their mode and keep their definition: another one replaces them", async () => {
      const { id } = await assign();
      const before = { policyDefinitionId: secureTransfer };
      const changes = diffOf("azure-native:authorization:PolicyAssignment", before, {
        policyDefinitionId: wafMode,
      });
      expect(changes.every(({ replaces }) => replaces)).to.equal(true);
      expect(
        await codeOf(
          kit.update("authorization:PolicyAssignment", id, { policyDefinitionId: allowedLocations }),
        ),
      ).to.equal("PropertyChangeNotAllowed");
      const mode = await kit.update("authorization:PolicyAssignment", id, { enforcementMode: "Default" });
      expect(mode.outputs["enforcementMode"]).to.equal("Default");
    });
  });

  describe("exemptions", () => {
    const exempt = (policyAssignmentId: string, changes: Properties = {}) =>
      kit.create(
        "authorization:PolicyExemption",
        changed(
          {
            policyExemptionName: "aspe-test",
            scope: `${subscription}/resourceGroups/${group}`,
            policyAssignmentId,
            exemptionCategory: "Waiver",
            expiresOn: "2027-03-31T23:59:59Z",
          },
          changes,
        ),
      );

    it("are made at and below the scope of their assignment", async () => {
      const { id } = await assign();
      const made = await exempt(id);
      expect(made.id).to.match(
        /resourceGroups\/rg-test\/providers\/Microsoft.Authorization\/policyExemptions/,
      );
      await exempt(id, { scope: subscription });
      const ofGroup = await assign({ scope: managementGroup });
      await exempt(ofGroup.id, { scope: managementGroup });
    });

    it("are refused above it, of nothing, from nothing and without end or sense", async () => {
      const { id } = await assign({ scope: `${subscription}/resourceGroups/${group}` });
      const request = "InvalidCreatePolicyExemptionRequest";
      const cases: [Promise<unknown>, string][] = [
        [exempt(id, { scope: subscription }), request],
        [exempt(id, { scope: "/subscriptions/of-another-team" }), "ResourceNotFound"],
        [exempt(`${managementGroup}${end}`), "PolicyAssignmentNotFound"],
        [exempt(id, { exemptionCategory: "Favour" }), request],
        [exempt(id, { assignmentScopeValidation: "Perhaps" }), request],
        [exempt(id, { expiresOn: "31 March" }), request],
        [exempt(id, { description: "x".repeat(513) }), request],
      ];
      for (const [promise, code] of cases) expect(await codeOf(promise)).to.equal(code);
      await exempt(id, { scope: subscription, assignmentScopeValidation: "DoNotValidate" });
    });
  });

  describe("remediations", () => {
    const remediate = (policyAssignmentId: string, changes: Properties = {}) =>
      kit.create("policyinsights:RemediationAtSubscription", {
        remediationName: "aspr-test",
        policyAssignmentId,
        resourceDiscoveryMode: "ReEvaluateCompliance",
        ...changes,
      });

    it("put right what an assignment with an identity finds", async () => {
      const { id } = await assign(acting());
      expect((await remediate(id)).id).to.equal(
        `${subscription}/providers/Microsoft.PolicyInsights/remediations/aspr-test`,
      );
    });

    it("are refused for what only finds, for nothing, and beyond Azure's numbers", async () => {
      const finds = (await assign()).id;
      const acts = (await assign(acting({ policyAssignmentName: "aspa-acting" }))).id;
      const cases = [
        remediate(finds),
        remediate(`${managementGroup}${end}`),
        remediate(acts, { resourceDiscoveryMode: "Guess" }),
        remediate(acts, { resourceCount: 50_001 }),
        remediate(acts, { parallelDeployments: 31 }),
      ];
      for (const promise of cases) expect(await codeOf(promise)).to.equal("InvalidCreateRemediationRequest");
    });
  });
});
