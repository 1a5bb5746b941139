import { expect } from "chai";
import { UserError } from "../../config/userError.ts";
import type { GlobalContract } from "../../contracts/global.ts";
import { newKit, refusal } from "../rehearsal/azure/kit.ts";
import { runStack, type RunOptions, type StackRun } from "../support/runStack.ts";
import { globalContract, only } from "../support/stacks.ts";

/** The global stack after a last deployment that had other regions or settings of the database. */
async function after(last: Partial<GlobalContract["cosmos"]>, options: RunOptions = {}): Promise<StackRun> {
  const contract = await globalContract();
  return runStack("global", {
    ...options,
    contracts: { global: { ...contract, cosmos: { ...contract.cosmos, ...last } } },
  });
}

const regionsOf = (run: StackRun) =>
  (only(run, "cosmosdb:DatabaseAccount").inputs["locations"] as { locationName: string }[]).map(
    ({ locationName }) => locationName,
  );
const cosmosOf = (run: StackRun) => (run.contract as GlobalContract).cosmos;

describe("changes of the Cosmos DB account", function () {
  const zonal = (location: string) => ({ location, zoneRedundant: true });
  let usual: GlobalContract["cosmos"]["deployed"];
  before(async () => {
    usual = (await globalContract()).cosmos.deployed;
  });

  it("of regions alone are made at once", async () => {
    const run = await after({ regions: ["eastus"], deployed: { ...usual, locations: [zonal("eastus")] } });
    expect(regionsOf(run)).to.deep.equal(["eastus", "westeurope"]);
    expect(cosmosOf(run)).to.not.have.property("waiting");
  });

  it("of regions and of anything else are made one deployment after the other, as Azure wants it", async () => {
    // The last deployment had one region and other tags; the committed file has two regions.
    const last = { locations: [zonal("eastus")], settings: "another" };
    const first = await after({ regions: ["eastus"], deployed: last });
    expect(regionsOf(first)).to.deep.equal(["eastus"]);
    expect(cosmosOf(first).waiting).to.contain("adding westeurope waits for the next deployment");
    expect(cosmosOf(first).regions).to.deep.equal(["eastus"]);

    const second = await runStack("global", { contracts: { global: first.contract } });
    expect(regionsOf(second)).to.deep.equal(["eastus", "westeurope"]);
    expect(cosmosOf(second)).to.not.have.property("waiting");

    // The local Azure takes these two writes, and not the one write that would do both.
    const kit = await newKit();
    const inputs = (run: StackRun) => ({
      ...only(run, "cosmosdb:DatabaseAccount").inputs,
      resourceGroupName: "rg-test",
    });
    const { id } = await kit.create("cosmosdb:DatabaseAccount", {
      ...inputs(first),
      tags: { workload: "bulkhead", stack: "global", team: "old" },
    });
    const both = await refusal(kit.update("cosmosdb:DatabaseAccount", id, inputs(second)));
    expect([both.code, both.message.includes("(tags)")]).to.deep.equal(["BadRequest", true]);
    await kit.update("cosmosdb:DatabaseAccount", id, inputs(first));
    await kit.update("cosmosdb:DatabaseAccount", id, inputs(second));
  });

  it("keep the failover priorities of regions that stay", async () => {
    const locations = [zonal("westeurope"), zonal("eastus")];
    const run = await after({ deployed: { ...usual, locations } });
    expect(regionsOf(run)).to.deep.equal(["westeurope", "eastus"]);
  });

  it("let the hub of a retired region hand over before it goes", async () => {
    const locations = [zonal("westus3"), zonal("eastus"), zonal("westeurope")];
    const values = { retiredRegions: ["westus3"] };
    const first = await after(
      { regions: ["westus3", "eastus", "westeurope"], deployed: { ...usual, locations } },
      { values },
    );
    expect(regionsOf(first)).to.deep.equal(["eastus", "westeurope", "westus3"]);
    expect(cosmosOf(first).waiting).to.contain("westus3 is the hub");
    const second = await runStack("global", { values, contracts: { global: first.contract } });
    expect(regionsOf(second)).to.deep.equal(["eastus", "westeurope"]);
  });

  it("of zones in place are refused with the way that Azure has", async () => {
    const values = { cosmos: { zoneRedundant: { westeurope: false } } };
    const failure = await after({}, { values }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(UserError);
    expect(String(failure)).to.match(
      /Pulumi\.global\.yaml: cosmos\.zoneRedundant\.westeurope: .*Write true, or retire westeurope and add it again/,
    );
  });

  it("never move the global resources", async () => {
    const contract = await globalContract();
    const failure = await runStack("global", {
      contracts: { global: { ...contract, location: "westus3" } },
    }).then(() => undefined, String);
    expect(failure).to.match(/location: The global resources are in westus3, .*Write westus3/);
  });
});
