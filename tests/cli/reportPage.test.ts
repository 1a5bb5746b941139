import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { reportPage, writeReportPage } from "../../cli/reportPage.ts";
import { summaryText } from "../../cli/summary.ts";
import { platformGraph } from "../graph/support/mocks.ts";

describe("the page that a rehearsal leaves behind", function () {
  it("has a section for everything that the graph tells, and none without data", async () => {
    const graph = await platformGraph();
    const page = await reportPage({ graph, source: "a test", findings: [], controls: undefined });
    const ids = [...page.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).to.deep.equal(["topology", "matrix", "timeline", "sla", "cost"]);
    expect(page).to.include("read from a test on ");
  });

  it("is written into the folder of the rehearsal, and the summary says where", async () => {
    const root = mkdtempSync(join(tmpdir(), "bulkhead-page-"));
    const graph = await platformGraph();
    const file = await writeReportPage(root, { graph, source: "a test", findings: [], controls: undefined });
    expect(file).to.equal(join(".rehearsal", "report.html"));
    expect(readFileSync(join(root, file), "utf8")).to.match(/^<!doctype html>/);
    rmSync(root, { recursive: true });
    const summary = {
      verb: "up",
      rehearsal: true,
      ok: true,
      stacks: [],
      simulatedMinutes: undefined,
    } as const;
    expect(summaryText({ ...summary, resume: undefined, page: file })).to.match(
      /All of it on one page: \.rehearsal.report\.html$/,
    );
  });
});
