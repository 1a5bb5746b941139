import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { controlsPage } from "../../controls/page.ts";

describe("controls/page", () => {
  it("has a section for every control", () => {
    const text = controlsPage();
    for (const { id } of catalogue) expect(text).to.contain(`\n### ${id}\n`);
  });

  it("is what docs/controls.md holds: otherwise run `npm run derived`", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/controls.md"), "utf8");
    expect(page).to.equal(controlsPage());
  });
});
