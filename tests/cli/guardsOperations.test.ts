import { expect } from "chai";
import { refuseToStrand, refuseWithoutOperations } from "../../cli/guards.ts";
import { planOf } from "../../cli/plan.ts";
import { parseStackName } from "../../config/stackName.ts";

const names = ["global", "ops-eastus", "ops-westeurope", "stamp-eastus", "stamp-westeurope"];
const stacks = names.map((name) => parseStackName(name));
const existing = names.map((name) => ({ name, resources: 10 }));
const operations = stacks.filter(({ kind }) => kind === "ops");

describe("what a command refuses of operations networks", () => {
  it("a stamp before a network it has endpoints in, and says which command comes first", () => {
    const plan = planOf(stacks, "deploy", ["stamp-eastus"]);
    expect(() => refuseWithoutOperations(plan, operations, existing.slice(0, 2))).to.throw(
      /'stamp-eastus' has private endpoints in 'ops-westeurope', which is not deployed.*--only ops-westeurope/s,
    );
    expect(() => refuseWithoutOperations(plan, operations, existing)).not.to.throw();
    expect(() => refuseWithoutOperations(plan, [], existing.slice(0, 1))).not.to.throw();
    expect(() => refuseWithoutOperations(planOf(stacks, "deploy"), operations, [])).not.to.throw();
    const global = planOf(stacks, "deploy", ["global"]);
    expect(() => refuseWithoutOperations(global, operations, [])).not.to.throw();
  });

  it("to destroy a network while any stamp has endpoints in it, of its region or not", () => {
    const attached = new Map([
      ["stamp-eastus", []],
      ["stamp-westeurope", ["ops-eastus"]],
    ]);
    expect(() => refuseToStrand(stacks, ["ops-eastus"], existing, attached)).to.throw(
      /'ops-eastus' cannot be destroyed while 'stamp-westeurope' has private endpoints.*lifecycle: leaving/s,
    );
    expect(() => refuseToStrand(stacks, ["ops-westeurope"], existing, attached)).not.to.throw();
    expect(() =>
      refuseToStrand(stacks, ["ops-eastus", "stamp-westeurope"], existing, attached),
    ).not.to.throw();
  });

  it("nothing of a stamp's own destruction", () => {
    const attached = new Map([["stamp-eastus", ["ops-eastus"]]]);
    expect(() => refuseToStrand(stacks, ["stamp-eastus"], existing, attached)).not.to.throw();
  });
});
