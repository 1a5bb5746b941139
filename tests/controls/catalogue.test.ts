import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { evaluate } from "../../controls/evaluate.ts";
import { exampleResources } from "../../controls/resource.ts";
import type { Control, ExampleResource } from "../../controls/types.ts";
import { mutable, ourResources } from "./support/graph.ts";

const settings = { controls: {}, today: "2026-11-21" };
const kinds = ["global", "ops", "stamp"] as const;
const domains = ["network", "cluster", "data", "edge", "supply-chain", "identity", "operations"];

/** `CONTROL=id` narrows a run to one control. */
const chosen = process.env["CONTROL"];
const controls = catalogue.filter(({ id }) => chosen === undefined || id === chosen);

function say(control: Control, example: readonly ExampleResource[]): string[] {
  const { findings } = evaluate([control], exampleResources(example), settings);
  return findings.map(({ outcome, message }) => `${outcome}: ${message}`);
}

describe("controls/catalogue", () => {
  it("has ids of its own that begin with a domain", () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(new RegExp(`^(${domains.join("|")})-[a-z0-9-]+$`));
  });

  for (const control of controls) {
    describe(control.id, () => {
      it("says what, why, how to comply and where it comes from, in sentences", () => {
        const { title, why, remedy, references } = control;
        for (const text of [title, why, remedy]) expect(text).to.match(/^[A-Z].*\.$/s);
        expect([...references.mcsb, ...(references.pages ?? [])]).not.to.be.empty;
        expect(control.types).not.to.be.empty;
      });

      for (const [index, example] of control.accepts.entries()) {
        it(`accepts example ${index + 1}`, () => {
          expect(say(control, example)).to.deep.equal([]);
        });
      }

      for (const [index, example] of control.refuses.entries()) {
        it(`refuses example ${index + 1}`, () => {
          const said = say(control, example);
          expect(said).not.to.be.empty;
          for (const sentence of said) expect(sentence).to.match(/^refused: .+\.$/s);
        });
      }

      it("has one example of each, at least", () => {
        expect(control.accepts).not.to.be.empty;
        expect(control.refuses).not.to.be.empty;
      });

      it("fires, with its relatives and no other, when our stack is broken in this way", async () => {
        const { stack, values, change, alsoFires = [] } = control.breaks;
        const whole = mutable(await ourResources(stack, values));
        change(whole);
        const rest = await Promise.all(
          kinds.filter((kind) => kind !== stack).map((kind) => ourResources(kind)),
        );
        const { findings } = evaluate(catalogue, [...whole.resources(), ...rest.flat()], settings);
        const fired = new Set(findings.map((finding) => finding.control));
        expect([...fired].toSorted()).to.deep.equal([control.id, ...alsoFires].toSorted());
        expect(findings.filter(({ outcome }) => outcome === "undecided")).to.be.empty;
      });
    });
  }

  it("finds nothing in our stacks, and decides everything", async () => {
    const resources = (await Promise.all(kinds.map((kind) => ourResources(kind)))).flat();
    const { evaluated, findings } = evaluate(catalogue, resources, settings);
    const said = findings.map(({ control, resource, message }) => `${control} ${resource?.name}: ${message}`);
    expect(said).to.deep.equal([]);
    expect(evaluated).not.to.be.empty;
  });
});
