import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { frontDoor } from "../../../config/schema/global/frontDoor.ts";
import { originGroups } from "../../../lib/edge/originGroups.ts";
import { securityHeaderList } from "../../../lib/edge/securityHeaders.ts";
import { serveFolder } from "../../local/folder.ts";
import { freePort } from "../../local/ports.ts";
import { forwardTo, startProxy, type Proxy } from "../../local/proxy.ts";
import { securityHeaders } from "../../local/securityHeaders.ts";
import { fakePlatform, type FakePlatform } from "../support/fakePlatform.ts";

describe("the local front", () => {
  let folder: string;
  let platform: FakePlatform;
  let proxy: Proxy;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "front-"));
    mkdirSync(join(folder, "site"));
    writeFileSync(join(folder, "secret"), "secret");
    writeFileSync(join(folder, "site", "index.html"), "<title>first</title>");
    writeFileSync(join(folder, "site", "lamp.svg"), "<svg/>");
    platform = await fakePlatform();
    const site = join(folder, "site");
    proxy = await startProxy(
      [
        { prefix: "/", handler: serveFolder(site) },
        { prefix: "/images/", handler: serveFolder(site, "/images") },
        { prefix: "/catalogservice/", handler: forwardTo(Number(new URL(platform.url).port)) },
        { prefix: "/healthservice/", handler: forwardTo(await freePort()) },
      ],
      0,
    );
  });
  after(async () => {
    await proxy.close();
    await platform.close();
    rmSync(folder, { recursive: true });
  });

  /** Sends a request line as it is: `fetch` would tidy it up. */
  const raw = (line: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
      let text = "";
      socket.on("data", (data) => (text += String(data)));
      socket.on("close", () => resolve(text));
      socket.write(`${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    });

  it("has the paths of Front Door's routes", async () => {
    const prefixes = Object.values(originGroups).flatMap(({ patterns }) =>
      patterns.map((text) => text.replace(/\*$/, "")),
    );
    expect(prefixes.sort()).to.deep.equal(["/", "/catalogservice/", "/healthservice/", "/images/"]);
    const page = await fetch(proxy.url);
    expect(await page.text()).to.equal("<title>first</title>");
    expect((await fetch(`${proxy.url}/images/lamp.svg`)).headers.get("content-type")).to.equal(
      "image/svg+xml",
    );
    const items = await fetch(`${proxy.url}/catalogservice/api/1.0/catalogitem`, {
      headers: { "x-correlation-id": "one" },
    });
    expect(items.headers.get("x-correlation-id")).to.equal("one");
    expect(await items.json()).to.have.length(1);
  });

  it("sets the headers that Front Door sets by default, but for the one about HTTPS", async () => {
    const defaults = securityHeaderList(frontDoor.parse({}).securityHeaders)
      .filter(({ name }) => name !== "Strict-Transport-Security")
      .map(({ name, value }) => [name.toLowerCase(), value]);
    expect(securityHeaders).to.deep.equal(Object.fromEntries(defaults));
    for (const path of ["/", "/catalogservice/api/1.0/catalogitem", "/healthservice/health/stamp"]) {
      const { headers } = await fetch(`${proxy.url}${path}`);
      for (const [name, value] of Object.entries(securityHeaders))
        expect(headers.get(name), path).to.equal(value);
    }
  });

  it("hands bodies on, both ways", async () => {
    const { id } = platform.items[0] ?? { id: "" };
    const answer = await fetch(`${proxy.url}/catalogservice/api/1.0/catalogitem/${id}/comments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ authorName: "Ada", text: "x".repeat(100_000) }),
    });
    expect(answer.status).to.equal(202);
    expect(platform.comments.at(-1)?.text).to.have.length(100_000);
  });

  it("answers 502 while nobody listens", async () => {
    expect((await fetch(`${proxy.url}/healthservice/health/stamp`)).status).to.equal(502);
  });

  it("answers what is not there with the first page and 404, and gives nothing outside its folder away", async () => {
    const missing = await fetch(`${proxy.url}/none.js`);
    expect(missing.status).to.equal(404);
    expect(await missing.text()).to.contain("first");
    for (const path of ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/images/../../secret", "/%E0%A4%A"])
      expect(await raw(`GET ${path}`), path)
        .to.match(/^HTTP\/1\.1 404/)
        .and.to.not.contain("secret");
    expect(await raw("GET //[")).to.match(/^HTTP\/1\.1 404/);
    expect((await fetch(`${proxy.url}/`, { method: "POST" })).status).to.equal(405);
  });

  it("says that its port is taken", async () => {
    const error = await startProxy([], Number(new URL(proxy.url).port)).catch((reason: unknown) => reason);
    expect(error).to.include({ code: "EADDRINUSE" });
  });
});
