import { expect } from "chai";
import { catalogue, type FaultId } from "../../../rehearsal/faults/catalogue.ts";
import { network } from "../azure/kit.ts";
import { accepted } from "./acceptedRows.ts";
import { beside } from "./besideRows.ts";
import { newFaultKit, policy, policyInputs, policyMinutes, type RowTest } from "./kit.ts";
import { refused } from "./refusedRows.ts";

/** One test for each row: it strikes, it does not strike where it does not match, and what is there afterwards. */
const tests: Readonly<Record<FaultId, RowTest>> = { ...refused, ...accepted, ...beside };

describe("rehearsal/faults: every row of the catalogue", () => {
  for (const { id, title } of catalogue) {
    it(`${id}: ${title.toLowerCase()}`, async () => tests[id](await newFaultKit()));
  }

  it("leaves a subscription alone that meets none", async () => {
    const kit = await newFaultKit();
    const took = await kit.minutes(() => kit.make(policy, policyInputs));
    expect(took).to.be.closeTo(policyMinutes, 0.01);
    await network(kit, { "snet-a": { addressPrefix: "10.0.1.0/24" } });
    expect([kit.broken, kit.struck()]).to.deep.equal([[], []]);
  });
});
