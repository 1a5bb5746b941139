import { expect } from "chai";
import { archiveRules, oldVersionRules } from "../../lib/archivePolicy.ts";
import { defenderPlans, ownDefenderPlans } from "../../lib/defenderPlans.ts";

describe("Defender plans", () => {
  it("that the program switches on are open, and cover what it builds", () => {
    for (const name of ownDefenderPlans) {
      const plan = defenderPlans[name];
      expect(plan?.ours, name).to.equal(true);
      expect(plan?.replacedBy, name).to.equal(null);
      expect(plan?.subPlans.some((subPlan) => plan.closedSubPlans.includes(subPlan))).to.equal(false);
    }
    const ours = Object.entries(defenderPlans).filter(([, plan]) => plan.ours);
    expect(ours.map(([name]) => name)).to.have.members([...ownDefenderPlans]);
  });

  it("that are gone name a plan that is there", () => {
    for (const { replacedBy } of Object.values(defenderPlans))
      if (replacedBy !== null) expect(defenderPlans).to.have.property(replacedBy);
  });
});

describe("lifecycle rules", () => {
  it("move block blobs and only delete append blobs, which Azure moves nowhere", () => {
    const rules = archiveRules({ coolAfterDays: 30, coldAfterDays: 90, deleteAfterDays: 730 });
    const actions = Object.fromEntries(
      rules.map(({ definition }) => [
        definition.filters.blobTypes.join(),
        Object.entries(definition.actions.baseBlob ?? {}).map(
          ([action, when]) => `${action} ${when.daysAfterModificationGreaterThan}`,
        ),
      ]),
    );
    expect(actions).to.deep.equal({
      appendBlob: ["delete 730"],
      blockBlob: ["tierToCool 30", "tierToCold 90", "delete 730"],
    });
  });

  it("remove old versions and nothing that is current", () => {
    expect(oldVersionRules(14)[0]?.definition.actions).to.deep.equal({
      version: { delete: { daysAfterCreationGreaterThan: 14 } },
    });
  });
});
