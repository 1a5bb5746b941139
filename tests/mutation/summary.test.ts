import { expect } from "chai";
import { percent, scoresOf, summaryOf, type Judged } from "../../mutation/summary.ts";

const mutants: Judged[] = [
  { file: "lib/cidr.ts", status: "Killed" },
  { file: "lib/cidr.ts", status: "Ignored" },
  { file: "lib/nsg/rules.ts", status: "Timeout" },
  { file: "lib/nsg/rules.ts", status: "Survived" },
  { file: "lib/egress/catalogue/aks.ts", status: "NoCoverage" },
];

describe("summary of a mutation run", () => {
  it("counts what nobody tests as not killed, and what was not asked not at all", () => {
    const [whole] = scoresOf("lib", mutants);
    expect(whole).to.deep.equal({ name: "lib", killed: 2, survived: 1, uncovered: 1, ignored: 1 });
    expect(whole && percent(whole)).to.equal(50);
    expect(percent({ name: "none", killed: 0, survived: 0, uncovered: 0, ignored: 3 })).to.equal(100);
  });

  it("says it for each folder", () => {
    expect(summaryOf(scoresOf("all", mutants)).split("\n")).to.deep.equal([
      "all 50.0 %: 2 killed, 1 survived, 1 without a test, 1 not asked",
      "lib 100.0 %: 1 killed, 0 survived, 0 without a test, 1 not asked",
      "lib/egress/catalogue 0.0 %: 0 killed, 0 survived, 1 without a test, 0 not asked",
      "lib/nsg 50.0 %: 1 killed, 1 survived, 0 without a test, 0 not asked",
    ]);
  });
});
