import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { stringify } from "yaml";
import { catalogue, faultRow } from "../../rehearsal/faults/catalogue.ts";
import { readFaultFile } from "../../rehearsal/faults/file.ts";
import { fits } from "../../rehearsal/faults/plan.ts";
import { projectRoot } from "../support/runStack.ts";
import { fuzz } from "./support/runs.ts";
import { refusalInFile } from "./support/refusals.ts";
import { Folder } from "./support/stackFolder.ts";
import { hostileText, hostileValue, ownKeys, trickyKeys } from "./support/values.ts";
import { yamlTricks } from "./support/yamlTricks.ts";

describe("hostile fault files", () => {
  const folder = new Folder();
  after(() => folder.remove());

  const read = (text: string | Uint8Array) => {
    folder.hold({ "faults.yaml": text });
    return refusalInFile(() => readFaultFile(join(folder.root, "faults.yaml")), /^faults\.yaml/);
  };
  const known = ["fault", "type", "name", "stack", "operation", "after", "times"];

  it("are refused with the entry and its key, or taken, whatever an entry holds", async () => {
    const row = fc.constantFrom(...catalogue);
    const cases = row.chain(({ id }) => {
      const { parameters } = faultRow(id);
      const key = fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...known, ...Object.keys(parameters)) },
        { weight: 1, arbitrary: fc.constantFrom(...trickyKeys) },
        { weight: 1, arbitrary: hostileText },
      );
      return fc.array(fc.tuple(key, hostileValue), { maxLength: 3 }).map((odd) => ({ id, odd }));
    });
    await fuzz(400, cases, async ({ id, odd }) => {
      const entry = ownKeys([["fault", id], ...odd]);
      const text = stringify(
        { faults: [{ fault: id }, entry] },
        { aliasDuplicateObjects: false, lineWidth: 0 },
      );
      const refusal = await read(text);
      if (refusal?.key !== undefined) expect(refusal.key).to.match(/^faults(\[\d\]|$)/);
    });
  });

  it("are refused, or taken, whatever their text", async () => {
    const ready = join(projectRoot, "docs", "examples", "faults");
    const texts = readdirSync(ready).map((name) => readFileSync(join(ready, name), "utf8"));
    const damaged = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(20), hostileText)
      .map(([text, at, length, instead]) => {
        const from = at % text.length;
        return text.slice(0, from) + instead + text.slice(from + length);
      });
    await fuzz(200, damaged, async (text) => void (await read(text)));
  });

  for (const [what, { text }] of Object.entries(yamlTricks))
    it(`are refused with ${what}`, async () => expect(await read(text)).to.be.instanceOf(Error));

  it("have patterns that mean what they say", async () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const plain = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    await fuzz(500, fc.tuple(letters, plain), ([glob, text]) => {
      const expression = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(fits(glob, text)).to.equal(expression.test(text));
    });
  });

  it("have patterns that are matched in no time", () => {
    const began = performance.now();
    for (const pattern of ["*".repeat(200), "*a".repeat(100), "a*".repeat(100), "?*".repeat(100)])
      fits(`${pattern}!`, "a".repeat(400));
    // A pattern that tries every way to divide the text would not end at all.
    expect(performance.now() - began).to.be.lessThan(5_000);
  });
});
