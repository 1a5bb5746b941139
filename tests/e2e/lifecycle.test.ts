import { readdirSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { changed, engineMissing, withSummary, type Project } from "./kit.ts";
import { emptyProject, makePlatform } from "./platform.ts";

/** The deployment that other files of this folder work on copies of; this one never takes a copy itself. */
describe("the committed platform on the real engine", function () {
  this.timeout(1_200_000);
  let project: Project;

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    project = emptyProject("committed");
  });
  after(() => project?.remove());

  it("stands up with one command", () =>
    makePlatform("committed", project, async () => {
      const { code, summary } = withSummary("up", await project.inBackground("up", "--local", "--json"));
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
    }));

  it("changes nothing when it is run again", () => {
    const { code, summary } = project.local("up");
    expect(code).to.equal(0);
    expect(summary.stacks.map((stack) => changed(stack.changes))).to.deep.equal([{}, {}, {}, {}]);
  });
});
