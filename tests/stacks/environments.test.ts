import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { runStack, type StackRun } from "../support/runStack.ts";
import { withStackFiles } from "../support/stackFiles.ts";

const int = {
  "int.global": { location: "eastus" },
  "int.stamp-eastus": { location: "eastus", network: { addressSpace: "10.10.0.0/20" } },
};

/** What Azure knows the resources of a run by. */
const idsOf = ({ resources }: StackRun): string[] =>
  resources
    .filter(({ custom, type, id }) => custom && type.startsWith("azure-native:") && id !== undefined)
    .map(({ id }) => (id ?? "").toLowerCase());

describe("an environment beside the default one", () => {
  let runs: Readonly<Record<string, StackRun>>;

  before(async () => {
    await withStackFiles(int, async (projectRoot) => {
      mkdirSync(join(projectRoot, "defaults", "int"), { recursive: true });
      writeFileSync(
        join(projectRoot, "defaults", "int", "global.yaml"),
        "config:\n  bulkhead:defender: { enabled: false }\n",
      );
      writeFileSync(
        join(projectRoot, "defaults", "int", "stamp.yaml"),
        "config:\n  bulkhead:edge: { weight: 7 }\n",
      );
      const run = (stack: string, contracts: Record<string, unknown> = {}) =>
        runStack(stack, { projectRoot, contracts });
      const global = await run("global");
      const ours = await run("int.global");
      runs = {
        global,
        "int.global": ours,
        "int.stamp-eastus": await run("int.stamp-eastus", { "int.global": ours.contract }),
      };
    });
  });

  it("shares no resource with it, in one subscription and with the same addresses", () => {
    const theirs = new Set(idsOf(runs["global"] as StackRun));
    expect(theirs.size).to.be.greaterThan(100);
    for (const stack of Object.keys(int)) {
      const own = idsOf(runs[stack] as StackRun);
      expect(own.length).to.be.greaterThan(100);
      expect(own.filter((id) => theirs.has(id))).to.deep.equal([]);
    }
  });

  it("sees its own stamps only", () => {
    const regions = (stack: string) => runs[stack]?.context.stampRegions;
    expect(regions("global")).to.deep.equal(["eastus", "westeurope"]);
    expect(regions("int.global")).to.deep.equal(["eastus"]);
  });

  it("takes its defaults", () => {
    const origins = (runs["int.stamp-eastus"]?.resources ?? []).filter(
      ({ type }) => type === "azure-native:cdn:AFDOrigin",
    );
    expect(origins.length).to.be.greaterThan(0);
    for (const { inputs } of origins) expect(inputs["weight"]).to.equal(7);
    expect(runs["int.global"]?.resources.filter(({ type }) => type.includes(":security:"))).to.deep.equal([]);
  });

  it("is named by its tags", () => {
    const group = runs["int.stamp-eastus"]?.resources.find(
      ({ type }) => type === "azure-native:resources:ResourceGroup",
    );
    expect(group?.inputs["tags"]).to.include({ environment: "int", stack: "int.stamp-eastus" });
  });
});
