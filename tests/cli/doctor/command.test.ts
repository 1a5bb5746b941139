import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { CommandLine } from "../../hostile/support/commandLine.ts";
import { projectRoot } from "../../support/runStack.ts";

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function asProcess(...args: string[]): Ran {
  return spawnSync(process.execPath, [join(projectRoot, "cli", "bulkhead.js"), "doctor", ...args], {
    encoding: "utf8",
  });
}

/** What needs no process of its own. */
async function doctor(...args: string[]): Promise<Ran> {
  const { code, ...said } = await (await CommandLine.of(projectRoot, ["doctor"])).run(["doctor", ...args]);
  return { status: code, ...said };
}

// Looking at the real Azure runs every program first, which takes a while; those tests are in process, beside this file.
describe("bulkhead doctor", function () {
  this.timeout(120_000);

  it("says with --help what it is for, with examples", async () => {
    const { status, stdout } = await doctor("--help");
    expect(status).to.equal(0);
    for (const text of ["--needs", "--script", "--only", "--local", "--json", "Examples:"])
      expect(stdout).to.contain(text);
  });

  it("looks at this machine with --local, as JSON, and passes", () => {
    const { status, stdout } = asProcess("--local", "--json");
    const { ok, findings } = JSON.parse(stdout) as {
      ok: boolean;
      findings: { check: string; severity: string }[];
    };
    expect(ok).to.equal(true);
    expect(status).to.equal(0);
    expect(findings.map(({ check }) => check)).to.include.members([
      "node",
      "stack-files",
      "policy-pack",
      "engine",
    ]);
  });

  it("refuses an environment without stack files", async () => {
    const { status, stdout } = await doctor("--local", "--json", "--env", "Wrong!");
    expect(status, stdout).not.to.equal(0);
  });

  for (const [args, says] of [
    [["--local", "--needs"], "--local: A rehearsal wants nothing of a subscription."],
    [["--assignee", "x"], "--assignee: It is for the script."],
    [["--script", "--json"], "--script: A script is printed alone."],
    [["--script", "--assignee", "me"], "no object id"],
  ] as const) {
    it(`refuses ${args.join(" ")}`, async () => {
      const { status, stderr } = await doctor(...args);
      expect(status).to.equal(1);
      expect(stderr).to.contain(says);
      expect(stderr).not.to.contain("    at ");
    });
  }
});
