import { expect } from "chai";
import * as fc from "fast-check";
import { levelOf, stepAfter, usableSteps, weightAt, weightLeft } from "../../../cli/release/weights.ts";

const weight = fc.integer({ min: 1, max: 1000 });
const steps = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 });

describe("the weights of two generations", () => {
  it("keep the region's weight, and leave no generation with 0 before the end", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), fc.integer({ min: 1, max: 99 }), (whole, percent) => {
        const fresh = weightAt(percent, whole);
        expect(fresh).to.be.within(1, whole - 1);
        expect(fresh + weightLeft(fresh, whole)).to.equal(whole);
      }),
    );
    expect([weightAt(0, 500), weightAt(10, 500), weightAt(100, 500)]).to.deep.equal([0, 50, 500]);
  });

  it("tell the step that was reached", () => {
    fc.assert(
      fc.property(weight, steps, (whole, list) => {
        for (const step of usableSteps(list, whole))
          expect(levelOf(weightAt(step, whole), whole, list)).to.equal(step);
        expect(levelOf(0, whole, list)).to.equal(0);
      }),
    );
    // A weight between two steps, written by hand, counts as the lower one.
    expect(levelOf(120, 500, [10, 50])).to.equal(10);
  });

  it("pass over steps that a small weight cannot make, and end with all", () => {
    expect(usableSteps([50, 10], 500)).to.deep.equal([10, 50, 100]);
    expect(usableSteps([1, 2, 50], 4)).to.deep.equal([1, 50, 100]);
    expect(usableSteps([10, 50], 1)).to.deep.equal([100]);
    expect(stepAfter(10, 500, [10, 50])).to.equal(50);
    expect(stepAfter(50, 500, [10, 50])).to.equal(100);
  });
});
