import { expect } from "chai";
import { growth, median } from "../../bench/statistics.ts";

const series = (cost: (count: number) => number) => [2, 8, 32].map((count) => ({ count, cost: cost(count) }));

describe("bench: statistics", () => {
  it("takes the middle, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).to.equal(2);
    expect(median([4, 1, 2, 3])).to.equal(2.5);
  });

  it("finds linear what has a fixed cost and one for each", () => {
    expect(growth(series((count) => 40 + 11 * count))).to.be.closeTo(1, 1e-9);
  });

  it("finds what grows faster, and what grows slower", () => {
    expect(growth(series((count) => count ** 2))).to.equal(4);
    expect(growth(series(Math.sqrt))).to.be.lessThan(0.6);
  });

  it("says nothing of two points", () => {
    expect(growth(series((count) => count).slice(1))).to.equal(undefined);
  });
});
