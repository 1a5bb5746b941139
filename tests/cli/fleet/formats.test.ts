import { expect } from "chai";
import { planOfEnvironment } from "../../../cli/commands/plan.ts";
import { azureLines, githubLines, planLines, type Plan } from "../../../cli/fleet/formats.ts";
import { usualLimits } from "../../../cli/fleet/waves.ts";
import { regions } from "../../../lib/regions.ts";
import { goodFiles, refusal, stampFile, withFiles } from "../../config/support.ts";

const ops = "config:\n  bulkhead:location: eastus\n  bulkhead:network:\n    addressSpace: 10.8.0.0/21\n";
const files = { ...goodFiles, "Pulumi.ops-eastus.yaml": ops };
const planOf = (options: object = {}, all: Readonly<Record<string, string>> = files): Plan =>
  withFiles(all, (root) => planOfEnvironment(root, { ...usualLimits, ...options }));

describe("a plan", () => {
  it("names every wave with its jobs", () => {
    const plan = planOf();
    expect(plan.environment).to.equal("default");
    expect(
      plan.waves.map(({ number, name, percentOfTraffic }) => [number, name, percentOfTraffic]),
    ).to.deep.equal([
      [1, "global", 0],
      [2, "operations", 0],
      [3, "content", 0],
      [4, "stamps-1", 50],
      [5, "stamps-2", 50],
    ]);
    expect(
      plan.waves.flatMap(({ jobs }) => jobs.map(({ agents, command }) => `${agents}: ${command}`)),
    ).to.deep.equal([
      "anywhere: npx bulkhead up --only global",
      "anywhere: npx bulkhead up --only ops-eastus",
      "operations: npx bulkhead content --only global",
      "operations: npx bulkhead up --only stamp-eastus",
      "operations: npx bulkhead up --only stamp-westeurope",
    ]);
  });

  it("reads weights, priorities and drained stamps from the files", () => {
    const more = {
      ...files,
      "Pulumi.stamp-eastus.yaml": stampFile("eastus", "10.10.0.0/20", "  bulkhead:edge: { weight: 100 }\n"),
      "Pulumi.stamp-westeurope.yaml": stampFile(
        "westeurope",
        "10.10.16.0/20",
        "  bulkhead:edge: { weight: 300 }\n",
      ),
      "Pulumi.stamp-uksouth.yaml": stampFile(
        "uksouth",
        "10.10.32.0/20",
        "  bulkhead:edge: { enabled: false }\n",
      ),
      "Pulumi.stamp-japaneast.yaml": stampFile(
        "japaneast",
        "10.10.48.0/20",
        "  bulkhead:edge: { priority: 2 }\n",
      ),
    };
    const shares = planOf({ maxPerWave: 1 }, more).waves.map(({ jobs, percentOfTraffic }) => [
      jobs[0]?.stack,
      percentOfTraffic,
    ]);
    expect(shares.slice(3)).to.deep.equal([
      ["stamp-uksouth", 0],
      ["stamp-eastus", 25],
      ["stamp-japaneast", 0],
      ["stamp-westeurope", 75],
    ]);
  });

  it("is of one environment, and its commands say which", () => {
    const both = {
      ...files,
      "Pulumi.int.global.yaml": "config:\n  bulkhead:location: uksouth\n",
      "Pulumi.int.stamp-uksouth.yaml": stampFile("uksouth", "10.20.0.0/20"),
    };
    expect(
      planOf({ env: "int" }, both).waves.flatMap(({ jobs }) => jobs.map(({ command }) => command)),
    ).to.deep.equal([
      "npx bulkhead up --env int --only int.global",
      "npx bulkhead content --env int --only int.global",
      "npx bulkhead up --env int --only int.stamp-uksouth",
    ]);
    expect(planOf({}, both)).to.deep.equal(planOf());
  });

  it("refuses a canary that is no stamp", () => {
    expect(refusal(() => planOf({ canary: "global" })).message).to.equal(
      "--canary: 'global' is none of the stamps to be deployed. Choose from: stamp-eastus, stamp-westeurope.",
    );
  });

  it("of a hundred stamps takes less than a second", () => {
    const zonal = [...regions.values()].filter(({ zones, restricted }) => zones && !restricted);
    const all: Record<string, string> = { "Pulumi.global.yaml": "config:\n  bulkhead:location: eastus\n" };
    for (let index = 0; index < 100; index += 1) {
      const region = zonal[index % zonal.length]?.location ?? "";
      const round = Math.floor(index / zonal.length);
      const name = `stamp-${region}${round === 0 ? "" : `-${"bcde"[round - 1] ?? ""}`}`;
      const space = `10.${64 + Math.floor(index / 16)}.${(index % 16) * 16}.0/20`;
      all[`Pulumi.${name}.yaml`] = stampFile(region, space);
    }
    withFiles(all, (root) => {
      let plan = planOfEnvironment(root, usualLimits);
      // The best of three: others may be at work on the machine.
      const milliseconds = Array.from({ length: 3 }, () => {
        const started = performance.now();
        plan = planOfEnvironment(root, usualLimits);
        return performance.now() - started;
      }).reduce((best, next) => Math.min(best, next));
      expect(plan.waves.flatMap(({ jobs }) => jobs).filter(({ kind }) => kind === "stamp")).to.have.length(
        100,
      );
      expect(milliseconds).to.be.lessThan(1000);
    });
  });

  it("is readable", () => {
    expect(planLines(planOf()).slice(-4)).to.deep.equal([
      "4. stamps-1 (1 stack, 50 % of the requests)",
      "   npx bulkhead up --only stamp-eastus",
      "5. stamps-2 (1 stack, 50 % of the requests)",
      "   npx bulkhead up --only stamp-westeurope",
    ]);
  });
});

