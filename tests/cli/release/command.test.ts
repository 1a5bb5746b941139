import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { copyProject, type ProjectCopy } from "../../../rehearsal/projectCopy.ts";

/** As a user runs it, in a copy of the project; nothing here gets as far as an engine. */
describe("the command `release`", function () {
  this.timeout(120_000);
  let copy: ProjectCopy;
  before(() => (copy = copyProject(2)));
  after(() => copy?.remove());

  function bulkhead(...args: string[]): { code: number | null; stdout: string; stderr: string } {
    const ran = spawnSync(
      process.execPath,
      [path.join(copy.root, "cli", "bulkhead.js"), "release", ...args],
      {
        cwd: copy.root,
        encoding: "utf8",
      },
    );
    return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
  }
  const files = (): string[] => readdirSync(copy.root).filter((name) => /^Pulumi\.stamp/.test(name));

  it("shows examples", () => {
    for (const verb of [[], ["start"], ["status"], ["abort"]]) {
      const { code, stdout } = bulkhead(...verb, "--help");
      expect([code, /Examples:/.test(stdout), /--json/.test(stdout)], verb.join()).to.deep.equal([
        0,
        true,
        true,
      ]);
    }
  });

  it("refuses what cannot be, before it writes or deploys anything", () => {
    const before = files();
    const refused: [args: string[], says: RegExp][] = [
      [["--fail-at", "50"], /--fail-at: Only a rehearsal can be made to fail/],
      [["--region", "eastus"], /--generation: A release that begins here needs a name/],
      [["start", "--region", "uksouth"], /--region: No stamp stands in 'uksouth'/],
      [["start", "--steps", "10,x"], /--steps: '10,x' is no list of percentages/],
      [["start", "--image", "shop=1"], /--image: 'shop=1' names no image/],
      [["start", "--generation", "blue"], /generation/],
      [["--generation", "b", "--soak", "x"], /--soak/],
      [["--smoke-via", "nonsense"], /--smoke-via/],
    ];
    for (const [args, says] of refused) {
      const { code, stderr } = bulkhead(...args);
      expect([code, says.test(stderr)], `${args.join(" ")}: ${stderr}`).to.deep.equal([1, true]);
    }
    expect(files()).to.deep.equal(before);
  });

  it("starts with one file for each region, which says what it needs", () => {
    const first = bulkhead("start", "--image", "catalog-api=2.0.0", "--json");
    expect(first.code, first.stderr).to.equal(0);
    const started = JSON.parse(first.stdout) as { stack: string; what: string }[];
    expect(started.map(({ stack, what }) => `${stack} ${what}`)).to.deep.equal([
      "stamp-eastus-b written",
      "stamp-westeurope-b written",
    ]);
    expect(first.stderr).to.match(/stamp-eastus-b in eastus needs, beside what stands, up to \d+ vCPUs/);
    expect(readFileSync(path.join(copy.root, "Pulumi.stamp-eastus-b.yaml"), "utf8")).to.match(/tag: 2\.0\.0/);
    const again = bulkhead("start");
    expect([again.code, again.stdout]).to.deep.equal([
      0,
      "Look at the files, then run `npx bulkhead release`.\n",
    ]);
  });

  it("does not begin on the real Azure without a way to the smoke test", () => {
    const { code, stderr } = bulkhead();
    expect(code).to.equal(1);
    expect(stderr).to.match(/--smoke-via: Nothing says where 'stamp-eastus-b' can be asked.*--skip-smoke/);
  });
});
