import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { checksumFor, download, type DownloadTimes } from "../../../rehearsal/engine/download.ts";
import { filesServer, messageOf, sandbox, serve, sumLine, type Sandbox } from "./sandbox.ts";

const times: DownloadTimes = { answer: 200, stall: 200, progress: 0 };
const content = Buffer.from("the archive");

describe("checksumFor", () => {
  const hash = "a".repeat(64);

  it("reads lines as sha256sum writes them, in text and binary mode", () => {
    expect(checksumFor(`${hash}  a.tar.gz\n`, "a.tar.gz")).to.equal(hash);
    expect(checksumFor(`${hash} *a.tar.gz\r\n`, "a.tar.gz")).to.equal(hash);
    expect(checksumFor(`${"b".repeat(64)}  b\n${hash.toUpperCase()}  ./a.tar.gz`, "a.tar.gz")).to.equal(hash);
  });

  it("finds none for other names or other hashes", () => {
    expect(checksumFor(`${hash}  a.tar.gz.sig\n`, "a.tar.gz")).to.equal(undefined);
    expect(checksumFor(`${"a".repeat(40)}  a.tar.gz\n`, "a.tar.gz")).to.equal(undefined);
    expect(checksumFor("<html>", "a.tar.gz")).to.equal(undefined);
  });
});

describe("download", () => {
  let box: Sandbox;
  let file: string;
  let close: (() => Promise<void>) | undefined;
  beforeEach(() => {
    box = sandbox();
    file = path.join(box.root, "a.tar.gz");
  });
  afterEach(async () => {
    await close?.();
    close = undefined;
    box.remove();
  });

  async function fetchFrom(server: Parameters<typeof serve>[0]): Promise<string> {
    const started = await serve(server);
    close = started.close;
    await download(
      { base: started.base, archive: "a.tar.gz", checksums: "sums", file },
      box.report,
      {},
      times,
    );
    return readFileSync(file, "utf8");
  }
  const good = { "a.tar.gz": content, sums: sumLine(content, "a.tar.gz") };

  it("fetches, verifies and tells how far it is", async () => {
    expect(await fetchFrom(filesServer(good))).to.equal("the archive");
    expect(box.lines.join()).to.match(/downloaded \d+ of \d+ MB|downloaded \d+ MB/);
  });

  it("follows redirects, as release pages give them", async () => {
    const files = filesServer(good);
    const text = await fetchFrom((request, response) => {
      if (request.url?.startsWith("/moved/")) return files(request, response);
      response.writeHead(302, { location: `/moved${request.url}` }).end();
    });
    expect(text).to.equal("the archive");
  });

  it("gives up on endless redirects", async () => {
    const loop = () =>
      fetchFrom((request, response) => response.writeHead(302, { location: `${request.url}` }).end());
    expect(await messageOf(loop)).to.contain("it redirects more than 5 times");
  });

  it("refuses a checksum that does not match", async () => {
    const other = { ...good, "a.tar.gz": Buffer.from("the archivE") };
    expect(await messageOf(() => fetchFrom(filesServer(other)))).to.match(
      /\/a\.tar\.gz: its SHA-256 is [0-9a-f]{64}, but sums says [0-9a-f]{64}/,
    );
  });

  it("refuses an archive without a published checksum, before fetching it", async () => {
    const message = await messageOf(() =>
      fetchFrom(filesServer({ ...good, sums: sumLine(content, "b.tar.gz") })),
    );
    expect(message).to.contain("/sums: it has no SHA-256 for a.tar.gz");
    expect(existsSync(file)).to.equal(false);
  });

  it("says what is missing", async () => {
    expect(await messageOf(() => fetchFrom(filesServer({ sums: good.sums })))).to.match(
      /\/a\.tar\.gz: the server answered 404 Not Found/,
    );
  });

  it("does not wait for a server that never answers", async () => {
    const began = Date.now();
    expect(await messageOf(() => fetchFrom(() => undefined))).to.contain("no answer within 0.2 s");
    expect(Date.now() - began).to.be.lessThan(2_000);
  });

  it("does not wait for a transfer that stands still", async () => {
    const files = filesServer(good);
    const message = await messageOf(() =>
      fetchFrom((request, response) => {
        if (request.url === "/sums") return files(request, response);
        response.writeHead(200, { "content-length": "100" });
        response.write("the");
      }),
    );
    expect(message).to.contain("the transfer stalled for 0.2 s");
  });

  it("names the address that cannot be reached", async () => {
    const nowhere = { base: "http://127.0.0.1:9", archive: "a.tar.gz", checksums: "sums", file };
    expect(await messageOf(() => download(nowhere, box.report, {}, times))).to.match(
      /^http:\/\/127\.0\.0\.1:9\/sums: .*ECONNREFUSED/,
    );
  });
});
