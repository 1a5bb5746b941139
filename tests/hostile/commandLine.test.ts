import { rmSync, writeFileSync } from "node:fs";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { copyProject, type ProjectCopy } from "../../rehearsal/projectCopy.ts";
import { CommandLine, commandLines, type Ran } from "./support/commandLine.ts";
import { flawOf } from "./support/refusals.ts";
import { fuzz } from "./support/runs.ts";

/** Verbs that read stack files or change them, and start nothing. */
const really = [
  "config",
  "egress",
  "images",
  "plan",
  "recovery",
  "region add",
  "release start",
  "faults",
  "faults check",
];

/** Files that verbs may write. */
const written = (root: string): Record<string, string> =>
  Object.fromEntries(
    [...readdirSync(root).filter((name) => name.startsWith("Pulumi.")), "lib/images/images.lock.json"].map(
      (name) => [name, readFileSync(path.join(root, name), "utf8")],
    ),
  );

describe("hostile command lines", () => {
  let copy: ProjectCopy;
  let cli: CommandLine;
  let sound: Record<string, string>;
  before(async () => {
    copy = copyProject(2);
    cli = await CommandLine.of(copy.root, really);
    sound = written(copy.root);
  });
  after(() => copy.remove());

  const restore = (now: Readonly<Record<string, string>>) => {
    for (const name of Object.keys(now)) if (!(name in sound)) rmSync(path.join(copy.root, name));
    for (const [name, text] of Object.entries(sound))
      if (now[name] !== text) writeFileSync(path.join(copy.root, name), text);
  };

  const judge = ({ code, stderr }: Ran, args: readonly string[]) => {
    const answers = ["drift", "reach"].includes(args[0] ?? "");
    if (code === 0) return;
    expect([1, answers ? 2 : 1], "the exit code").to.include(code);
    // A verb that only holds others says which.
    if (stderr.startsWith("Usage: ")) return;
    const message = stderr.split("\n").find((line) => line.startsWith("error: "));
    expect(message, `no message: ${stderr}`).to.be.a("string");
    expect(message).not.to.contain("defect of bulkhead");
    expect(flawOf(stderr.trim()), stderr).to.equal(undefined);
  };

  it("end with one message that helps, or are carried out, and change nothing when they are refused", async () => {
    await fuzz(400, commandLines(cli.verbs()), async (args) => {
      const ran = await cli.run(args);
      const now = written(copy.root);
      try {
        judge(ran, args);
        if (ran.code !== 0) expect(now).to.deep.equal(sound);
      } finally {
        restore(now);
      }
    });
  });
});
