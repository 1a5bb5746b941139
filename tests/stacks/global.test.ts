import { expect } from "chai";
import { UserError } from "../../config/userError.ts";
import { globalContractSchema } from "../../contracts/global.ts";
import { runStack, type StackRun } from "../support/runStack.ts";
import { globalContract, globalRun, named, ofType } from "../support/stacks.ts";

describe("global stack", function () {
  let run: StackRun;
  before(async () => {
    run = await globalRun();
  });

  it("promises stamps a contract that the schema accepts", async () => {
    expect(globalContractSchema.safeParse(run.contract).success).to.equal(true);
    const contract = await globalContract();
    expect(contract.regions.map(({ location }) => location)).to.deep.equal(["eastus", "westeurope"]);
    expect(contract.cosmos.regions).to.deep.equal(["eastus", "westeurope"]);
    expect(contract.registry.regions).to.deep.equal(["eastus", "westeurope"]);
    expect(contract.firewallPolicies.location).to.equal("eastus");
  });

  it("protects what cannot be made again, and nothing else", () => {
    const protectedTypes = new Set(
      run.resources.filter((resource) => resource.protect).map(({ type }) => type),
    );
    expect([...protectedTypes].sort()).to.deep.equal([
      "azure-native:containerregistry:Registry",
      "azure-native:cosmosdb:DatabaseAccount",
      "azure-native:cosmosdb:SqlResourceSqlContainer",
      "azure-native:cosmosdb:SqlResourceSqlDatabase",
      "azure-native:keyvault:Vault",
      "azure-native:monitor:AzureMonitorWorkspace",
      "azure-native:operationalinsights:Workspace",
      "azure-native:storage:StorageAccount",
      "random:index/randomString:RandomString",
    ]);
    for (const resource of run.resources) {
      if (protectedTypes.has(resource.type)) expect(resource.protect, resource.name).to.equal(true);
    }
  });

  it("registers the same resources in a preview of the first deployment", async () => {
    const preview = await runStack("global", { preview: true });
    const names = ({ resources }: StackRun): string[] =>
      resources.map(({ type, name }) => `${type} ${name}`).sort();
    expect(names(preview)).to.deep.equal(names(run));
    expect(preview.contract).to.equal(undefined);
  });

  it("is satisfied with its own last deployment", async () => {
    const again = await runStack("global", { contracts: { global: run.contract } });
    expect(again.resources).to.have.length(run.resources.length);
  });

  it("refuses to drop a region that its last deployment had, before it registers anything", async () => {
    const contract = await globalContract();
    const wider = {
      ...contract,
      regions: [...contract.regions, { location: "westus3", workspaceId: "/id" }],
    };
    const failure = await failureOf(runStack("global", { contracts: { global: wider } }));
    expect(failure).to.be.instanceOf(UserError);
    expect(failure.message).to.match(
      /^Pulumi\.global\.yaml: retiredRegions: westus3 .*Restore .*Pulumi\.stamp-westus3\.yaml/,
    );
  });

  it("refuses the same when only the database still has the region", async () => {
    const contract = await globalContract();
    const cosmos = { ...contract.cosmos, regions: [...contract.cosmos.regions, "westus3"] };
    const failure = await failureOf(runStack("global", { contracts: { global: { ...contract, cosmos } } }));
    expect(failure.message).to.contain("westus3");
  });

  it("drops a region that the configuration lists as retired", async () => {
    const contract = await globalContract();
    const wider = {
      ...contract,
      regions: [...contract.regions, { location: "westus3", workspaceId: "/id" }],
    };
    const values = { retiredRegions: ["westus3"] };
    const names = (stack: StackRun) => stack.resources.map(({ name }) => name).sort();
    // Pulumi deletes nothing that was protected when a deployment began: first the protection goes, then the records.
    const first = await runStack("global", { contracts: { global: wider }, values });
    // The control that asks for protection lets what is marked go.
    for (const name of ["logs-westus3", "monitoring-westus3-metrics"]) {
      expect(named(first, name).protect, name).to.equal(false);
      expect(named(first, name).inputs["tags"], name).to.include({ lifecycle: "retiring" });
    }
    for (const name of ["logs-global", "logs-eastus", "monitoring-eastus-metrics"])
      expect(named(first, name).protect, name).to.equal(true);
    expect(names(first)).to.not.include("registry-westus3");
    expect(first.contract).to.deep.include({ retiring: ["westus3"] });
    expect(globalContractSchema.parse(first.contract).regions.map(({ location }) => location)).to.deep.equal([
      "eastus",
      "westeurope",
      "westus3",
    ]);
    const second = await runStack("global", { contracts: { global: first.contract }, values });
    expect(names(second)).to.deep.equal(names(run));
    expect(second.contract).to.not.have.property("retiring");
  });

  it("protects the records again of a region that comes back before they are gone", async () => {
    const last = { ...(await globalContract()), retiring: ["westeurope"] };
    const again = await runStack("global", { contracts: { global: last } });
    expect(named(again, "logs-westeurope").protect).to.equal(true);
    expect(again.contract).to.not.have.property("retiring");
  });

  it("tags everything that takes tags", () => {
    for (const type of [
      "resources:ResourceGroup",
      "cosmosdb:DatabaseAccount",
      "cdn:Profile",
      "frontdoor:Policy",
    ]) {
      for (const resource of ofType(run, type)) {
        expect(resource.inputs["tags"], resource.name).to.deep.equal({
          workload: "bulkhead",
          stack: "global",
        });
      }
    }
  });
});

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("It did not fail.");
}
