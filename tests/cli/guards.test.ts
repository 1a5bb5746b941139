import { expect } from "chai";
import { refuseOrphans, refuseToStrand, refuseWithoutGlobal } from "../../cli/guards.ts";
import { planOf } from "../../cli/plan.ts";
import { parseStackName } from "../../config/stackName.ts";

const stacks = ["global", "stamp-eastus", "stamp-westeurope"].map((name) => parseStackName(name));

describe("what a command refuses", () => {
  it("a living stack without a file", () => {
    expect(() => refuseOrphans(stacks, [{ name: "stamp-westus3", resources: 12 }])).to.throw(
      /^Pulumi\.stamp-westus3\.yaml: .*still has 12 resources.*destroy --only stamp-westus3/s,
    );
    expect(() => refuseOrphans(stacks, [{ name: "stamp-eastus", resources: 12 }])).not.to.throw();
  });

  it("a stamp without the global layer", () => {
    const plan = planOf(stacks, "deploy", ["stamp-eastus"]);
    expect(() => refuseWithoutGlobal(plan, [])).to.throw(
      /'stamp-eastus' builds on 'global', which is not deployed.*--only global/s,
    );
    expect(() => refuseWithoutGlobal(plan, [{ name: "global", resources: 30 }])).not.to.throw();
    expect(() => refuseWithoutGlobal(planOf(stacks, "deploy"), [])).not.to.throw();
  });

  it("to destroy the global layer while a stamp exists", () => {
    const existing = [
      { name: "global", resources: 30 },
      { name: "stamp-eastus", resources: 12 },
    ];
    expect(() => refuseToStrand(stacks, ["global"], existing)).to.throw(
      /'global' cannot be destroyed while 'stamp-eastus' exists/,
    );
    expect(() => refuseToStrand(stacks, ["global", "stamp-eastus"], existing)).not.to.throw();
    expect(() => refuseToStrand(stacks, ["stamp-eastus"], existing)).not.to.throw();
    expect(() => refuseToStrand(stacks, undefined, existing)).not.to.throw();
  });
});
