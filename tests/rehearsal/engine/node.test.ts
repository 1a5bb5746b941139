import { expect } from "chai";
import { checkNode } from "../../../rehearsal/engine/node.ts";

describe("checkNode", () => {
  it("accepts the Node.js that runs this", () => {
    expect(() => checkNode()).not.to.throw();
  });

  it("accepts the minimum", () => {
    expect(() => checkNode({ version: "22.18.0", stripsTypes: true })).not.to.throw();
  });

  it("refuses an older one and names the remedy", () => {
    expect(() => checkNode({ version: "20.20.2", stripsTypes: false })).to.throw(
      /22\.18\.0 or newer is needed; this is 20\.20\.2\. Run `npm ci`/,
    );
    expect(() => checkNode({ version: "22.17.9", stripsTypes: true })).to.throw(/newer is needed/);
  });

  it("refuses one that does not strip types", () => {
    expect(() => checkNode({ version: "24.1.0", stripsTypes: false })).to.throw(
      /does not run TypeScript.*NODE_OPTIONS/,
    );
  });
});
