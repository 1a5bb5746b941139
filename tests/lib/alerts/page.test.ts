import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { alertsPage } from "../../../lib/alerts/page.ts";

describe("page of the alerts", () => {
  it("is the committed one", () => {
    const committed = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "alerts.md"), "utf8");
    expect(alertsPage()).to.equal(committed);
  });
});
