import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { runSmoke } from "../../smoke/smoke.ts";
import { openBrowser } from "../support/browser.ts";

const script = join(import.meta.dirname, "..", "..", "local", "main.ts");

/** The command, with what it prints. */
function localRun(...args: string[]): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
} {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (text += String(data)));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { child, output: () => text, ended };
}

/** Ctrl-C: a terminal tells the whole group of processes. */
function interrupt({ child }: ReturnType<typeof localRun>): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
}

describe("npm run workload:local", () => {
  it("says how it is called, and that a port is taken before it starts anything", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const taken = (server.address() as AddressInfo).port;
    try {
      for (const [args, code, words] of [
        [["--help"], 0, "--port NUMBER"],
        [["--port", String(taken)], 1, `Port ${taken} is taken. Name another one with --port`],
        [["--port", "http"], 1, "'http' is no port"],
        [["--port", "70000"], 1, "'70000' is no port"],
        [["--nothing"], 1, "--nothing"],
      ] as const) {
        const run = localRun(...args);
        expect(await run.ended, words).to.equal(code);
        expect(run.output()).to.contain(words).and.to.not.contain("starting");
      }
    } finally {
      server.close();
    }
  });

  describe("with the real services", () => {
    let run: ReturnType<typeof localRun>;
    let browser: Browser;
    let page: Page;
    let url: string;
    let told: RegExpExecArray | null;

    before(async function () {
      this.timeout(120_000);
      run = localRun("--port", "0");
      const [opened] = await Promise.all([
        openBrowser(),
        new Promise<void>((resolve, reject) => {
          run.child.stdout?.on("data", () => {
            if (run.output().includes("Ctrl-C ends it all")) resolve();
          });
          void run.ended.then((code) => reject(new Error(`The run ended with ${code}:\n${run.output()}`)));
        }),
      ]);
      browser = opened;
      page = await browser.newPage();
      url = /site +(http:\S+)\//.exec(run.output())?.[1] ?? "";
      told = /logs +(\S+)/.exec(run.output());
    });
    after(async () => {
      await browser?.close();
      interrupt(run);
      await run.ended;
    });

    it("passes the smoke tests of a release", async () => {
      const { checks } = await runSmoke({ baseUrl: url });
      expect(checks.filter(({ passed }) => !passed)).to.deep.equal([]);
    });

    it("shows items with pictures; a comment that is added appears, a rating counts", async () => {
      await page.goto(url);
      await page.getByRole("link", { name: "Kettle" }).click();
      await page.getByRole("heading", { level: 1, name: "Kettle" }).waitFor();
      expect(
        await page.evaluate(
          "document.querySelector('img').complete && document.querySelector('img').naturalWidth > 0",
        ),
      ).to.equal(true);

      await page.getByLabel("Your name").fill("Ada");
      await page.getByLabel("Your comment").fill("It boils.");
      await page.getByRole("button", { name: "Add comment" }).click();
      await page.getByText("Your comment is there. Thank you.").waitFor();
      await page.getByRole("radio", { name: "3" }).check();
      await page.getByRole("button", { name: "Rate" }).click();
      await page.getByText("Your rating counts. Thank you.").waitFor();

      await page.reload();
      await page.getByText("It boils.").waitFor();
      expect(await page.locator(".rating").textContent()).to.equal("3.0 of 5, 1 vote");
      const shots = process.env["SCREENSHOTS"];
      if (shots !== undefined)
        for (const [width, colorScheme] of [
          [1200, "light"],
          [1200, "dark"],
          [390, "light"],
        ] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          await page.screenshot({
            path: join(shots, `real-item-${colorScheme}-${width}.png`),
            fullPage: true,
          });
          await page.goto(url);
          await page.getByRole("link", { name: "Kettle" }).waitFor();
          await page.screenshot({
            path: join(shots, `real-list-${colorScheme}-${width}.png`),
            fullPage: true,
          });
          await page.getByRole("link", { name: "Kettle" }).click();
          await page.getByRole("heading", { level: 1, name: "Kettle" }).waitFor();
        }
    });

    it("ends everything with Ctrl-C and leaves nothing behind; the page then says that nobody answers", async () => {
      expect(existsSync(told?.[1] ?? "")).to.equal(true);
      interrupt(run);
      expect(await run.ended, run.output()).to.equal(0);
      expect(run.output()).to.not.contain("error:");
      expect(existsSync(told?.[1] ?? "")).to.equal(false);
      await page.getByRole("link", { name: "All items" }).click();
      await page.getByRole("heading", { name: "The catalogue cannot be reached" }).waitFor();
      if (process.env["SCREENSHOTS"] !== undefined)
        await page.screenshot({ path: join(process.env["SCREENSHOTS"], "real-gone.png") });
    });
  });
});
