import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { expect } from "chai";
import { chromium as playwright, type Browser, type Page } from "playwright-core";
import { rolloutOf } from "../../../cli/rollout.ts";
import { estimateCost } from "../../../graph/cost/estimate.ts";
import { renderPage, type Section } from "../../../graph/report/page.ts";
import {
  controlsSection,
  costSection,
  matrixSection,
  slaSection,
  statementsSection,
  timelineSection,
  topologySection,
} from "../../../graph/report/sections.ts";
import { flowSlas } from "../../../graph/sla/sla.ts";
import type { Finding } from "../../../graph/statements/check.ts";
import { readTopology } from "../../../graph/topology/read.ts";
import { platformGraph } from "../support/mocks.ts";

const hostile = `<script>document.title = "taken"</script>`;

function finding(outcome: Finding["outcome"]): Finding {
  return {
    statement: {
      id: outcome,
      text: hostile,
      seeds: ["000"],
      of: "stamp",
      from: "a",
      to: "b",
      expected: "denied",
    },
    stack: "stamp-eastus",
    outcome,
    because: "nsg deny",
  };
}

async function sections(): Promise<Section[]> {
  const graph = await platformGraph();
  const { timeline, serial, comparable, unneeded } = rolloutOf(graph);
  return [
    await topologySection(readTopology(graph)),
    statementsSection([finding("holds"), finding("absent")]),
    matrixSection([
      {
        stack: "stamp-eastus",
        columns: ["key-vault", "pypi.org"],
        rows: [{ from: "nodes", cells: ["yes", "no"] }],
      },
    ]),
    controlsSection({
      evaluated: 1,
      resources: 3,
      violations: 0,
      controls: [
        {
          id: "private-api",
          title: hostile,
          severity: "high",
          enforcement: "mandatory",
          result: "met",
          findings: [],
        },
      ],
    }),
    timelineSection(timeline, serial, comparable, unneeded),
    slaSection(flowSlas(graph)),
    costSection(estimateCost(graph)),
  ];
}

describe("report page", function () {
  it("puts a broken statement first and says so in the head", () => {
    const { figure, good, html } = statementsSection([finding("holds"), finding("broken")]);
    expect([figure, good]).to.deep.equal(["1 broken", false]);
    expect(html.indexOf(">broken<")).to.be.lessThan(html.indexOf(">holds<"));
    expect(statementsSection([finding("holds")]).good).to.equal(true);
  });

  it("leaves out what it is given no data for", () => {
    const page = renderPage({ title: "t", subtitle: "s", sections: [] });
    expect(page).to.not.include("<section");
  });

  describe("in a browser", () => {
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-report-"));
    const file = join(folder, "report.html");
    let browser: Browser;
    // One page for all tests: this Chromium runs in one process, which ends with its first page.
    let page: Page;

    async function open(width: number, height: number): Promise<void> {
      await page.setViewportSize({ width, height });
      await page.goto(pathToFileURL(file).href);
    }

    before(async () => {
      writeFileSync(
        file,
        renderPage({ title: "The platform", subtitle: "tests", sections: await sections() }),
      );
      browser = await playwright.launch({
        executablePath: await chromium.executablePath(),
        args: chromium.args,
        headless: true,
      });
      page = await browser.newPage();
    });

    after(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    it("shows every section, asks nobody for anything, runs no script and reports no error", async () => {
      const requests: string[] = [];
      const errors: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      await open(1400, 900);
      expect(requests.filter((url) => !url.startsWith("data:"))).to.deep.equal([pathToFileURL(file).href]);
      expect(errors).to.deep.equal([]);
      expect(await page.title()).to.equal("The platform");
      for (const id of ["topology", "statements", "matrix", "controls", "timeline", "sla", "cost"])
        expect(await page.locator(`section#${id}`).isVisible(), id).to.equal(true);
      expect(await page.locator("nav a").count()).to.equal(7);
      expect(await page.locator("script").count()).to.equal(0);
      expect(await page.locator("#controls td").allTextContents()).to.include(hostile);
    });

    it("keeps every text of the topology inside of its box", async () => {
      await open(1900, 1000);
      // Runs in the page: every text right of a box's left border must end before its right border.
      const outside = await page.evaluate<string[]>(`(() => {
        const svg = document.querySelector("#topology svg");
        const boxes = [...svg.querySelectorAll("rect")].map((rect) => rect.getBoundingClientRect());
        return [...svg.querySelectorAll("text")].flatMap((text) => {
          const t = text.getBoundingClientRect();
          const around = boxes.filter((b) => b.left <= t.left && b.top <= t.top && b.bottom >= t.bottom && b.right > t.left);
          const smallest = around.sort((a, b) => a.width * a.height - b.width * b.height)[0];
          return smallest !== undefined && t.right > smallest.right + 0.5 ? [text.textContent] : [];
        });
      })()`);
      expect(outside).to.deep.equal([]);
    });

    it("fits a narrow screen without scrolling the page sideways", async () => {
      await open(390, 800);
      const widths = await page.evaluate<[number, number]>(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
      );
      expect(widths[0]).to.equal(widths[1]);
    });

    it("opens what is folded, by keyboard", async () => {
      await open(1400, 900);
      const row = page.locator("#cost details").first();
      await row.locator("summary").focus();
      await page.keyboard.press("Enter");
      expect(await row.locator("table").isVisible()).to.equal(true);
    });

    if (process.env["SCREENSHOT"] !== undefined)
      it("looks like this", async () => {
        await open(1400, 900);
        await page.screenshot({ path: process.env["SCREENSHOT"] ?? "", fullPage: true });
      });
  });
});
