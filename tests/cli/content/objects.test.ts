import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { contentObject, globalWebsite, stampWebsite } from "../../../cli/content/objects.ts";
import { currentFolders, ownFolders } from "../../../cli/content/run.ts";
import { defaultContentPolicy, sorryStyleHash } from "../../../lib/edge/contentPolicy.ts";
import { originGroups } from "../../../lib/edge/originGroups.ts";

const settings = { region: "East US" };

describe("content", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "content-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has an answer to every group's probe, kept nowhere", () => {
    const objects = new Map(globalWebsite(ownFolders).map((object) => [object.name, object]));
    for (const { probePath } of Object.values(originGroups)) {
      const object = objects.get(probePath.slice(1));
      expect(object, probePath).to.include({
        cacheControl: "no-store",
        contentType: "text/plain; charset=utf-8",
      });
    }
    expect(objects.get("index.html")).to.include({ cacheControl: "no-store", container: "$web" });
    expect(objects.has("images/placeholder.svg")).to.equal(true);
  });

  it("answers a stamp's probe only after its pages are there", () => {
    const names = stampWebsite(ownFolders, settings).map(({ name }) => name);
    expect(names.at(-1)).to.equal("probe/site.txt");
    expect(names).to.include("index.html");
  });

  it("takes files of all depths, leaves hidden ones, and keeps what has a hash in its name", () => {
    mkdirSync(path.join(folder, "assets"));
    for (const name of [
      "index.html",
      "assets/app.3f9a12bc.js",
      "assets/logo.png",
      ".env",
      "assets/readme.txt",
    ])
      writeFileSync(path.join(folder, name), name);
    const found = stampWebsite({ ...ownFolders, site: folder }, settings);
    expect(Object.fromEntries(found.map(({ name, cacheControl }) => [name, cacheControl]))).to.deep.equal({
      "assets/app.3f9a12bc.js": "public, max-age=31536000, immutable",
      "assets/logo.png": "public, max-age=3600",
      "assets/readme.txt": "public, max-age=3600",
      "index.html": "no-cache",
      "probe/site.txt": "no-store",
    });
    expect(found[0]?.contentType).to.equal("text/javascript; charset=utf-8");
  });

  it("uploads pages after what they load, and writes what each stamp tells them", () => {
    for (const name of ["about.html", "config.js", "index.html", "z.css"])
      writeFileSync(path.join(folder, name), "as built");
    const found = stampWebsite({ ...ownFolders, site: folder }, settings);
    expect(found.map(({ name }) => name)).to.deep.equal([
      "config.js",
      "z.css",
      "about.html",
      "index.html",
      "probe/site.txt",
    ]);
    const config = found.find(({ name }) => name === "config.js");
    expect(config?.cacheControl).to.equal("no-cache");
    expect(String(config?.body)).to.equal(
      'globalThis.siteConfig = {"apiBase":"/catalogservice/api/1.0","region":"East US"};\n',
    );
  });

  it("takes the pages that were built here, and a placeholder before", () => {
    expect(currentFolders(folder)).to.deep.equal({ ...ownFolders, siteIsPlaceholder: true });
    writeFileSync(path.join(folder, "index.html"), "built");
    expect(currentFolders(folder)).to.deep.equal({ ...ownFolders, site: folder });
    expect(readFileSync(path.join(ownFolders.site, "index.html"), "utf8")).to.contain("no pages here yet");
  });

  it("refuses folders without a first page", () => {
    expect(() => stampWebsite({ ...ownFolders, site: folder }, settings)).to.throw(
      /--site.*has no index\.html/s,
    );
    expect(() => globalWebsite({ ...ownFolders, sorry: path.join(folder, "none") })).to.throw(
      /no such folder/,
    );
    expect(() => globalWebsite({ ...ownFolders, images: path.join(folder, "none") })).to.throw(/--images/);
  });

  it("carries the digest that Azure compares", () => {
    const { contentMd5, contentType } = contentObject("a.bin", Buffer.from("hello"), "no-store");
    expect(contentMd5).to.equal("XUFAKrxLKna5cZ2REBfFkg==");
    expect(contentType).to.equal("application/octet-stream");
  });

  it("shows a sorry page that needs nothing else, and that the content policy lets be styled", () => {
    const page = readFileSync(path.join(ownFolders.sorry, "index.html"), "utf8");
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? "";
    const hash = `sha256-${createHash("sha256").update(style).digest("base64")}`;
    expect(hash).to.equal(sorryStyleHash);
    expect(defaultContentPolicy).to.contain(hash);
    expect(page).not.to.match(/<(script|link|img)\b|url\(/);
    expect(page)
      .to.match(/<html lang="en">/)
      .and.to.match(/name="viewport"/)
      .and.to.match(/<h1>/);
  });
});
