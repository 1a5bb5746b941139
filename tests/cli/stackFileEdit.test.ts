import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import { setStackValue, withStackValue } from "../../cli/stackFileEdit.ts";

const text = `# yaml-language-server: $schema=config/schemas/stamp.json
# East US
config:
  bulkhead:location: eastus # the first one
  bulkhead:network:
    addressSpace: 10.10.0.0/20
`;
const edit = (before: string, keys: readonly [string, ...string[]], value: boolean | number | undefined) =>
  withStackValue("Pulumi.stamp-eastus.yaml", before, keys, value);

describe("changing one value of a stack file", () => {
  it("adds it and leaves the rest, comments included, as it was", () => {
    expect(edit(text, ["edge", "enabled"], false)).to.equal(`${text}  bulkhead:edge:\n    enabled: false\n`);
  });

  it("takes it away again, with the map that it leaves empty", () => {
    expect(edit(edit(text, ["edge", "enabled"], false), ["edge", "enabled"], undefined)).to.equal(text);
  });

  it("keeps a map that has other keys, and their comments", () => {
    const given = `${text}  bulkhead:edge:\n    # half of the others\n    weight: 250\n    enabled: false\n`;
    expect(edit(given, ["edge", "enabled"], undefined)).to.equal(
      `${text}  bulkhead:edge:\n    # half of the others\n    weight: 250\n`,
    );
  });

  it("folds no line that was not folded", () => {
    const reason = "a reason of many words ".repeat(12).trim();
    const given = `config:\n  bulkhead:firewall:\n    allowedHosts:\n      - { host: a.example.com, reason: ${reason} }\n`;
    expect(edit(given, ["edge", "enabled"], false)).to.contain(reason);
  });

  it("does not touch a file that says so already", () => {
    expect(edit("config: {}\n\n\n", ["edge", "enabled"], undefined)).to.equal("config: {}\n\n\n");
  });

  it("changes nothing but that value, whatever else is there", () => {
    const key = fc.stringMatching(/^[a-z]{1,8}$/);
    const others = fc.dictionary(key, fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 5 });
    fc.assert(
      fc.property(others, fc.integer(), (given, value) => {
        const config = Object.fromEntries(
          Object.entries(given).map(([name, at]) => [`bulkhead:x${name}`, at]),
        );
        const before = JSON.stringify({ config });
        const after = parse(edit(before, ["edge", "weight"], value)) as object;
        expect(after).to.deep.equal({ config: { ...config, "bulkhead:edge": { weight: value } } });
      }),
    );
  });

  it("refuses what is no YAML", () => {
    expect(() => edit("config: [", ["edge", "enabled"], false)).to.throw(
      /Pulumi\.stamp-eastus\.yaml.*not valid YAML/s,
    );
  });

  it("writes in one step and leaves nothing beside the file", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-edit-"));
    try {
      const file = path.join(folder, "Pulumi.stamp-eastus.yaml");
      writeFileSync(file, text);
      expect(setStackValue(folder, "stamp-eastus", ["edge", "enabled"], false)).to.equal(true);
      expect(setStackValue(folder, "stamp-eastus", ["edge", "enabled"], false)).to.equal(false);
      expect(readFileSync(file, "utf8")).to.contain("enabled: false");
      expect(readdirSync(folder)).to.deep.equal(["Pulumi.stamp-eastus.yaml"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
