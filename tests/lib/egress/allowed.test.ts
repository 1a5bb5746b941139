import { expect } from "chai";
import { allowed } from "./allowed.ts";
import committed from "./data/allowed.json" with { type: "json" };

describe("everything that firewalls can be told to let out", () => {
  it("is as committed; `npm run inventory` writes it anew", () => {
    expect(allowed()).to.deep.equal(committed);
  });
});
