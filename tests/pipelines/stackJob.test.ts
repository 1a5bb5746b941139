import { expect } from "chai";
import { argumentsOf } from "../../pipelines/stackJob.ts";

describe("a job of a wave", () => {
  it("is one stack of an environment", () => {
    expect(argumentsOf({ STEP: "up", STACK: "stamp-eastus-b" })).to.deep.equal([
      "up",
      "--only",
      "stamp-eastus-b",
    ]);
    expect(argumentsOf({ STEP: "content", STACK: "int.global", BULKHEAD_ENVIRONMENT: "int" })).to.deep.equal([
      ...["content", "--only", "int.global", "--env", "int"],
    ]);
  });
  for (const [what, env] of [
    ["a step that destroys", { STEP: "destroy", STACK: "global" }],
    ["an option for a stack", { STEP: "up", STACK: "--local" }],
    ["two stacks in one", { STEP: "up", STACK: "global ops-eastus" }],
    ["an environment with a path", { STEP: "up", STACK: "global", BULKHEAD_ENVIRONMENT: "../int" }],
    ["nothing", {}],
  ] as const)
    it(`is not ${what}`, () => expect(() => argumentsOf(env)).to.throw(/STEP|STACK|ENVIRONMENT/));
});
