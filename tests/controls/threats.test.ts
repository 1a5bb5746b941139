import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { threatPage } from "../../controls/threatPage.ts";
import { threats, type Threat } from "../../controls/threats.ts";

const root = join(import.meta.dirname, "../..");
const letters = new Map([
  ["Spoofing", "S"],
  ["Tampering", "T"],
  ["Repudiation", "R"],
  ["Information disclosure", "I"],
  ["Denial of service", "D"],
  ["Elevation of privilege", "E"],
]);

/** What is wrong with a threat, in sentences. */
function problems(threat: Threat): string[] {
  const { id, kind, mitigations } = threat;
  return [
    ...(new RegExp(`^${letters.get(kind) ?? "?"}-[1-9]$`).test(id) ? [] : [`${id} is no id of ${kind}`]),
    ...(mitigations.length === 0 ? [`nothing stands against ${id}`] : []),
    ...mitigations.flatMap(({ what, controls, tests }) => [
      ...(controls.length + tests.length === 0 ? [`nothing holds '${what}' of ${id}`] : []),
      ...controls
        .filter((control) => !catalogue.some((known) => known.id === control))
        .map((control) => `${id} names the control ${control}, which does not exist`),
      ...tests
        .filter(({ file, name }) => {
          const path = join(root, file);
          return !existsSync(path) || !readFileSync(path, "utf8").includes(name);
        })
        .map(({ file, name }) => `${id} names the test '${name}' of ${file}, which does not exist`),
    ]),
  ];
}

describe("controls/threats", () => {
  it("has ids of its own, and all six kinds", () => {
    const ids = threats.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(new Set(threats.map(({ kind }) => kind))).to.deep.equal(new Set(letters.keys()));
  });

  for (const threat of threats) {
    it(`${threat.id} is held by controls and tests that exist`, () => {
      expect(problems(threat)).to.deep.equal([]);
    });

    it(`${threat.id} has a control, and a test of our own stacks`, () => {
      expect(threat.mitigations.flatMap(({ controls }) => controls)).not.to.be.empty;
      expect(threat.mitigations.flatMap(({ tests }) => tests)).not.to.be.empty;
    });
  }

  for (const { id, references } of catalogue)
    it(`${id} names the threats that name it`, () => {
      const named = threats
        .filter(({ mitigations }) => mitigations.some(({ controls }) => controls.includes(id)))
        .map((threat) => threat.id);
      expect([...(references.threats ?? [])].toSorted()).to.deep.equal(named.toSorted());
      expect(named).not.to.be.empty;
    });

  const [first] = threats as readonly [Threat, ...Threat[]];
  const mitigation = { what: "Nothing.", controls: [], tests: [] };
  const wrong: readonly (readonly [what: string, threat: Threat, says: RegExp])[] = [
    ["without mitigations", { ...first, mitigations: [] }, /nothing stands against/],
    ["with an empty mitigation", { ...first, mitigations: [mitigation] }, /nothing holds 'Nothing\.'/],
    [
      "with a control that does not exist",
      { ...first, mitigations: [{ ...mitigation, controls: ["data-no-such"] }] },
      /data-no-such, which does not exist/,
    ],
    [
      "with a test that does not exist",
      {
        ...first,
        mitigations: [{ ...mitigation, tests: [{ file: "tests/graph/model.test.ts", name: "no such" }] }],
      },
      /'no such' of tests\/graph\/model\.test\.ts, which does not exist/,
    ],
    ["with an id of another kind", { ...first, id: "T-9" }, /T-9 is no id of Spoofing/],
  ];
  for (const [what, threat, says] of wrong)
    it(`would notice a threat ${what}`, () => {
      expect(problems(threat).join("; ")).to.match(says);
    });

  it("is what docs/threat-model.md holds: otherwise run `npm run derived`", () => {
    expect(readFileSync(join(root, "docs/threat-model.md"), "utf8")).to.equal(threatPage());
  });

  it("has an anchor for every threat that docs/controls.md links to", () => {
    for (const { id } of threats) expect(threatPage()).to.contain(`\n### ${id}\n`);
  });
});
