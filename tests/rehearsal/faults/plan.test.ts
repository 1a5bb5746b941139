import { expect } from "chai";
import * as fc from "fast-check";
import { catalogue, faultIds, faultRow } from "../../../rehearsal/faults/catalogue.ts";
import { parseFaults } from "../../../rehearsal/faults/file.ts";
import { operations, otherTypes } from "../../../rehearsal/faults/model.ts";
import {
  canMeet,
  fits,
  matches,
  meet,
  reportOf,
  type Count,
  type Subject,
} from "../../../rehearsal/faults/plan.ts";

const planOf = (...faults: object[]) => parseFaults({ faults }, "faults.yaml");
const firewall: Subject = {
  type: "Microsoft.Network/azureFirewalls",
  name: "afw-eastus",
  stack: "stamp-eastus",
  operation: "create",
};

describe("rehearsal/faults/plan", () => {
  it("takes globs for what they say, without regard to case", () => {
    expect(fits("microsoft.network/*", "Microsoft.Network/azureFirewalls")).to.equal(true);
    expect(fits("Microsoft.Network/*", "MicrosoftXNetwork/azureFirewalls")).to.equal(false);
    expect(fits("afw-?", "afw-1")).to.equal(true);
    expect(fits("afw-?", "afw-12")).to.equal(false);
    expect(fits("afw", "afw-1")).to.equal(false);
    expect(fits("(", "(")).to.equal(true);
  });

  it("fits every text to itself and to *", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[*?]/.test(text)),
        (text) => fits(text, text) && fits("*", text),
      ),
    );
  });

  const others: readonly [what: string, entry: object, subject: Partial<Subject>][] = [
    ["type", { type: "Microsoft.Network/firewallPolicies" }, {}],
    ["name", { name: "afwp-*" }, {}],
    ["stack", { stack: "global" }, {}],
    ["operation", { operation: "delete" }, {}],
    ["operation of the row", { fault: "quota" }, { operation: "delete" }],
    ["type of the row", { fault: "zone-capacity" }, {}],
  ];
  for (const [what, entry, subject] of others) {
    it(`is not about a request of another ${what}`, () => {
      const [only] = planOf({ fault: "busy", ...entry }).faults;
      expect(only && matches(only, { ...firewall, ...subject })).to.equal(false);
    });
  }

  it("lets Helm releases, approvals and openings alone where the row does not name them", () => {
    const met = Object.fromEntries(
      catalogue.map((row) => [row.id, Object.values(otherTypes).filter((type) => canMeet(row, type))]),
    );
    expect(met["quota"]).to.deep.equal([]);
    expect(met["throttling"]).to.deep.equal([otherTypes.approval]);
    expect(met["operation-failed"]).to.deep.equal([otherTypes.release]);
    expect(met["backend-locked"]).to.deep.equal([otherTypes.stack]);
  });

  it("lets requests pass first, and strikes as often as it should", () => {
    const plan = planOf({ fault: "busy", after: 2, times: 2 });
    let counts: readonly Count[] = [];
    const struck: (number | undefined)[] = [];
    for (let request = 0; request < 6; request += 1) {
      const met = meet(plan, counts, firewall);
      struck.push(met.struck);
      counts = met.counts;
    }
    expect(struck).to.deep.equal([undefined, undefined, 0, 0, undefined, undefined]);
    expect(counts).to.deep.equal([{ seen: 6, struck: 2 }]);
    expect(reportOf(plan, counts)).to.deep.equal([{ fault: "busy", struck: 2, of: 2 }]);
  });

  it("counts neither what does not match nor what has not happened", () => {
    const plan = planOf({ fault: "busy", name: "other" }, { fault: "throttling" });
    const met = meet(plan, [], firewall, (entry) => entry.fault !== "throttling");
    expect(met).to.deep.equal({
      struck: undefined,
      counts: [
        { seen: 0, struck: 0 },
        { seen: 0, struck: 0 },
      ],
    });
  });

  it("lets the first entry that strikes be the one", () => {
    const plan = planOf({ fault: "busy", after: 1 }, { fault: "throttling", times: 2 });
    const first = meet(plan, [], firewall);
    const second = meet(plan, first.counts, firewall);
    const third = meet(plan, second.counts, firewall);
    expect([first, second, third].map(({ struck }) => struck)).to.deep.equal([1, 0, 1]);
    expect(third.counts).to.deep.equal([
      { seen: 3, struck: 1 },
      { seen: 2, struck: 2 },
    ]);
  });

  it("never strikes more often than it should, nor before it may", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            fault: fc.constantFrom("busy", "throttling"),
            after: fc.nat(5),
            times: fc.integer({ min: 1, max: 4 }),
          }),
          { maxLength: 4 },
        ),
        fc.nat(30),
        (entries, requests) => {
          const plan = planOf(...entries);
          let counts: readonly Count[] = [];
          for (let request = 0; request < requests; request += 1)
            counts = meet(plan, counts, firewall).counts;
          return plan.faults.every(({ after, times }, index) => {
            const { seen, struck } = counts[index] ?? { seen: 0, struck: 0 };
            return struck <= (times ?? Infinity) && struck <= Math.max(0, seen - after);
          });
        },
      ),
    );
  });
});

describe("rehearsal/faults/catalogue", () => {
  it("has each id once, and finds it", () => {
    expect(new Set(faultIds).size).to.equal(catalogue.length);
    for (const id of faultIds) expect(faultRow(id).id).to.equal(id);
    expect(() => faultRow("none")).to.throw("none");
  });

  for (const row of catalogue) {
    it(`${row.id} says what to do where it stops, and names a source`, () => {
      const { remedy } = faultRow(row.id);
      expect(remedy === undefined).to.equal(row.reaction !== "stops");
      expect(row.source).to.match(/\S{3}/);
      for (const operation of row.operations) expect(operations).to.contain(operation);
    });
  }
});
