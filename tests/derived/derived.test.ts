import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { derivedFiles } from "../../derived/files.ts";
import { staleDerived, writeDerived, type DerivedFile } from "../../derived/keep.ts";

const root = join(import.meta.dirname, "..", "..");

describe("derived files", () => {
  for (const file of derivedFiles()) {
    it(`are as their data says: ${file[0]}; otherwise run \`npm run derived\``, () =>
      expect(staleDerived(root, [file])).to.deep.equal([]));
  }

  it("are all the schemas that there are", () => {
    const schemas = readdirSync(join(root, "config", "schemas")).map((file) => `config/schemas/${file}`);
    expect(derivedFiles().map(([file]) => file)).to.include.members(schemas);
  });

  it("name one place each", () => {
    const files = derivedFiles().map(([file]) => file);
    expect(new Set(files).size).to.equal(files.length);
  });
});

describe("keeping derived files", () => {
  let folder: string;
  const files: readonly DerivedFile[] = [
    ["a.txt", "one\n"],
    ["b/c/d.txt", "two\n"],
  ];
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bulkhead-derived-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes them, with the folders that they need", () => {
    writeDerived(folder, files);
    expect(readFileSync(join(folder, "a.txt"), "utf8")).to.equal("one\n");
    expect(readFileSync(join(folder, "b/c/d.txt"), "utf8")).to.equal("two\n");
    expect(staleDerived(folder, files)).to.deep.equal([]);
  });

  it("names what is not there and what holds something else, and writes nothing", () => {
    writeFileSync(join(folder, "a.txt"), "one");
    expect(staleDerived(folder, files)).to.deep.equal(["a.txt", "b/c/d.txt"]);
    expect(readdirSync(folder)).to.deep.equal(["a.txt"]);
  });

  it("does not take an unreadable file for one that is not there", () => {
    mkdirSync(join(folder, "a.txt"));
    expect(() => staleDerived(folder, files)).to.throw("EISDIR");
  });

  it("is a program that refuses options which it does not have", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, "derived", "main.ts"), "--check", "--wrong"],
      { encoding: "utf8" },
    );
    expect(stderr).to.equal("error: unknown option '--wrong'\n");
    expect(status).to.equal(1);
  });
});
