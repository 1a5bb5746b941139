import { expect } from "chai";
import { firstOfMonth } from "../../lib/budgetPeriod.ts";

describe("the start of a budget", () => {
  it("is the first of the month in UTC, whatever the day and the hour", () => {
    expect(firstOfMonth(new Date("2026-11-21T14:37:09Z"))).to.equal("2026-11-01T00:00:00Z");
    expect(firstOfMonth(new Date("2026-12-31T23:59:59Z"))).to.equal("2026-12-01T00:00:00Z");
    expect(firstOfMonth(new Date("2027-01-01T00:00:00Z"))).to.equal("2027-01-01T00:00:00Z");
  });
});
