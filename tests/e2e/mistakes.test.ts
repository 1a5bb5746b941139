import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { engineMissing, Project } from "./kit.ts";

/** What a person does to a project, and what the one message must say. */
const mistakes: readonly { what: string; make: (root: string) => void; says: RegExp }[] = [
  {
    what: "a misspelt key",
    make: (root) => edit(root, "stamp-eastus", "bulkhead:network:", "bulkhead:netwrok:"),
    says: /^error: Pulumi\.stamp-eastus\.yaml: netwrok: .*network/,
  },
  {
    what: "an unknown region",
    make: (root) => edit(root, "global", /bulkhead:location: \w+/, "bulkhead:location: eastuss"),
    says: /^error: Pulumi\.global\.yaml: location: .*eastuss.*eastus/,
  },
  {
    what: "a region without zones",
    make: (root) => rename(root, "stamp-eastus", "stamp-northcentralus", "northcentralus"),
    says: /^error: Pulumi\.stamp-northcentralus\.yaml: .*no availability zones/,
  },
  {
    what: "a location that disagrees with the file name",
    make: (root) => edit(root, "stamp-eastus", "bulkhead:location: eastus", "bulkhead:location: eastus2"),
    says: /^error: Pulumi\.stamp-eastus\.yaml: location: .*eastus2/,
  },
  {
    what: "an address space that overlaps another stamp's",
    make: (root) =>
      edit(
        root,
        "stamp-eastus",
        /addressSpace: [\d./]+/,
        `addressSpace: ${spaceOf(root, "stamp-westeurope")}`,
      ),
    says: /^error: Pulumi\.stamp-(eastus|westeurope)\.yaml: network\.addressSpace: .*Pulumi\.stamp-/,
  },
  {
    what: "an address space that is too small",
    make: (root) => edit(root, "stamp-eastus", /(addressSpace: [\d.]+)\/\d+/, "$1/26"),
    says: /^error: Pulumi\.stamp-eastus\.yaml: network\.addressSpace: .*\/\d\d/,
  },
  {
    what: "two stamps with one name",
    make: (root) => copyFileSync(file(root, "stamp-eastus"), path.join(root, "Pulumi.stamp-eastus.yml")),
    says: /^error: Pulumi\.stamp-eastus\.ya?ml: .*same stack/,
  },
  {
    what: "a syntax error",
    make: (root) => appendFileSync(file(root, "stamp-eastus"), "\n  bulkhead:tags: {a: b\n"),
    says: /^error: Pulumi\.stamp-eastus\.yaml, line \d+: .*YAML/,
  },
  {
    what: "a folder that cannot be written",
    make: (root) => writeFileSync(path.join(root, ".rehearsal"), "a file where the folder should be"),
    says: /^error: \.rehearsal: .*cannot write.*(delete|access)/,
  },
];

function file(root: string, stack: string): string {
  return path.join(root, `Pulumi.${stack}.yaml`);
}

function edit(root: string, stack: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file(root, stack), "utf8");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`nothing to change in ${stack}`);
  writeFileSync(file(root, stack), changed);
}

function rename(root: string, from: string, to: string, location: string): void {
  copyFileSync(file(root, from), file(root, to));
  rmSync(file(root, from));
  edit(root, to, /bulkhead:location: \w+/, `bulkhead:location: ${location}`);
}

function spaceOf(root: string, stack: string): string {
  return /addressSpace: ([\d./]+)/.exec(readFileSync(file(root, stack), "utf8"))?.[1] ?? "";
}

describe("a mistake", function () {
  let project: Project;
  /** The stack files without a mistake, by name. */
  let right: readonly (readonly [name: string, text: string])[];

  before(() => {
    project = new Project(2);
    right = project.stackFiles.map((name) => [name, readFileSync(path.join(project.root, name), "utf8")]);
  });
  afterEach(() => {
    project.stop();
    rmSync(path.join(project.root, ".rehearsal"), { recursive: true, force: true });
    for (const name of readdirSync(project.root).filter((each) => /^Pulumi\..+\.ya?ml$/.test(each)))
      rmSync(path.join(project.root, name));
    for (const [name, text] of right) writeFileSync(path.join(project.root, name), text);
  });
  after(() => project.remove());

  for (const { what, make, says } of mistakes) {
    it(`such as ${what} stops everything before it starts, with one message`, () => {
      make(project.root);
      const { code, stdout, stderr } = project.bulkhead("up", "--local");
      expect(code).to.equal(1);
      expect(stdout).to.equal("");
      expect(stderr).to.match(says);
      expect(stderr.trim().split("\n")).to.have.length(1);
      expect(existsSync(path.join(project.root, ".rehearsal", "azure.db"))).to.equal(false);
    });
  }

  it("such as a stamp without its global stack says what to run", async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    const { code, stderr } = project.bulkhead("up", "--local", "--only", "stamp-eastus");
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /'stamp-eastus' builds on 'global', which is not deployed.*npx bulkhead up --only global/s,
    );
    expect(project.azure()).to.deep.equal([]);
  });

  it("such as an unknown stack name lists the known ones", () => {
    const { code, stderr } = project.bulkhead("preview", "--only", "stamp-mars");
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /There is no stack 'stamp-mars'. Choose from: global, ops-eastus, stamp-eastus, stamp-westeurope/,
    );
  });
});
