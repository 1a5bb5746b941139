import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { messagesOf } from "./support/messages.ts";
import table from "./data/messages.json" with { type: "json" };

const committed: Readonly<Record<string, string[][]>> = table;

describe("what the controls say", () => {
  for (const control of catalogue)
    it(`${control.id} says it as committed; \`npm run inventory\` writes it anew`, () => {
      expect(messagesOf(control)).to.deep.equal(committed[control.id]);
    });

  it("has no messages of controls that are gone", () => {
    expect(Object.keys(committed)).to.deep.equal(catalogue.map(({ id }) => id));
  });
});
