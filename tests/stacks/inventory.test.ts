import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
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
