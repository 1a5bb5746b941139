import { existsSync, readFileSync, readdirSync, renameSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { DriftReport } from "../../cli/drift/report.ts";
import { engineMissing, Project } from "./kit.ts";

/** One after the other on one platform: each step stands on the one before, as for a user. */
describe("the platform's life on the real engine", function () {
  this.timeout(1_200_000);
  let project: Project;
  const changed = (changes: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(changes).filter(([op, count]) => !["same", "read"].includes(op) && count > 0),
    );

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    project = new Project(2);
  });
  after(() => project?.remove());

  it("stands up with one command", () => {
    const { code, summary } = project.local("up");
    expect(summary.stacks.flatMap((stack) => stack.errors)).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(summary.stacks.map((stack) => `${stack.stack} ${stack.outcome}`)).to.deep.equal([
      "global done",
      "ops-eastus done",
      "stamp-eastus done",
      "stamp-westeurope done",
    ]);
    expect(summary.simulatedMinutes).to.be.greaterThan(20);
    expect(project.azureIds()).to.deep.equal(project.stateIds());
    // A file of attributes beside a state would now and then be read while it is empty.
    const states = readdirSync(
      path.join(project.root, ".rehearsal", "state", ".pulumi", "stacks", "bulkhead"),
    );
    expect(states.filter((name) => name.endsWith(".attrs"))).to.deep.equal([]);
  });

  it("changes nothing when it is run again", () => {
    const { code, summary } = project.local("up");
    expect(code).to.equal(0);
    expect(summary.stacks.map((stack) => changed(stack.changes))).to.deep.equal([{}, {}, {}, {}]);
  });

  it("is told from what somebody changed in Azure behind its back", () => {
    const origin = /-site-global\/origins\/cfdo-bulkhead-eus$/;
    const weight = project.behindItsBack(origin, "weight", 77);
    const { code, stdout } = project.bulkhead("drift", "--local", "--json", "--only", "stamp-eastus");
    project.behindItsBack(origin, "weight", weight);
    const { outcome, stacks } = JSON.parse(stdout) as DriftReport;
    expect([code, outcome]).to.deep.equal([1, "drift"]);
    expect(stacks[0]?.unchecked.concat(stacks[0].errors)).to.deep.equal([]);
    expect(stacks[0]?.resources.map(({ name, change }) => `${name} ${change}`)).to.deep.equal([
      "AFDOrigin site-origin-origin changed",
    ]);
    expect(stacks[0]?.resources[0]?.properties).to.deep.equal([
      { path: "weight", expected: weight, actual: 77 },
    ]);
  });

  it("is worked on by plain pulumi, which leaves the stack files as they are", () => {
    const file = path.join(project.root, "Pulumi.stamp-eastus.yaml");
    const text = readFileSync(file, "utf8");
    const { code, stdout, stderr } = project.shell("pulumi preview -s stamp-eastus --expect-no-changes");
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout).to.match(/\d+ unchanged/);
    expect(stdout).not.to.match(/warning:/);
    expect(stderr).to.contain("env --local --stop");
    expect(readFileSync(file, "utf8")).to.equal(text);
    expect(project.bulkhead("env", "--local", "--stop").stderr).to.contain("has ended");
  });

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

  it("refuses to destroy what others build on, and data, unless told so", () => {
    const stranded = project.bulkhead("destroy", "--local", "--only", "global", "--yes-delete-data");
    expect(stranded.code).to.equal(1);
    expect(stranded.stderr).to.match(/'global' cannot be destroyed while 'ops-eastus' exists/);
    const data = project.bulkhead("destroy", "--local");
    expect(data.code).to.equal(1);
    expect(data.stderr).to.match(/would delete data \(.*DatabaseAccount.*Nothing has been touched/);
    const plain = project.shell("pulumi destroy -s global --yes");
    project.bulkhead("env", "--local", "--stop");
    expect(plain.code).not.to.equal(0);
    expect(plain.stdout).to.match(/protected/);
  });

  it("destroys one stamp alone, without a trace in the others", () => {
    const { code } = project.local("destroy", "--only", "stamp-westus3");
    expect(code).to.equal(0);
    expect(
      project
        .azure()
        .filter(({ id }) => id.toLowerCase().includes("wus3") && !id.includes("monitoring"))
        .map(({ id }) => id),
    ).to.deep.equal([]);
    expect(project.azureIds()).to.deep.equal(project.stateIds());
    expect(project.answers("/catalogservice/")).to.equal("stamp-eastus 50 %, stamp-westeurope 50 %");
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
