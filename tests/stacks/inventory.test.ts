import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { needsTable, page, withTable } from "../docs/needsTable.ts";
import { inventories, inventoryFolder } from "../support/inventory.ts";

describe("the inventory of the committed stacks", () => {
  it("is what they register: after a change that is meant, run `npm run inventory` and review the diff", async () => {
    const texts = await inventories();
    expect(readdirSync(inventoryFolder).sort()).to.deep.equal([...texts.keys()].sort());
    for (const [file, text] of texts) {
      expect(readFileSync(join(inventoryFolder, file), "utf8"), file).to.equal(text);
    }
  });
});

// Here because the same runs answer both questions.
describe("the table of quotas in docs/azure.md", () => {
  it("is what the committed stack files want: after a change that is meant, run `npm run needs`", async () => {
    const text = readFileSync(page, "utf8");
    expect(withTable(text, await needsTable())).to.equal(text);
  });

  it("cannot be lost silently", () => {
    expect(() => withTable("a page without marks", "table")).to.throw("no marks");
    const written = withTable("<!-- needs: x -->\nold\n<!-- /needs -->", "new");
    expect(written).to.contain("new").and.not.to.contain("old");
  });
});
