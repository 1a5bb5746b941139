import { expect } from "chai";
import fc from "fast-check";
import { planOf, runPlan, stacksToDestroy } from "../../cli/plan.ts";
import { parseStackName, type StackName } from "../../config/stackName.ts";

const stacks = ["stamp-eastus", "global", "ops-eastus", "stamp-westeurope"].map((name) =>
  parseStackName(name),
);
const names = (plan: ReturnType<typeof planOf>) => plan.map(({ stack }) => stack.text);

describe("the plan of a run", () => {
  it("deploys global, then operations, then the stamps", () => {
    const plan = planOf(stacks, "deploy");
    expect(names(plan)).to.deep.equal(["global", "ops-eastus", "stamp-eastus", "stamp-westeurope"]);
    expect(plan.map(({ after }) => [...after].sort())).to.deep.equal([
      [],
      ["global"],
      ["global", "ops-eastus"],
      ["global", "ops-eastus"],
    ]);
  });

  it("destroys in the reverse order", () => {
    const plan = planOf(stacks, "destroy");
    expect(names(plan)).to.deep.equal(["stamp-eastus", "stamp-westeurope", "ops-eastus", "global"]);
    expect(plan.at(-1)?.after).to.have.members(["ops-eastus", "stamp-eastus", "stamp-westeurope"]);
  });

  it("destroys what exists, and what is named and has a file", () => {
    const [stamp, global, operations, other] = stacks as [StackName, StackName, StackName, StackName];
    const texts = (existing: typeof stacks, only?: string[]) =>
      stacksToDestroy(existing, [stamp, global, operations], only).map(({ text }) => text);
    expect(texts([global, other])).to.deep.equal(["global", "stamp-westeurope"]);
    // It was destroyed by the call before.
    expect(texts([global], ["stamp-eastus"])).to.deep.equal(["global", "stamp-eastus"]);
    expect(texts([global, stamp], ["stamp-eastus"])).to.deep.equal(["global", "stamp-eastus"]);
    expect(texts([global], ["stamp-nowhere"])).to.deep.equal(["global"]);
  });

  it("waits for nothing that was not selected", () => {
    expect(planOf(stacks, "deploy", ["stamp-eastus"])).to.deep.equal([{ stack: stacks[0], after: [] }]);
  });

  it("runs stamps side by side, within the limit", async () => {
    let running = 0;
    let most = 0;
    const order: string[] = [];
    await runPlan(planOf(stacks, "deploy"), 2, async ({ text }) => {
      order.push(text);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return true;
    });
    expect(order).to.deep.equal(["global", "ops-eastus", "stamp-eastus", "stamp-westeurope"]);
    expect(most).to.equal(2);
  });

  it("skips what depends on a failure and lets the rest finish", async () => {
    const ran: string[] = [];
    const outcomes = await runPlan(planOf(stacks, "deploy"), 4, ({ text }) => {
      ran.push(text);
      return Promise.resolve(text !== "ops-eastus");
    });
    expect(Object.fromEntries(outcomes)).to.deep.equal({
      global: "done",
      "ops-eastus": "failed",
      "stamp-eastus": "skipped",
      "stamp-westeurope": "skipped",
    });
    expect(ran).to.deep.equal(["global", "ops-eastus"]);
  });

  it("starts nothing new once it was stopped", async () => {
    let stopped = false;
    const outcomes = await runPlan(
      planOf(stacks, "deploy"),
      1,
      () => {
        stopped = true;
        return Promise.resolve(true);
      },
      () => stopped,
    );
    expect(Object.fromEntries(outcomes)).to.deep.equal({
      global: "done",
      "ops-eastus": "skipped",
      "stamp-eastus": "skipped",
      "stamp-westeurope": "skipped",
    });
  });

  it("gives every stack exactly one outcome, whatever fails", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(names(planOf(stacks, "deploy"))),
        fc.integer({ min: 1, max: 5 }),
        async (failing, parallel) => {
          const plan = planOf(stacks, "deploy");
          const outcomes = await runPlan(plan, parallel, ({ text }) =>
            Promise.resolve(!failing.includes(text)),
          );
          expect([...outcomes.keys()].sort()).to.deep.equal(names(plan).sort());
          for (const { stack, after } of plan) {
            const free = after.every((other) => outcomes.get(other) === "done");
            expect(outcomes.get(stack.text)).to.equal(
              !free ? "skipped" : failing.includes(stack.text) ? "failed" : "done",
            );
          }
        },
      ),
    );
  });
});
