import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { DriftReport } from "../../cli/drift/report.ts";
import { filesBelow, findSecrets, secretsOfStates } from "../hostile/support/secretScan.ts";
import { engineMissing, type Project } from "./kit.ts";
import { deployedProject } from "./platform.ts";

describe("a platform that stands", function () {
  this.timeout(1_200_000);
  let project: Project;

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    project = await deployedProject("committed");
  });
  after(() => project?.remove());

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

  it("has no secret in clear, in nothing that it left behind or says", () => {
    const rehearsal = path.join(project.root, ".rehearsal");
    const secrets = secretsOfStates(rehearsal, "rehearsal");
    expect(secrets.map(({ of }) => of).join("\n")).to.match(/stamp-eastus.*vault-api-key/);
    const says = [
      ["topology", "--source", "state"],
      ["controls", "--from", "state"],
      ["config", "stamp-eastus", "--all"],
      ["route"],
      ["env"],
      ["env", "--stop"],
    ].map((args): [string, Buffer] => {
      const { stdout, stderr } = project.bulkhead(
        ...args,
        "--local",
        ...(args[0] === "env" ? [] : ["--json"]),
      );
      return [args.join(" "), Buffer.from(stdout + stderr)];
    });
    // The subscription itself holds them, as Azure does, and Pulumi's plugins are not ours.
    const others = (name: string) => /azure\.db(-wal|-shm)?$/.test(name) || name.endsWith("home/plugins");
    const left = [rehearsal, path.join(project.root, ".bulkhead")].filter((folder) => existsSync(folder));
    const files = left.flatMap((folder) => [...filesBelow(folder, others)]);
    expect(files.map(([name]) => path.relative(project.root, name))).to.include.members([
      ".rehearsal/report.html",
      ".rehearsal/azure.log",
      ".rehearsal/state/.pulumi/stacks/bulkhead/stamp-eastus.json",
    ]);
    expect(findSecrets([...files, ...says], secrets)).to.deep.equal([]);
    // What finds nothing anywhere would prove nothing.
    const database: [string, Buffer] = ["azure.db", readFileSync(path.join(rehearsal, "azure.db"))];
    expect(findSecrets([database], secrets)).not.to.deep.equal([]);
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
});