describe("a plan for GitHub Actions", () => {
  const outputs = (plan: Plan) =>
    Object.fromEntries(
      githubLines(plan).map((line) => [line.split("=")[0] ?? "", line.slice(line.indexOf("=") + 1)]),
    );
  const include = (text: string | undefined) =>
    (JSON.parse(text ?? "") as { include: Record<string, string>[] }).include;

  it("is a matrix for each kind of job, and one of waves", () => {
    const { global, operations, content, stamps, hasStamps } = outputs(planOf());
    expect(include(global).map(({ stack }) => stack)).to.deep.equal(["global"]);
    expect(include(operations).map(({ stack }) => stack)).to.deep.equal(["ops-eastus"]);
    expect(include(content).map(({ step }) => step)).to.deep.equal(["content"]);
    expect(include(stamps).map(({ wave, jobs }) => [wave, include(jobs)[0]?.["stack"]])).to.deep.equal([
      ["stamps-1", "stamp-eastus"],
      ["stamps-2", "stamp-westeurope"],
    ]);
    expect(hasStamps).to.equal("true");
  });

  it("says where there is nothing to do, for an empty matrix is an error", () => {
    const { operations, hasOperations, hasGlobal } = outputs(planOf({ only: ["stamp-eastus"] }));
    expect([include(operations), hasOperations, hasGlobal]).to.deep.equal([[], "false", "false"]);
  });

  it("refuses a matrix that GitHub would not take", () => {
    const [wave] = planOf().waves.slice(-1);
    const jobs = Array.from({ length: 257 }, () => wave?.jobs[0]).filter((job) => job !== undefined);
    const plan = { ...planOf(), waves: [{ number: 1, name: "stamps-1", percentOfTraffic: 0, jobs }] };
    expect(refusal(() => githubLines(plan)).message).to.contain("A matrix of 257 is more than the 256");
  });
});

describe("a plan for Azure Pipelines", () => {
  const variables = (lines: string[]) =>
    Object.fromEntries(
      lines.map((line) => {
        const [, name = "", value = ""] =
          /^##vso\[task\.setvariable variable=(\w+);isOutput=true\](.*)$/.exec(line) ?? [];
        return [name, value];
      }),
    );

  it("is one matrix per stage, with keys that Azure Pipelines takes", () => {
    const found = variables(azureLines(planOf(), 2));
    expect(Object.keys(found)).to.deep.equal([
      "environment",
      "global",
      "operations",
      "content",
      "stamps1",
      "stamps2",
      "waves",
    ]);
    const matrix = JSON.parse(found["stamps1"] ?? "") as Record<string, Record<string, unknown>>;
    expect(Object.keys(matrix)).to.deep.equal(["stamp_eastus"]);
    expect(Object.values(matrix["stamp_eastus"] ?? {}).every((value) => typeof value === "string")).to.equal(
      true,
    );
    expect(found["waves"]).to.equal("2");
  });

  it("with more waves than stages is refused, not cut", () => {
    expect(refusal(() => azureLines(planOf(), 1)).message).to.contain(
      "--max-waves: The plan has 2 waves of stamps, and the pipeline has stages for 1.",
    );
  });
});
