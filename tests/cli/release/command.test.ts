import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { copyProject, type ProjectCopy } from "../../../rehearsal/projectCopy.ts";
import { CommandLine, type Ran } from "../../hostile/support/commandLine.ts";

/** The command line in a copy of the project, in this process; as a process, tests/e2e/release.test.ts runs it. */
describe("the command `release`", function () {
  this.timeout(120_000);
  let copy: ProjectCopy;
  let line: CommandLine;
  before(async () => {
    copy = copyProject(2);
    line = await CommandLine.of(copy.root, ["release", "release start", "release status", "release abort"]);
  });
  after(() => copy?.remove());

  const bulkhead = (...args: string[]): Promise<Ran> => line.run(["release", ...args]);
  const files = (): string[] => readdirSync(copy.root).filter((name) => /^Pulumi\.stamp/.test(name));

  it("shows examples", async () => {
    for (const verb of [[], ["start"], ["status"], ["abort"]]) {
      const { code, stdout } = await bulkhead(...verb, "--help");
      expect([code, /Examples:/.test(stdout), /--json/.test(stdout)], verb.join()).to.deep.equal([
        0,
        true,
        true,
      ]);
    }
  });

  it("refuses what cannot be, before it writes or deploys anything", async () => {
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
      const { code, stderr } = await bulkhead(...args);
      expect([code, says.test(stderr)], `${args.join(" ")}: ${stderr}`).to.deep.equal([1, true]);
    }
    expect(files()).to.deep.equal(before);
  });

  it("starts with one file for each region, which says what it needs", async () => {
    const first = await bulkhead("start", "--image", "catalog-api=2.0.0", "--json");
    expect(first.code, first.stderr).to.equal(0);
    const started = JSON.parse(first.stdout) as { stack: string; what: string }[];
    expect(started.map(({ stack, what }) => `${stack} ${what}`)).to.deep.equal([
      "stamp-eastus-b written",
      "stamp-westeurope-b written",
    ]);
    expect(first.stderr).to.match(/stamp-eastus-b in eastus needs, beside what stands, up to \d+ vCPUs/);
    expect(readFileSync(path.join(copy.root, "Pulumi.stamp-eastus-b.yaml"), "utf8")).to.match(/tag: 2\.0\.0/);
    const again = await bulkhead("start");
    expect([again.code, again.stdout]).to.deep.equal([
      0,
      "Look at the files, then run `npx bulkhead release`.\n",
    ]);
  });

  it("does not begin on the real Azure without a way to the smoke test", async () => {
    const { code, stderr } = await bulkhead();
    expect(code).to.equal(1);
    expect(stderr).to.match(/--smoke-via: Nothing says where 'stamp-eastus-b' can be asked.*--skip-smoke/);
  });
});
