import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import {
  changedText,
  changeStackFile,
  foreignKey,
  removeStackFile,
  wantedWeight,
} from "../../../cli/release/stackFile.ts";
import { statusLines, statusOf } from "../../../cli/release/status.ts";
import { goodFiles, refusal, withFiles } from "../../config/support.ts";
import { worldOf } from "./world.ts";

const file = "Pulumi.stamp-eastus.yaml";
const text = `# east
config:
  # where
  bulkhead:location: eastus
  bulkhead:edge:
    enabled: false # drained by hand
    priority: 2
`;

describe("a stack file of a release", () => {
  it("is changed where it has to, and stays as it was otherwise", () => {
    expect(changedText(file, text, { weight: 50, generation: { replaces: "stamp-x", steps: [1, 2] } })).to
      .equal(`# east
config:
  # where
  bulkhead:location: eastus
  bulkhead:edge:
    priority: 2
    weight: 50
  release:generation:
    replaces: stamp-x
    steps: [ 1, 2 ]
`);
    // A stamp that is drained stays so, however that is written.
    expect(changedText(file, text, { weight: 0 })).to.contain("enabled: false");
  });

  it("loses single keys of a release, and all of them when it is over", () => {
    const running = changedText(file, text, { generation: { replaces: "stamp-x", since: "now" } });
    const paused = changedText(file, running, { generation: { since: undefined } });
    expect(foreignKey(file, paused, "release:generation")).to.deep.equal({ replaces: "stamp-x" });
    expect(changedText(file, paused, { settled: true })).to.equal(text);
  });

  it("is refused when it is no YAML", () => {
    const broken = "config:\n  a: [1\n";
    expect(refusal(() => changedText(file, broken, { weight: 1 })).message).to.match(
      /eastus\.yaml, line 3: This is not valid YAML/,
    );
  });

  it("is written whole, and taken away", () => {
    withFiles(goodFiles, (root) => {
      changeStackFile(root, "stamp-eastus", { weight: 7 });
      expect(readFileSync(path.join(root, file), "utf8")).to.match(/edge:\n {4}weight: 7\n$/);
      removeStackFile(root, "stamp-eastus");
      removeStackFile(root, "stamp-eastus");
      expect(readdirSync(root).filter((name) => name.includes("eastus"))).to.deep.equal([]);
    });
  });

  it("asks for no requests when it is disabled, or speaks what Front Door does not", () => {
    const weight = (values: Record<string, unknown>) => wantedWeight({ file, values });
    expect(weight({})).to.equal(500);
    expect(weight({ edge: { weight: 9 } })).to.equal(9);
    expect(weight({ edge: { weight: 9, enabled: false } })).to.equal(0);
    expect(weight({ gateway: { protocol: "http" } })).to.equal(0);
  });
});

describe("the status of a release", () => {
  it("says region by region how far it is", () => {
    const world = worldOf([{ name: "eastus", weight: 500, wave: 1 }], [10]);
    const lines = (): string[] => statusLines(world.pairs());
    expect(lines()).to.deep.equal([
      "eastus: stamp-eastus (weight 500) → stamp-eastus-b (not deployed)",
      "  wave 1, new, 0 %, next 10 %",
    ]);
    world.deploy("stamp-eastus-b");
    world.change({ stack: "stamp-eastus-b", weight: 50 });
    world.apply("stamp-eastus-b");
    world.mark("stamp-eastus-b", "since");
    expect(lines()).to.deep.equal([
      "eastus: stamp-eastus (weight 500) → stamp-eastus-b (weight 50)",
      "  wave 1, shifting, 10 %, next 100 %, since 2027-03-05T12:00:00Z",
    ]);
    const standing = world.stacks.get("stamp-eastus-b");
    if (standing) Object.assign(standing, { approved: false, weights: [50, 0] });
    expect(lines()[0]).to.contain("(weight 50 and 0, private link not approved)");
    world.change({ stack: "stamp-eastus-b", weight: 0, halted: "it was ill" });
    expect(lines()[1]).to.equal("  wave 1, taken back, 0 %: it was ill");
    world.change({ stack: "stamp-eastus-b", weight: 500 });
    const [pair] = world.pairs().map((found) => ({ ...found, halted: undefined }));
    expect(pair && statusOf(pair).state).to.equal("draining");
    expect(pair && statusOf({ ...pair, passed: true }).state).to.equal("finishing");
  });
});
