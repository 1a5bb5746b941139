import { mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { settings } from "../../chaos/choices.ts";
import { writeSmallPlatform } from "../../chaos/platform.ts";
import { randomOf, seedsOf, wholeFrom } from "../../chaos/random.ts";
import { homeRegion, otherRegion } from "../../chaos/regions.ts";
import { keptSequences } from "../../chaos/seeds.ts";
import { sequenceOf } from "../../chaos/sequence.ts";
import { sequenceText } from "../../chaos/text.ts";
import { documentOf, editStackFile, placeOf, setAt, textOf } from "../../cli/stackFileEdit.ts";
import { loadEnvironment } from "../../config/load.ts";
import { catalogue } from "../../rehearsal/faults/catalogue.ts";
import { parseFaults } from "../../rehearsal/faults/file.ts";

const many = seedsOf(7, 1000).map(sequenceOf);
const steps = many.flatMap((sequence) => sequence.steps);

describe("sequences of chaos", () => {
  it("are decided by their seed, and the n-th seed by the seed of all alone", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(sequenceOf(seed)).to.deep.equal(sequenceOf(seed));
        expect(seedsOf(seed, 3)).to.deep.equal(seedsOf(seed, 9).slice(0, 3));
      }),
    );
    expect(sequenceOf(1)).not.to.deep.equal(sequenceOf(2));
  });

  it("have one to four steps, and up to five troubles in each", () => {
    expect(new Set(many.map((sequence) => sequence.steps.length))).to.deep.equal(new Set([1, 2, 3, 4]));
    const troubles = steps.map(({ kills, faults }) => kills.length + faults.length);
    expect(Math.max(...troubles)).to.equal(5);
    expect(troubles.filter((count) => count === 0).length).to.be.below(steps.length / 4);
  });

  it("have every action, every start, every victim and every fault of the catalogue", () => {
    expect(new Set(steps.map(({ action }) => action.action)).size).to.equal(6);
    expect(new Set(many.map(({ start }) => start)).size).to.equal(4);
    expect(new Set(steps.flatMap(({ kills }) => kills.map(({ kill }) => kill))).size).to.equal(5);
    const met = new Set(steps.flatMap(({ faults }) => faults.map(({ fault }) => fault)));
    expect(catalogue.map(({ id }) => id).filter((id) => !met.has(id))).to.deep.equal([]);
  });

  it("have faults that a fault file may hold", () => {
    for (const { faults } of steps.slice(0, 200)) parseFaults({ faults }, "faults.yaml");
  });

  it("add a region that is not there, and remove one that is", () => {
    for (const sequence of many) {
      let both = sequence.start === "two stamps";
      for (const { action } of sequence.steps) {
        if (action.action === "add") expect(both, sequenceText(sequence)).to.equal(false);
        if (action.action === "remove") expect(both, sequenceText(sequence)).to.equal(true);
        both = action.action === "add" || (both && action.action !== "remove");
      }
    }
  });

  it("draw whole numbers evenly", () => {
    const random = randomOf(3);
    const drawn = Array.from({ length: 6000 }, () => wholeFrom(random, 1, 6));
    for (const side of [1, 2, 3, 4, 5, 6])
      expect(drawn.filter((number) => number === side).length).to.be.within(850, 1150);
  });
});

describe("the platform of chaos", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-chaos-"));
    writeSmallPlatform(root, [homeRegion, otherRegion]);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is one that the program accepts", () => {
    expect(loadEnvironment(root, undefined).map(({ stack }) => stack.text)).to.deep.equal([
      "global",
      `stamp-${homeRegion}`,
      `stamp-${otherRegion}`,
    ]);
  });

  for (const { stack, key, value } of settings) {
    it(`is one also with ${key.join(".")} changed, and then another one`, () => {
      const before = JSON.stringify(loadEnvironment(root, undefined));
      editStackFile(root, stack, (file, text) => {
        const document = documentOf(file, text);
        setAt(file, document, placeOf(key), value);
        return textOf(document);
      });
      expect(JSON.stringify(loadEnvironment(root, undefined))).not.to.equal(before);
    });
  }
});

describe("the kept sequences of chaos", () => {
  it("have seeds of their own, and faults that a fault file may hold", () => {
    expect(keptSequences).not.to.deep.equal([]);
    expect(new Set(keptSequences.map(({ seed }) => seed)).size).to.equal(keptSequences.length);
    for (const { steps } of keptSequences)
      for (const { faults } of steps) parseFaults({ faults }, "faults.yaml");
  });
});
