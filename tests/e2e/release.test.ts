import { spawn } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import { brokenPromises } from "../../cli/release/rehearsed.ts";
import { readTraffic } from "../../cli/traffic.ts";
import { rehearsalPlaces } from "../../rehearsal/places.ts";
import { descendants, engineMissing, type Project } from "./kit.ts";
import { deployedProject } from "./platform.ts";

/** One platform, one release: taken back once, killed at each of its steps in turn, and run again by the same command. */
describe("a release that is killed at every step", function () {
  this.timeout(1_200_000);
  let project: Project;
  const said: string[] = [];

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    project = await deployedProject("small");
  });
  after(() => project?.remove());

  const traffic = () => readTraffic(rehearsalPlaces(project.root).database, undefined) ?? [];
  const answers = (at: string) => traffic().find((route) => route.path === at)?.text;

  /** Runs the release until it says that, and kills it with everything below it; undefined lets it come to its end. */
  function release(until: RegExp | undefined, ...more: string[]): Promise<number | null> {
    const args = [
      "release",
      "--local",
      "--generation",
      "b",
      "--steps",
      "50",
      "--soak",
      "1",
      "--drain",
      "1",
      ...more,
    ];
    const child = spawn(process.execPath, [path.join(project.root, "cli", "bulkhead.js"), ...args], {
      cwd: project.root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    let alive = true;
    const hear = (part: Buffer): void => {
      text += part.toString();
      if (!alive || until === undefined || !until.test(text)) return;
      alive = false;
      for (const pid of [...descendants(child.pid ?? 0, /./), child.pid ?? 0]) process.kill(pid, "SIGKILL");
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    return new Promise((resolve) =>
      child.on("close", (code) => {
        said.push(text);
        resolve(code);
      }),
    );
  }

  /** Killed at that line, and nobody noticed. */
  async function killedAt(line: RegExp, ...more: string[]): Promise<void> {
    const code = await release(line, ...more);
    expect(code, `${line.source}: ${said.at(-1)}`).to.equal(null);
    expect(brokenPromises(traffic()), line.source).to.deep.equal([]);
  }

  const forward = [
    /stamp-eastus-b: 100 operations/,
    /→ smoke test of stamp-eastus-b/,
    /→ 50 % for the new generation, written: stamp-eastus-b 250, stamp-eastus 250/,
    /→ stamp-eastus-b: more requests/,
    /→ stamp-eastus: fewer requests/,
    /→ soak time of stamp-eastus-b begins/,
  ];
  for (const line of forward)
    it(`goes on after it was killed at '${line.source}'`, () => killedAt(line, "--fail-at", "50"));

  it("takes itself back when the gate finds the new generation ill, also after it was killed doing so", async () => {
    // A machine that has much else to do kills late: then what was to be killed has come further already.
    await killedAt(/→ gate at 50 %|→ stamp-eastus: more requests/, "--fail-at", "50");
    await killedAt(/→ way back, written|→ stamp-eastus: more requests/, "--fail-at", "50");
    await killedAt(/→ stamp-eastus: more requests/, "--fail-at", "50");
    expect(await release(undefined, "--fail-at", "50")).to.equal(1);
    expect(said.at(-1)).to.match(/The release was taken back: gate at 50 %: stamp-eastus-b does not answer/);
    expect([answers("/catalogservice/"), answers("/")]).to.deep.equal([
      "stamp-eastus 100 %",
      "stamp-eastus 100 %",
    ]);
    expect(project.stackFiles).to.include.members(["Pulumi.stamp-eastus.yaml", "Pulumi.stamp-eastus-b.yaml"]);
  });

  it("stays taken back until somebody says that the cause is mended", async () => {
    expect(await release(undefined)).to.equal(1);
    expect(said.at(-1)).not.to.match(/→ deploy/);
  });

  const last = [
    /→ 100 % for the new generation/,
    /→ purge/,
    /→ gate at 100 %/,
    /→ all gates passed/,
    /stamp-eastus: 25 operations/,
    /→ take away Pulumi\.stamp-eastus\.yaml/,
    /→ stamp-eastus-b: the release is over/,
  ];
  for (const [index, line] of last.entries())
    it(`goes on, once it is, after it was killed at '${line.source}'`, () =>
      killedAt(line, ...(index === 0 ? ["--retry"] : [])));

  it("ends with the new generation alone, and nothing is left of the old one", async () => {
    expect(await release(undefined), said.at(-1)).to.equal(0);
    expect(project.stackFiles).to.deep.equal(["Pulumi.global.yaml", "Pulumi.stamp-eastus-b.yaml"]);
    expect([answers("/catalogservice/"), answers("/")]).to.deep.equal([
      "stamp-eastus-b 100 %",
      "stamp-eastus-b 100 %",
    ]);
    expect(project.azureIds()).to.deep.equal(project.stateIds());
    const old = /(\/resourcegroups\/rg-bulkhead[a-z-]*|\/origins\/[^/]*)-eus(\/|$)/;
    expect(project.azureIds().filter((id) => old.test(id))).to.deep.equal([]);
    const status = project.bulkhead("release", "status", "--local", "--json");
    expect([status.code, JSON.parse(status.stdout)]).to.deep.equal([0, []]);
    const { code, summary } = project.local("preview", "--only", "stamp-eastus-b");
    expect(code).to.equal(0);
    for (const { stack, changes } of summary.stacks)
      expect(
        Object.keys(changes).filter((op) => !["same", "read"].includes(op)),
        stack,
      ).to.deep.equal([]);
  });
});
