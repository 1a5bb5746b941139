import { expect } from "chai";
import { checkRetiredRegions, regionsOf, stampRegionsOf } from "../../config/regions.ts";
import type { StackFile } from "../../config/stackFiles.ts";
import { parseStackName, stackFileName } from "../../config/stackName.ts";
import { refusal } from "./support.ts";

const siblings: StackFile[] = [
  "global",
  "ops-uksouth",
  "stamp-westeurope",
  "stamp-eastus-b",
  "stamp-eastus",
].map((text) => ({ stack: parseStackName(text), file: stackFileName(text), values: {}, layers: [] }));

describe("regions of an environment", () => {
  it("are those of stamps and operations networks, sorted", () => {
    expect(regionsOf(siblings)).to.deep.equal(["eastus", "uksouth", "westeurope"]);
  });

  it("with stamps are sorted, the global location first when it has a stamp", () => {
    expect(stampRegionsOf(siblings)).to.deep.equal(["eastus", "westeurope"]);
    expect(stampRegionsOf(siblings, "westeurope")).to.deep.equal(["westeurope", "eastus"]);
    expect(stampRegionsOf(siblings, "uksouth")).to.deep.equal(["eastus", "westeurope"]);
  });
});

describe("retired regions", () => {
  it("let a region go that is listed, and take a new one in", () => {
    expect(() =>
      checkRetiredRegions(["eastus", "westus3"], ["eastus", "uksouth"], ["westus3"]),
    ).to.not.throw();
    expect(() => checkRetiredRegions([], ["eastus"], [])).to.not.throw();
  });

  it("must list a region that leaves", () => {
    const error = refusal(() =>
      checkRetiredRegions(["eastus", "westus3"], ["eastus"], [], "Pulumi.int.global.yaml"),
    );
    expect(error.message).to.equal(
      "Pulumi.int.global.yaml: retiredRegions: westus3 is deployed and has no stack file any more; going on would delete its data. " +
        "Restore its stack file, Pulumi.int.stamp-westus3.yaml for a stamp, or destroy its stacks and list westus3 here.",
    );
  });

  it("may not list a region that is in use", () => {
    const error = refusal(() => checkRetiredRegions(["eastus"], ["eastus"], ["eastus"]));
    expect(error.key).to.equal("retiredRegions");
    expect(error.problem).to.equal("eastus is listed as retired and still has a stack file.");
  });
});
