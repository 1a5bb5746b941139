import { existsSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { changed, engineMissing, type Project } from "./kit.ts";
import { deployedProject } from "./platform.ts";

/** One after the other on one platform: each step stands on the one before, as for a user. */
describe("a platform that gets a region more and is taken down", function () {
  this.timeout(1_200_000);
  let project: Project;

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    project = await deployedProject("committed");
  });
  after(() => project?.remove());

  it("takes a region by one file, and leaves the other stamps alone", () => {
    const before = project.stackFiles;
    expect(project.bulkhead("region", "add", "westus3").code).to.equal(0);
    expect(project.stackFiles.filter((file) => !before.includes(file))).to.deep.equal([
      "Pulumi.stamp-westus3.yaml",
    ]);
    // Said beforehand, and without a plan to replace what bears the name of the account that changes.
    const said = [
      ["Cosmos DB", "stamp-eastus and stamp-westeurope"],
      ["registry", "ops-eastus, stamp-eastus and stamp-westeurope"],
    ].map(
      ([service, stacks]) =>
        `adding westus3 gives the ${service} endpoints of ${stacks} one address more, with DNS records`,
    );
    const plan = project.local("preview", "--only", "global").summary;
    expect(plan.stacks[0]).to.deep.include({ outcome: "done", errors: [] });
    expect(plan.notes).to.deep.equal(said);
    const had = project.azure();
    const { code, summary } = project.local("up");
    expect(code).to.equal(0);
    expect(summary.notes).to.deep.equal(said);
    const [global, ops, eastus, westeurope, westus3] = summary.stacks;
    // The zone of the new region's API server, its link, and the component of both.
    expect(changed(ops?.changes ?? {})).to.deep.equal({ create: 3 });
    // The account's regions, the workbook over all regions, and the two assignments of allowed locations.
    expect(changed(global?.changes ?? {}))
      .to.include({ update: 4 })
      .and.to.have.all.keys("create", "update");
    expect(changed(plan.stacks[0]?.changes ?? {})).to.deep.equal(changed(global?.changes ?? {}));
    expect([eastus, westeurope].map((stack) => changed(stack?.changes ?? { create: 1 }))).to.deep.equal([
      {},
      {},
    ]);
    expect(westus3?.outcome).to.equal("done");
    const added = project
      .azure()
      .filter(({ id }) => !had.some((old) => old.id === id) && id.includes("/rg-bulkhead-global/"));
    expect(
      added.map(({ arm }) => arm).filter((arm) => !/origins|Connections|Assignments/.test(arm)),
    ).to.deep.equal(["Microsoft.ContainerRegistry/registries/replications"]);
  });

  it("refuses to go on without the file of a stamp that lives", () => {
    const file = path.join(project.root, "Pulumi.stamp-westus3.yaml");
    renameSync(file, `${file}.away`);
    const ours = project.bulkhead("up", "--local");
    const plain = project.shell("pulumi up -s global --yes --skip-preview");
    project.bulkhead("env", "--local", "--stop");
    renameSync(`${file}.away`, file);
    expect(ours.code).to.equal(1);
    expect(ours.stderr).to.match(/Pulumi\.stamp-westus3\.yaml: .*still has \d+ resources/);
    expect(plain.code).not.to.equal(0);
    expect(plain.stdout).to.match(
      /Pulumi\.global\.yaml: retiredRegions: westus3 is deployed and has no stack file/,
    );
  });

  it("destroys one stamp alone, without a trace in the others", () => {
    // As an engine leaves it that is killed while it writes its state; the next one is here before its age tells.
    const states = path.join(project.root, ".rehearsal", "state", ".pulumi", "stacks", "bulkhead");
    const cutOff = path.join(states, "stamp-westus3.json.bak.18ea60b0410b8817.tmp");
    writeFileSync(cutOff, "");
    const { code } = project.local("destroy", "--only", "stamp-westus3");
    expect(code).to.equal(0);
    expect(existsSync(cutOff)).to.equal(false);
    expect(
      project
        .azure()
        .filter(({ id }) => id.toLowerCase().includes("wus3") && !id.includes("monitoring"))
        .map(({ id }) => id),
    ).to.deep.equal([]);
    expect(project.azureIds()).to.deep.equal(project.stateIds());
    expect(project.answers("/catalogservice/")).to.equal("stamp-eastus 50 %, stamp-westeurope 50 %");
    const again = project.local("destroy", "--only", "stamp-westus3");
    expect(again.code, "the same command once more").to.equal(0);
    expect(again.summary.stacks.map(({ changes }) => changes)).to.deep.equal([{}]);
  });

  it("leaves nothing but soft-deleted vaults after everything is destroyed", () => {
    const { code, summary } = project.local("destroy", "--yes-delete-data");
    expect(summary.stacks.flatMap((stack) => stack.errors)).to.deep.equal([]);
    expect(code).to.equal(0);
    // Plans of Defender belong to the subscription, and Azure deletes none of them.
    const left = project.azure().filter(({ arm }) => arm !== "Microsoft.Security/pricings");
    expect(left).to.deep.equal([]);
    // Two of each stamp, one of them for the certificate, and the global one.
    expect(project.softDeleted()).to.have.length(7);
    expect(existsSync(path.join(project.root, ".rehearsal", "azure.json"))).to.equal(false);
  });
});
