import { expect } from "chai";
import { firstOfMonth } from "../../../lib/budgetPeriod.ts";
import { dependencyNames, input, ofType, only, runStamp, stampRun } from "../../support/stacks.ts";

describe("StackBudget", function () {
  it("counts the groups of the stamp, that of the nodes included, and tells at 50, 75 and 90 percent", async () => {
    const { inputs } = only(await stampRun(), "consumption:Budget");
    expect(inputs).to.deep.include({
      budgetName: "acbs-bulkhead-eus",
      amount: 5000,
      category: "Cost",
      timeGrain: "Monthly",
      filter: {
        dimensions: {
          name: "ResourceGroupName",
          operator: "In",
          values: ["rg-bulkhead-eus", "rg-bulkhead-privatelink-eus", "rg-bulkhead-nodes-eus"],
        },
      },
    });
    expect(inputs["scope"]).to.match(/^\/subscriptions\/[0-9a-f-]{36}$/);
    const notifications = inputs["notifications"] as Record<string, Record<string, unknown>>;
    expect(
      Object.entries(notifications).map(([key, { thresholdType, threshold }]) => [
        key,
        thresholdType,
        threshold,
      ]),
    ).to.have.deep.members([
      ["actual-50", "Actual", 50],
      ["actual-75", "Actual", 75],
      ["actual-90", "Actual", 90],
      ["forecast-100", "Forecasted", 100],
    ]);
    for (const notification of Object.values(notifications)) {
      expect(notification["contactRoles"]).to.deep.equal(["Owner"]);
      expect(notification["contactGroups"]).to.have.length(1);
    }
  });

  it("starts in the month of the first deployment, and never moves", async () => {
    const budget = only(await stampRun(), "consumption:Budget");
    expect(input(budget, "timePeriod.startDate")).to.equal(firstOfMonth(new Date()));
    expect(budget.ignoreChanges).to.deep.equal(["timePeriod"]);
  });
});

describe("DeleteLocks", function () {
  it("are not there by default: a stamp may be destroyed at any time", async () => {
    expect(ofType(await stampRun(), "authorization:ManagementLockByScope")).to.deep.equal([]);
  });

  it("hold what has data, and come after everything that they would hold", async () => {
    const run = await runStamp("stamp-eastus", { values: { locks: { enabled: true } } });
    const locks = ofType(run, "authorization:ManagementLockByScope");
    expect(locks.map(({ inputs }) => String(inputs["scope"]).split("/").at(-1))).to.have.members([
      "kv-bh-eus-xxxxx",
      "kv-bh-eus-certi",
      "evhns-bh-eus-xxxxx",
      "stbhspaeusxxxxx",
      "stbhdataeusxxxxx",
    ]);
    const below = run.resources.filter(
      ({ custom, type, name }) => custom && type.startsWith("azure-native:") && !name.startsWith("locks-"),
    );
    for (const lock of locks) {
      expect(lock.inputs["level"]).to.equal("CanNotDelete");
      expect(dependencyNames(lock)).to.include.members(below.map(({ name }) => name));
    }
  });
});
