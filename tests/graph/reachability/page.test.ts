import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { reachabilityPage } from "../../../graph/reachability/page.ts";
import { projectRoot } from "../../support/runStack.ts";

describe("docs/reachability.md", () => {
  it("says what the rules and statements say", () => {
    expect(readFileSync(join(projectRoot, "docs", "reachability.md"), "utf8")).to.equal(reachabilityPage());
  });
});
