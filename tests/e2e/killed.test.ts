import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { descendants, engineMissing, Project } from "./kit.ts";

/** One platform that is cut off again and again on its way up, each time at another place and in another way. */
describe("an update that is killed in the middle", function () {
  this.timeout(1_200_000);
  let project: Project;

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    project = new Project(1);
  });
  after(() => project?.remove());

  it("leaves what a command that was killed with everything below it has to give up", async () => {
    const code = await project.interrupted(/global: 50 operations/, (child) => {
      for (const pid of [...descendants(child.pid ?? 0, /./), child.pid ?? 0]) process.kill(pid, "SIGKILL");
    });
    expect(code).to.equal(null);
  });

  it("goes on after that, until the engine is killed", async () => {
    const code = await project.interrupted(/stamp-\w+: 75 operations/, (child) => {
      for (const pid of descendants(child.pid ?? 0, /pulumi up/)) process.kill(pid, "SIGKILL");
    });
    expect(code).to.equal(1);
  });

  it("goes on after that, until the local Azure is killed", async () => {
    const code = await project.interrupted(/stamp-\w+: 75 operations/, () => {
      const { pid } = JSON.parse(
        readFileSync(path.join(project.root, ".rehearsal", "azure.json"), "utf8"),
      ) as { pid: number };
      process.kill(pid, "SIGKILL");
    });
    expect(code).to.equal(1);
  });

  it("converges: nothing is missing, nothing is there twice, nothing is left over", () => {
    const { code, summary } = project.local("up");
    expect(summary.stacks.flatMap((stack) => stack.errors)).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(project.azureIds()).to.deep.equal(project.stateIds());
    expect(new Set(project.stateIds()).size).to.equal(project.stateIds().length);
    const again = project.local("up");
    expect(again.summary.stacks.map((stack) => stack.changes["create"] ?? 0)).to.deep.equal(
      again.summary.stacks.map(() => 0),
    );
  });
});
