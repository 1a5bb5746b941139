import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { copyProject, type ProjectCopy } from "../../rehearsal/projectCopy.ts";
import { flawOf } from "./support/refusals.ts";

/** The shell's own limit of what a command line may hold is above this. */
const long = "x".repeat(50_000);

describe("a hostile command line, as a process", () => {
  let copy: ProjectCopy;
  before(() => void (copy = copyProject(1)));
  after(() => copy.remove());

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [path.join(copy.root, "cli", "bulkhead.js"), ...args], {
      cwd: copy.root,
      encoding: "utf8",
      env: { ...process.env, ...env },
      timeout: 60_000,
    });

  const refused: [args: string[], says: RegExp, code?: number][] = [
    [["up", "--local", "--only", "stamp-nowhere"], /--only: There is no stack 'stamp-nowhere'/],
    [["up", "--local", "--only", "\u001b[2J"], /--only: There is no stack '\\u001b\[2J'/],
    [["region", "add", "../../x"], /'stamp-\.\.\/\.\.\/x' has more than one point/],
    [["config", "stamp-eastus", "toString"], /has no such key/],
    [["images", "--lock", "/dev/zero"], /--lock: It is no file, but a device/],
    [["faults", "check", "."], /It is no file, but a folder/],
    [[`\u202E${long}`], /unknown command/],
    [["drift", "--local", "--only", "x"], /x/, 2],
  ];
  for (const [args, says, code = 1] of refused)
    it(`${args
      .join(" ")
      .slice(0, 60)
      .replaceAll(/[^ -~]/g, "?")} ends with one message`, () => {
      const { status, stdout, stderr } = run(args);
      expect(stderr).to.match(says);
      expect(status, stderr).to.equal(code);
      expect(stdout).to.equal("");
      expect(stderr.match(/^error: /gm), stderr).to.have.length(1);
      expect(flawOf(stderr.trim()), stderr).to.equal(undefined);
    });

  it("shows a defect as one, with a stack trace only when it is asked for", () => {
    // A file of the program's own that is damaged is no mistake of the user's.
    const file = path.join(copy.root, "cli", "commands", "config.ts");
    rmSync(file);
    writeFileSync(file, 'export function addConfigCommand() { throw new TypeError("odd"); }\n');
    try {
      const { status, stderr } = run(["plan"]);
      expect(status).to.equal(1);
      expect(stderr).to.match(
        /^error: This is a defect of bulkhead, .*TypeError: odd \(cli\/commands\/config\.ts:1\)/,
      );
      expect(stderr).to.contain("BULKHEAD_DEBUG=1");
      expect(flawOf(stderr.trim())).to.equal(undefined);
      expect(run(["plan"], { BULKHEAD_DEBUG: "1" }).stderr).to.match(/\n {4}at .*config\.ts:1/);
    } finally {
      rmSync(file);
    }
  });
});

describe("a hostile project, as a process", () => {
  it("is refused by every verb that reads it, and stays as it is", () => {
    const copy = copyProject(1);
    try {
      const file = path.join(copy.root, "Pulumi.global.yaml");
      rmSync(file);
      mkdirSync(file);
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [path.join(copy.root, "cli", "bulkhead.js"), ...args], {
          cwd: copy.root,
          encoding: "utf8",
        });
      const verbs = ["up --local", "region add westus3", "release start"];
      for (const verb of verbs) {
        const { status, stderr } = run(...verb.split(" "));
        expect(stderr, verb).to.match(/^error: Pulumi\.global\.yaml: It is no file, but a folder\./m);
        expect(status, verb).to.equal(1);
      }
      rmSync(file, { recursive: true });
      writeFileSync(file, stringify({ config: { "bulkhead:location": "\u001b[2J" } }));
      expect(run("plan").stderr).to.match(/^error: Pulumi\.global\.yaml: location: .*\\u001b\[2J/);
    } finally {
      copy.remove();
    }
  });
});
