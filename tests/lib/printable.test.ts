import { expect } from "chai";
import fc from "fast-check";
import { printable, shortened, shown } from "../../lib/printable.ts";

describe("lib/printable", () => {
  it("writes out what a terminal would obey or not show", () => {
    expect(printable("a\u001b[2Jb\u0000\u202Ec\ud800")).to.equal("a\\u001b[2Jb\\u0000\\u202ec\\ud800");
    expect(printable("é ß 漢 🚀\nnext")).to.equal("é ß 漢 🚀\nnext");
  });

  it("leaves the middle of a long text out, and says how much", () => {
    expect(shortened("abc", 3)).to.equal("abc");
    expect(shortened("abcdef", 3)).to.equal("ab… 3 more characters …f");
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 2, max: 100 }), (text, most) => {
        expect(shortened(text, most).length).to.be.at.most(Math.max(most, 0) + 30);
      }),
    );
  });

  it("shows values short, and not what is inside of others", () => {
    expect([
      shown("x"),
      shown(7),
      shown(NaN),
      shown(null),
      shown(undefined),
      shown([]),
      shown(["x"]),
    ]).to.deep.equal(['"x"', "7", "NaN", "null", "nothing", "An empty list", "A list"]);
    expect(shown({ name: "x", uri: "https://example.com/secret" })).to.equal("A section (name, uri)");
    expect(shown({})).to.equal("An empty section");
    expect(shown("x".repeat(1000))).to.have.length.below(160);
  });
});
