import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { siteConfigText } from "../../../cli/content/objects.ts";
import packageFile from "../../package.json" with { type: "json" };
import { siteTitle } from "../../smoke/checks.ts";
import { serveFolder } from "../../local/folder.ts";
import { forwardTo, startProxy, type Proxy } from "../../local/proxy.ts";
import { openBrowser } from "../support/browser.ts";
import { builtSite } from "../support/builtSite.ts";
import { fakePlatform, type FakePlatform } from "../support/fakePlatform.ts";

const { version } = packageFile;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("site", () => {
  let site: Awaited<ReturnType<typeof builtSite>>;
  let platform: FakePlatform;
  let proxy: Proxy;
  let browser: Browser;
  // One page for all tests: this Chromium runs in one process, which ends with its first page.
  let page: Page;
  let errors: string[];

  before(async function () {
    this.timeout(60_000);
    site = await builtSite();
    browser = await openBrowser();
    page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    // The content policy's refusals arrive here as well.
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        errors.push(message.text());
    });
  });
  after(async () => {
    await browser.close();
    site.remove();
  });
  beforeEach(async () => {
    errors = [];
    platform = await fakePlatform();
    proxy = await startProxy(
      [
        { prefix: "/", handler: serveFolder(site.folder) },
        { prefix: "/catalogservice/", handler: forwardTo(Number(new URL(platform.url).port)) },
      ],
      0,
    );
    await page.setViewportSize({ width: 1200, height: 900 });
  });
  afterEach(async () => {
    await page.goto("about:blank");
    await proxy.close();
    await platform.close();
    expect(errors, "errors in the browser").to.deep.equal([]);
  });

  const open = (hash = ""): Promise<unknown> => page.goto(`${proxy.url}/${hash}`);
  const item = () => {
    const [first] = platform.items;
    if (first === undefined) throw new Error("There is no item.");
    return first;
  };
  const openItem = async (): Promise<void> => {
    await open(`#/item/${item().id}`);
    await page.getByRole("heading", { level: 1, name: item().name }).waitFor();
  };

  it("lists the items, asks nobody else for anything, and has the title that the smoke tests ask for", async () => {
    const asked: string[] = [];
    const listener = (request: { url(): string }) => asked.push(request.url());
    page.on("request", listener);
    await open();
    await page.getByRole("link", { name: "Lamp" }).waitFor();
    page.off("request", listener);
    expect(await page.title()).to.equal(siteTitle);
    expect(await page.getByText("$12.50").count()).to.equal(1);
    for (const url of asked) expect(new URL(url).origin).to.equal(new URL(proxy.url).origin);
    expect(await page.locator("footer").textContent()).to.equal(`Version ${version} · Data from East US`);
  });

  it("says that there is nothing", async () => {
    platform.items.length = 0;
    await open();
    await page.getByText("There is nothing in the catalogue yet.").waitFor();
  });

  it("leads to an item and back by keyboard alone, with the focus on the heading", async () => {
    await open();
    await page.getByRole("link", { name: "Lamp" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).to.equal("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).to.equal("Lamp");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Lamp" }).waitFor();
    expect(await page.evaluate("document.activeElement.tagName")).to.equal("H1");
    expect(await page.title()).to.equal("Lamp – Catalogue");
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "All items" }).waitFor();
  });

  it("adds a comment: says that it is queued, waits, and shows it", async () => {
    platform.delay = 700;
    await openItem();
    await page.getByText("Nobody has said anything yet.").waitFor();
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Your comment").fill("<b>Bright</b>\nand quiet");
    await page.getByRole("button", { name: "Add comment" }).click();
    await page.getByText("Your comment is queued; it appears in a moment.").waitFor();
    expect(await page.getByLabel("Your comment").inputValue()).to.equal("");
    await page.getByText("Your comment is there. Thank you.").waitFor();
    expect(await page.locator(".comments .text").allTextContents()).to.deep.equal([
      "<b>Bright</b>\nand quiet",
    ]);
    expect(await page.locator(".comments .author").textContent()).to.match(/^Ada .*20\d\d/);
  });

  it("does not send a comment without text, or twice", async () => {
    await openItem();
    await page.getByRole("button", { name: "Add comment" }).click();
    expect(await page.evaluate("document.activeElement.name")).to.equal("authorName");
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Your comment").fill("Once");
    await page.getByRole("button", { name: "Add comment" }).dblclick();
    await page.getByText("Your comment is there. Thank you.").waitFor();
    expect(platform.comments).to.have.length(1);
  });

  it("adds a rating and counts it", async () => {
    await openItem();
    await page.getByText("Nobody has rated this yet.").waitFor();
    await page.getByRole("radio", { name: "4" }).check();
    await page.getByRole("button", { name: "Rate" }).click();
    await page.getByText("Your rating counts. Thank you.").waitFor();
    await page.getByText("4.0 of 5, 1 vote", { exact: true }).waitFor();
  });

  it("says why a comment was not taken, keeps it, and names the request", async () => {
    await openItem();
    platform.override = (method) =>
      method === "POST"
        ? { status: 503, headers: { "x-correlation-id": "request-1" }, body: { status: 503 } }
        : undefined;
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Your comment").fill("Bright");
    await page.getByRole("button", { name: "Add comment" }).click();
    await page.getByText("The catalogue is busy.").waitFor();
    expect(await page.locator(".failed code").textContent()).to.equal("request-1");
    expect(await page.getByLabel("Your comment").inputValue()).to.equal("Bright");
    expect(await page.getByRole("button", { name: "Add comment" }).isEnabled()).to.equal(true);
  });

  it("says that the catalogue cannot be reached, and shows it when it is back", async () => {
    platform.override = () => ({ status: 502, body: "nobody" });
    await open();
    await page.getByRole("heading", { name: "The catalogue cannot be reached" }).waitFor();
    expect(await page.locator("main code").textContent()).to.match(/^[0-9a-f-]{36}$/);
    platform.override = undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: "Lamp" }).waitFor();
  });

  it("takes an answer that is no JSON, as the sorry page's, for none", async () => {
    platform.override = () => ({
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<h1>Sorry</h1>",
    });
    await open();
    await page.getByRole("heading", { name: "The catalogue cannot be reached" }).waitFor();
  });

  it("knows no other items and no other pages", async () => {
    await open("#/item/none");
    await page.getByRole("heading", { name: "There is no such item" }).waitFor();
    for (const hash of ["#/elsewhere", "#/item/%E0%A4%A"]) {
      await open(hash);
      await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    }
  });

  it("shows pictures below /images/ and no others", async () => {
    item().imageUrl = "https://example.com/lamp.svg";
    await openItem();
    expect(await page.locator("img").count()).to.equal(0);
  });

  it("says which release and region the pages are of", async () => {
    await page.route("**/config.js", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: siteConfigText({ region: "West Europe" }),
      }),
    );
    await open();
    await page.getByText(`Version ${version} · Pages from West Europe · Data from East US`).waitFor();
    await page.unroute("**/config.js");
  });

  it("asks nothing further once its page was left", async () => {
    platform.delay = 60_000;
    await openItem();
    await page.getByRole("radio", { name: "5" }).check();
    await page.getByRole("button", { name: "Rate" }).click();
    await page.getByText("Your rating is queued").waitFor();
    await page.getByRole("link", { name: "All items" }).click();
    await page.getByRole("heading", { level: 1, name: "All items" }).waitFor();
    const before = platform.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(platform.asked.length).to.equal(before);
  });

  for (const colorScheme of ["light", "dark"] as const)
    it(`has no fault that axe finds, in the ${colorScheme} and on a phone without scrolling sideways`, async () => {
      await page.emulateMedia({ colorScheme });
      platform.comments.push({
        id: "1",
        catalogItemId: item().id,
        authorName: "Ada",
        text: "x".repeat(300),
        creationDate: "2026-11-21T10:00:00Z",
      });
      for (const [width, height] of [
        [1200, 900],
        [360, 740],
      ] as const) {
        await page.setViewportSize({ width, height });
        for (const visit of [open, openItem]) {
          await visit();
          await page.locator("h1").waitFor();
          // As a tool of the test, not of the page: its content policy lets no foreign script in.
          const found = await page.evaluate<string[]>(
            `${axe}; axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target).join()))`,
          );
          expect(found).to.deep.equal([]);
          expect(await page.evaluate("document.documentElement.scrollWidth")).to.be.at.most(width);
          const shots = process.env["SCREENSHOTS"];
          if (shots !== undefined)
            await page.screenshot({
              path: join(shots, `${visit === open ? "list" : "item"}-${colorScheme}-${width}.png`),
              fullPage: true,
            });
        }
      }
    });

  it("is made of files that the content policy lets through and that may be kept", () => {
    const html = readFileSync(join(site.folder, "index.html"), "utf8");
    expect(html).to.not.match(/<style|style=|<script(?![^>]*src=)| on[a-z]+=/);
    for (const name of readdirSync(join(site.folder, "assets")))
      expect(name).to.match(/-[0-9a-f]{8}\.(js|css)$/);
  });
});
