import { expect } from "chai";
import { namesFor } from "../../../lib/names.ts";
import {
  assignedControls,
  assignmentRows,
  plannedAssignments,
  type AssignmentChoices,
} from "../../../lib/policy/assignments.ts";
import {
  canBeExempted,
  effectParameterOf,
  policyDefinition,
  policyDefinitions,
} from "../../../lib/policy/definitions.ts";

const usual: AssignmentChoices = { enforcement: "DoNotEnforce", controls: {}, remediation: false };
const plan = (choices: Partial<AssignmentChoices> = {}) =>
  plannedAssignments({ ...usual, ...choices }, ["eastus", "westeurope"]);
const values = (key: string, choices: Partial<AssignmentChoices> = {}) => {
  const found = plan(choices).find(({ row }) => row.key === key);
  if (found === undefined) throw new Error(`${key} is not planned`);
  return Object.fromEntries(Object.entries(found.parameters).map(([name, { value }]) => [name, value]));
};

describe("lib/policy: the table of assignments", () => {
  it("has keys that differ, definitions that exist, and texts that Azure takes", () => {
    expect(assignmentRows.length).to.be.greaterThan(70);
    expect(new Set(assignmentRows.map(({ key }) => key)).size).to.equal(assignmentRows.length);
    for (const { key, control, definition, effect, description } of assignmentRows) {
      const { effects, name } = policyDefinition(definition);
      expect(effects, key).to.include(effect);
      expect(`${control}: ${description}`.length, key).to.be.at.most(512);
      expect(`${name} (test.global)`.length, key).to.be.at.most(128);
    }
    expect(() => policyDefinition("00000000-0000-0000-0000-000000000000")).to.throw(
      RangeError,
      "No built-in",
    );
  });

  it("has names for all of them in the longest environment, and short ones for management groups", () => {
    const names = namesFor({ environment: "test", kind: "global" });
    const short = new Set<string>();
    for (const { key } of assignmentRows) {
      expect(names.policyAssignment(key)).to.match(/^aspa-bh-.*-test-gl$/);
      expect(names.policyExemption(key).length).to.be.at.most(64);
      expect(names.policyAssignmentInManagementGroup(key).length).to.be.at.most(24);
      short.add(names.policyAssignmentInManagementGroup(key));
    }
    expect(short.size).to.equal(assignmentRows.length);
    const other = namesFor({ kind: "global" }).policyAssignmentInManagementGroup("data-no-keys-storage");
    expect(short).to.not.include(other);
  });

  it("fits into a subscription twice: Azure takes 200 assignments at a scope", () => {
    expect(assignmentRows.length * 2).to.be.at.most(200);
  });

  it("needs no identity for anything but soft delete of blobs", () => {
    const acting = assignmentRows.filter(
      ({ definition }) => policyDefinition(definition).remediationRoleIds !== undefined,
    );
    expect(acting.map(({ key }) => key)).to.deep.equal(["data-blob-soft-delete"]);
    for (const { effects, remediationRoleIds, name } of policyDefinitions.values()) {
      const acts = effects.some((effect) => /^(modify|deployIfNotExists)$/i.test(effect));
      expect(remediationRoleIds !== undefined, name).to.equal(acts);
    }
  });
});

describe("lib/policy: planned assignments", () => {
  it("are all that need no identity, finding and not enforcing", () => {
    expect(plan()).to.have.length(assignmentRows.length - 1);
    expect(new Set(plan().map(({ enforcement }) => enforcement))).to.deep.equal(new Set(["DoNotEnforce"]));
    expect(plan({ remediation: true })).to.have.length(assignmentRows.length);
    expect(plan({ remediation: true }).filter(({ needsIdentity }) => needsIdentity)).to.have.length(1);
  });

  it("hand over the effect where it is a parameter, and what the definition asks for", () => {
    expect(values("edge-waf-prevention")).to.deep.equal({ effect: "Deny", modeRequirement: "Prevention" });
    // Only what asks for locations is told them.
    expect(values("edge-premium")).not.to.have.property("listOfAllowedLocations");
    expect(values("operations-tags-workload")).to.deep.equal({ tagName: "workload" });
    expect(values("operations-tags-stack")).to.deep.equal({ tagName: "stack" });
    const places = { effect: "Deny", listOfAllowedLocations: ["eastus", "westeurope"] };
    expect(values("allowed-locations-resources")).to.deep.equal(places);
    expect(values("allowed-locations-groups")).to.deep.equal(places);
  });

  it("differ by control: one is enforced, another is left out with all its parts", () => {
    const mixed = plan({ controls: { "edge-premium": "Default", "data-no-keys": "Off" } });
    const enforced = mixed.filter(({ enforcement }) => enforcement === "Default");
    expect(enforced.map(({ row }) => row.key)).to.deep.equal(["edge-premium"]);
    expect(mixed.filter(({ row }) => row.control === "data-no-keys")).to.deep.equal([]);
    expect(mixed).to.have.length(plan().length - 5);
    const audited = plan({ enforcement: "Default", controls: { "edge-premium": "DoNotEnforce" } });
    expect(audited.find(({ row }) => row.key === "edge-premium")?.enforcement).to.equal("DoNotEnforce");
    expect(assignedControls).to.include.members(["allowed-locations", "data-no-keys", "edge-premium"]);
  });

  it("know which definitions Azure exempts nothing from, and what the effect's parameter is called", () => {
    const held = assignmentRows.filter(({ definition }) => !canBeExempted(policyDefinition(definition)));
    expect(held.map(({ key }) => key)).to.deep.equal(["supply-chain-images-own-registry"]);
    const definition = policyDefinition(held[0]?.definition ?? "");
    expect(effectParameterOf(definition)).to.equal("effect");
    expect(effectParameterOf({ ...definition, effectParameter: "guardEffect" })).to.equal("guardEffect");
    expect(effectParameterOf({ ...definition, effectFixed: true })).to.equal(undefined);
  });
});
