import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { recoveryTimeMinutes } from "../../lib/recovery/objectives.ts";
import { descendants, engineMissing, type Project, type Summary } from "./kit.ts";
import { emptyProject, keepPlatform } from "./platform.ts";

/** The file and the region of the one stamp. */
function stampOf({ stackFiles }: Project): { stamp: string; region: string } {
  const stamp = stackFiles.find((file) => file.includes("stamp-")) ?? "";
  return { stamp, region: /stamp-(\w+)\.yaml/.exec(stamp)?.[1] ?? "" };
}

/** One platform that is cut off again and again on its way up, each time at another place and in another way. */
describe("an update that is killed in the middle", function () {
  this.timeout(1_200_000);
  let project: Project;

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    project = emptyProject("small");
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
    const again = project.local("preview");
    expect(again.code).to.equal(0);
    expect(again.summary.stacks.map((stack) => stack.changes["create"] ?? 0)).to.deep.equal(
      again.summary.stacks.map(() => 0),
    );
    keepPlatform("small", project);
  });

  it("is taken out of the traffic and brought back by Front Door alone, and its file says so", () => {
    const { stamp, region } = stampOf(project);
    const before = readFileSync(path.join(project.root, stamp), "utf8");
    const alone = project.bulkhead("region", "evacuate", region, "--local");
    expect(alone.code).to.equal(1);
    expect(alone.stderr).to.contain("sorry page only");
    expect(project.bulkhead("region", "evacuate", region, "--local", "--to-sorry-page").code).to.equal(0);
    expect(project.answers("/catalogservice/")).to.equal("sorry page 100 %");
    expect(readFileSync(path.join(project.root, stamp), "utf8")).to.contain("enabled: false");
    expect(project.bulkhead("region", "return", region, "--local").code).to.equal(0);
    expect(project.answers("/catalogservice/")).to.equal(`stamp-${region} 100 %`);
    expect(project.bulkhead("region", "return", region, "--local").stdout).not.to.contain("Commit");
    expect(readFileSync(path.join(project.root, stamp), "utf8")).to.equal(before);
  });

  it("comes back within the recovery time objective after its region is lost", () => {
    const { region } = stampOf(project);
    const untouched = project.bulkhead("region", "rebuild", region, "--local", "--json");
    expect(untouched.code).to.equal(1);
    expect(untouched.stderr).to.contain("is not lost");
    const before = project.azure().map(({ id }) => id.toLowerCase());
    const lost = project.bulkhead("region", "lose", region, "--local", "--json");
    const left = new Set(project.azure().map(({ id }) => id.toLowerCase()));
    const gone = before.filter((id) => !left.has(id));
    expect((JSON.parse(lost.stdout) as { resources: number }).resources).to.equal(gone.length);
    // Whatever is in a group goes with it.
    const groups = gone.filter((id) => /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/.test(id));
    expect(groups).to.have.length.greaterThan(0);
    const inside = before.filter((id) => groups.some((group) => id === group || id.startsWith(`${group}/`)));
    expect(gone.filter((id) => inside.includes(id)).sort()).to.deep.equal(inside.sort());
    expect(project.answers("/catalogservice/")).to.equal("sorry page 100 %");
    const rebuilt = project.bulkhead("region", "rebuild", region, "--local", "--json");
    expect(rebuilt.code, rebuilt.stderr).to.equal(0);
    const summary = JSON.parse(rebuilt.stdout) as Summary;
    expect(summary.simulatedMinutes).to.be.within(20, recoveryTimeMinutes);
    expect(project.answers("/catalogservice/")).to.equal(`stamp-${region} 100 %`);
    expect(project.azureIds()).to.deep.equal(project.stateIds());
  });
});
