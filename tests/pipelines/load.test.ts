import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { loadTests, runLoadTest, type LoadRequest } from "../../pipelines/load/run.ts";
import { rejection } from "../support/rejection.ts";
import { projectRoot } from "../support/runStack.ts";

const request: LoadRequest = {
  test: "catalog",
  baseUrl: "https://shop.example",
  resource: "lt",
  resourceGroup: "rg",
  runId: "run-1",
};
const noPause = (): Promise<void> => Promise.resolve();
const metric = {
  aggregate: "avg",
  clientMetric: "response_time_ms",
  condition: ">",
  value: 100,
  actualValue: 80,
};
const done = {
  status: "DONE",
  testResult: "PASSED",
  passFailCriteria: { passFailMetrics: { a: { ...metric, result: "passed" } } },
};

/** An az that notes its calls, and the definition while it is there. */
function az(runs: readonly unknown[], tests: readonly unknown[] = []) {
  const calls: string[] = [];
  const definitions: string[] = [];
  let look = 0;
  return {
    calls,
    definitions,
    cli: async (args: readonly string[]): Promise<unknown> => {
      calls.push(args.slice(0, 3).join(" "));
      const file = args[args.indexOf("--load-test-config-file") + 1];
      if (args.includes("--load-test-config-file") && file !== undefined)
        definitions.push(readFileSync(path.join(path.dirname(file), "catalog.json"), "utf8"));
      if (args[2] === "list") return tests;
      if (args[2] === "show") return runs[Math.min(look++, runs.length - 1)];
      return {};
    },
  };
}

describe("a load test", () => {
  it("is created, run and judged", async () => {
    const azure = az([{ status: "EXECUTING" }, done]);
    const { passed, lines } = await runLoadTest(request, azure.cli, noPause);
    expect(passed).to.equal(true);
    expect(lines[0]).to.equal("ok      fails if avg(response_time_ms) > 100; it was 80");
    expect(azure.calls).to.deep.equal([
      ...[
        "load test list",
        "load test create",
        "load test-run create",
        "load test-run show",
        "load test-run show",
      ],
    ]);
    expect(azure.definitions[0]).to.contain("https://shop.example/catalogservice");
    expect(azure.definitions[0]).not.to.contain("BASE_URL");
  });

  it("is updated where it stands already", async () => {
    const azure = az([done], [{ testId: "bulkhead-catalog" }]);
    await runLoadTest(request, azure.cli, noPause);
    expect(azure.calls).to.include("load test update");
  });

  for (const [what, run] of [
    ["fails a criterion", { ...done, testResult: "FAILED" }],
    ["was stopped", { ...done, status: "CANCELLED" }],
    ["has no result", { status: "DONE" }],
    ["had no criteria", { status: "DONE", testResult: "PASSED" }],
  ] as const)
    it(`has not passed when it ${what}`, async () =>
      expect((await runLoadTest(request, az([run]).cli, noPause)).passed).to.equal(false));

  it("does not wait for ever", async () => {
    const error = await rejection(runLoadTest(request, az([{ status: "EXECUTING" }]).cli, noPause));
    expect(error.message).to.match(/had not ended after 31 minutes/);
  });

  for (const [what, over] of [
    ["a test that there is not", { test: "no-such-test" }],
    ["an address without TLS", { baseUrl: "http://shop.example" }],
    ["an address with a path", { baseUrl: "https://shop.example/x" }],
    ["an id that Azure refuses", { runId: "Run 1" }],
  ] as const)
    it(`refuses ${what} before it asks Azure`, async () => {
      const azure = az([done]);
      await rejection(runLoadTest({ ...request, ...over }, azure.cli, noPause));
      expect(azure.calls).to.deep.equal([]);
    });

  it("every definition says when it fails, in the service's own words", () => {
    const criterion =
      /^(avg\((response_time_ms|latency|requests_per_sec)\)|p(50|90|95|99)\((response_time_ms|latency)\)|percentage\(error\)|count\(requests\)) [<>] \d+$/;
    for (const name of loadTests()) {
      const folder = path.join(projectRoot, "pipelines/load");
      const definition = parse(readFileSync(path.join(folder, `${name}.yaml`), "utf8")) as {
        testId: string;
        testPlan: string;
        description: string;
        failureCriteria: readonly string[];
      };
      expect(definition.testId).to.match(/^[a-z0-9_-]{2,50}$/);
      expect(definition.description.length).to.be.at.most(100);
      expect(definition.failureCriteria).not.to.deep.equal([]);
      for (const line of definition.failureCriteria) expect(line).to.match(criterion);
      const plan = JSON.parse(readFileSync(path.join(folder, definition.testPlan), "utf8")) as {
        scenarios: Record<string, unknown>;
        testSetup: readonly { scenario: string }[];
      };
      for (const { scenario } of plan.testSetup) expect(plan.scenarios).to.have.property(scenario);
    }
    expect(loadTests()).to.deep.equal(["catalog", "catalog-during-failure"]);
  });
});
