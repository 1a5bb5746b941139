import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { descendants, engineMissing, Project } from "./kit.ts";

describe("an update that is killed in the middle", function () {
  this.timeout(300_000);
  let project: Project;

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
  });
  beforeEach(() => {
    project = new Project(1);
  });
  afterEach(() => project.remove());

  function expectConverged(): void {
    const again = project.local("up");
    expect(again.summary.stacks.flatMap((stack) => stack.errors)).to.deep.equal([]);
    expect(again.code).to.equal(0);
    expect(project.azureIds()).to.deep.equal(project.stateIds());
    expect(new Set(project.stateIds()).size).to.equal(project.stateIds().length);
    const third = project.local("up");
    expect(third.summary.stacks.map((stack) => stack.changes["create"] ?? 0)).to.deep.equal(
      third.summary.stacks.map(() => 0),
    );
  }

  it("converges after the engine was killed", async () => {
    const code = await project.interrupted(/stamp-\w+: 3\d operations/, (child) => {
      for (const pid of descendants(child.pid ?? 0, /pulumi up/)) process.kill(pid, "SIGKILL");
    });
    expect(code).to.equal(1);
    expectConverged();
  });

  it("converges after the local Azure was killed", async () => {
    const code = await project.interrupted(/stamp-\w+: 4\d operations/, () => {
      const { pid } = JSON.parse(
        readFileSync(path.join(project.root, ".rehearsal", "azure.json"), "utf8"),
      ) as { pid: number };
      process.kill(pid, "SIGKILL");
    });
    expect(code).to.equal(1);
    expectConverged();
  });

  it("converges after the command itself and everything below it was killed", async () => {
    const code = await project.interrupted(/global: 1\d operations/, (child) => {
      for (const pid of [...descendants(child.pid ?? 0, /./), child.pid ?? 0]) process.kill(pid, "SIGKILL");
    });
    expect(code).to.equal(null);
    expectConverged();
  });
});
