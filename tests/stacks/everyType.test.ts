import { expect } from "chai";
import type { StackRun } from "../support/runStack.ts";
import { globalRun, input, ofType, stampRun } from "../support/stacks.ts";
import { typeFacts } from "../support/typeFacts.ts";

const prefix = "azure-native:";

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");

describe("every resource of a type", function () {
  let runs: readonly StackRun[];
  before(async () => {
    runs = [await globalRun(), await stampRun(), await stampRun("stamp-westeurope")];
  });

  it("has facts that hold for it: a type without any is not tested", () => {
    const used = runs.flatMap(({ resources }) => resources.map(({ type }) => type));
    const types = new Set(
      used.filter((type) => type.startsWith(prefix)).map((type) => type.slice(prefix.length)),
    );
    expect(Object.keys(typeFacts)).to.have.members([...types]);
  });

  for (const [type, facts] of Object.entries(typeFacts)) {
    it(`${type}: ${Object.keys(facts).join(", ")}`, () => {
      for (const resource of runs.flatMap((run) => ofType(run, type))) {
        for (const [path, fact] of Object.entries(facts)) {
          const value = input(resource, path);
          const where = `${resource.name}: ${path}`;
          if (fact instanceof RegExp) expect(textOf(value), where).to.match(fact);
          else expect(value, where).to.deep.equal(fact);
        }
      }
    });
  }
});
