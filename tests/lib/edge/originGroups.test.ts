import { expect } from "chai";
import { originGroupIds, originGroups } from "../../../lib/edge/originGroups.ts";

describe("origin groups", () => {
  it("give the API what its components answer, and the site the rest", () => {
    expect(originGroupIds).to.deep.equal(["api", "site", "images"]);
    expect(originGroups.api.patterns).to.deep.equal(["/catalogservice/*", "/healthservice/*"]);
    expect(originGroups.images.patterns).to.deep.equal(["/images/*"]);
    expect(originGroups.site.patterns).to.deep.equal(["/*"]);
  });

  it("ask each origin at a path of their own, and keep what is the same for everybody", () => {
    expect(originGroups.api.probePath).to.equal("/healthservice/health/stamp");
    expect(new Set(Object.values(originGroups).map(({ probePath }) => probePath)).size).to.equal(3);
    expect(Object.values(originGroups).map(({ id, cached }) => [id, cached])).to.deep.equal([
      ["api", false],
      ["site", true],
      ["images", true],
    ]);
  });
});
