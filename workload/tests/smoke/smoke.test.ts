import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runSmoke, type SmokeOptions, type SmokeReport } from "../../smoke/smoke.ts";
import { apiKey, fakePlatform, type FakePlatform, type Reply } from "../support/fakePlatform.ts";

const page: Reply = {
  status: 200,
  headers: { "content-type": "text/html" },
  body: "<!doctype html><title>Catalogue</title>",
};

describe("smoke tests", () => {
  let platform: FakePlatform;
  beforeEach(async () => {
    platform = await fakePlatform(() => page);
  });
  afterEach(() => platform.close());

  const smoke = (options: Partial<SmokeOptions> = {}): Promise<SmokeReport> =>
    runSmoke({ baseUrl: platform.url, visibleWithinMilliseconds: 0, ...options });

  /** Names of the checks that failed, with what they said. */
  const failures = (report: SmokeReport) =>
    Object.fromEntries(
      report.checks.filter(({ passed }) => !passed).map(({ name, detail }) => [name, detail]),
    );

  /** Answers one path otherwise. */
  const answer = (asked: string, reply: Reply): void => {
    platform.override = (method, path) =>
      `${method} ${path}`.endsWith(asked) || `${method} ${path}`.includes(`${asked}/`) ? reply : undefined;
  };

  it("pass on a platform that does what it has to", async () => {
    const seen: string[] = [];
    const report = await smoke({ onCheck: ({ name }) => seen.push(name) });
    expect(failures(report)).to.deep.equal({});
    expect(report.passed).to.equal(true);
    expect(seen).to.deep.equal(report.checks.map(({ name }) => name));
    expect(seen).to.have.length(8);
  });

  it("wait for a queued comment, and no longer than they were told", async () => {
    platform.delay = 600;
    expect(failures(await smoke({ visibleWithinMilliseconds: 5000 }))).to.deep.equal({});
    platform.delay = 60_000;
    expect(failures(await smoke({ visibleWithinMilliseconds: 100 }))["the comment shows up"]).to.contain(
      "did not show up within 0.1 s",
    );
  });

  it("wait for a stamp that becomes healthy", async () => {
    let asked = 0;
    platform.override = (_method, path) =>
      path === "/healthservice/health/stamp" && ++asked === 1 ? { status: 503 } : undefined;
    expect(failures(await smoke({ healthyWithinMilliseconds: 5000 }))).to.deep.equal({});
    expect(asked).to.equal(2);
  });

  for (const [title, asked, reply, name, detail] of [
    [
      "an unhealthy stamp",
      "GET /healthservice/health/stamp",
      { status: 503, body: { healthy: false } },
      "stamp is healthy",
      /503 instead of 200: \{"healthy":false\}/,
    ],
    [
      "a list that fails",
      "GET /catalogservice/api/1.0/catalogitem",
      { status: 500 },
      "items are listed",
      /500 instead of 200/,
    ],
    [
      "a list that is none",
      "GET /catalogservice/api/1.0/catalogitem",
      { status: 200, body: {} },
      "items are listed",
      /is not a list/,
    ],
    [
      "an answer that is no JSON",
      "GET /catalogservice/api/1.0/catalogitem",
      { status: 200, body: "<html>" },
      "items are listed",
      /is not JSON/,
    ],
    [
      "the sorry page at the root",
      "GET /",
      { status: 200, body: "<title>We will be back shortly</title>" },
      "the site is there",
      /'We will be back shortly' instead of 'Catalogue'/,
    ],
  ] as const)
    it(`tell of ${title}`, async () => {
      answer(asked, reply);
      const report = await smoke();
      expect(report.passed).to.equal(false);
      expect(failures(report)[name]).to.match(detail);
    });

  it("tell of an item that cannot be read, and do not ask further", async () => {
    platform.override = (method, path) =>
      method === "GET" && path.endsWith(platform.items[0]?.id ?? "") ? { status: 404 } : undefined;
    const failed = failures(await smoke());
    expect(failed["one item is read"]).to.contain("404 instead of 200");
    expect(failed["a comment is taken"]).to.contain("Not asked: an item is missing");
  });

  it("tell of comments that are taken without a place or not taken at all", async () => {
    const post = (reply: Reply) => {
      platform.override = (method) => (method === "POST" ? reply : undefined);
      return smoke();
    };
    expect(failures(await post({ status: 202 }))["a comment is taken"]).to.contain("no Location");
    expect(failures(await post({ status: 503 }))["a comment is taken"]).to.contain("503 instead of 202");
  });

  it("tell of an operation that anybody may carry out, without harming an item", async () => {
    platform.override = (method) => (method === "DELETE" ? { status: 202 } : undefined);
    const report = await smoke();
    expect(failures(report)["restricted operations ask for the key"]).to.contain("202 instead of 401 or 403");
    const deleted = platform.asked.filter((line) => line.startsWith("DELETE"));
    for (const { id } of platform.items) expect(deleted.join()).to.not.contain(id);
  });

  it("tell of a wrong key that is taken for the right one", async () => {
    platform.override = (method, _path, headers) =>
      method === "DELETE" && headers["x-api-key"] !== undefined ? { status: 404 } : undefined;
    expect(failures(await smoke())["restricted operations ask for the key"]).to.contain("with a wrong key");
  });

  for (const [title, headers, detail] of [
    ["the server's place", { "x-server-location": "" }, /lacks x-server-location/],
    ["the correlation id", { "x-correlation-id": "another" }, /did not come back/],
    ["nosniff", { "x-content-type-options": "" }, /nosniff/],
    ["what it runs on", { "x-powered-by": "Express" }, /tells strangers/],
  ] as const)
    it(`look at the answer's headers: ${title}`, async () => {
      answer("GET /catalogservice/api/1.0/catalogitem", { status: 200, headers, body: platform.items });
      expect(failures(await smoke())["answers say where they come from"]).to.match(detail);
    });

  it("add an item to an empty catalogue when they have the key, and take it away", async () => {
    platform.items.length = 0;
    expect(failures(await smoke())["items are listed"]).to.contain("the catalogue is empty");
    expect(failures(await smoke({ apiKey }))).to.deep.equal({});
    expect(platform.items).to.deep.equal([]);
    platform.override = (method, _path, headers) =>
      method === "DELETE" && headers["x-api-key"] === apiKey ? { status: 500 } : undefined;
    expect(failures(await smoke({ apiKey }))["the test's own item is gone"]).to.contain("500");
  });

  it("leave the pages out where nobody serves them", async () => {
    const report = await smoke({ checks: "without-site" });
    expect(report.checks.map(({ name }) => name)).to.not.include("the site is there");
    expect(platform.asked).to.not.include("GET /");
  });

  it("send what they were given with every request, by the way they were given", async () => {
    const seen = new Set<string | undefined>();
    const through: typeof fetch = (url, init) => {
      seen.add(new Headers(init?.headers).get("x-azure-fdid") ?? undefined);
      return fetch(url, init);
    };
    await smoke({ headers: { "x-azure-fdid": "id" }, fetch: through });
    expect([...seen]).to.deep.equal(["id"]);
  });

  it("say that nobody answers, that an answer takes too long, that they were called off", async () => {
    await platform.close();
    expect(failures(await smoke())["stamp is healthy"]).to.match(/no answer \(.*ECONNREFUSED/);
    platform = await fakePlatform();
    const never: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error)),
      );
    expect(failures(await smoke({ fetch: never, timeoutMilliseconds: 20 }))["stamp is healthy"]).to.contain(
      "no answer within 0.02 s",
    );
    const { passed, checks } = await smoke({
      signal: AbortSignal.abort(),
      healthyWithinMilliseconds: 60_000,
      visibleWithinMilliseconds: 60_000,
    });
    expect(passed).to.equal(false);
    expect(checks[0]?.detail).to.contain("called off");
  });

  describe("as a command", () => {
    const folder = mkdtempSync(join(tmpdir(), "smoke-"));
    after(() => rmSync(folder, { recursive: true }));

    const command = (...args: string[]): Promise<{ code: number | null; out: string; errors: string }> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [
          join(import.meta.dirname, "..", "..", "smoke", "main.ts"),
          ...args,
        ]);
        let out = "";
        let errors = "";
        child.stdout.on("data", (data) => (out += String(data)));
        child.stderr.on("data", (data) => (errors += String(data)));
        child.on("close", (code) => resolve({ code, out, errors }));
      });

    it("prints a line for each check, and ends with 0 or 1", async () => {
      const good = await command("--base-url", platform.url);
      expect(good.code, good.out).to.equal(0);
      expect(good.out)
        .to.match(/✔ stamp is healthy/)
        .and.to.contain("8 checks passed.");
      platform.override = () => ({ status: 503 });
      const bad = await command("--base-url", platform.url, "--visible", "0", "--json");
      expect(bad.code).to.equal(1);
      expect((JSON.parse(bad.out) as SmokeReport).passed).to.equal(false);
    });

    it("says how it is to be called", async () => {
      const empty = join(folder, "empty");
      writeFileSync(empty, "\n");
      for (const [args, message] of [
        [[], "--base-url is missing"],
        [["--base-url", "nowhere"], "--base-url: "],
        [["--base-url", "ftp://example.com"], "not an address of the web"],
        [["--base-url", platform.url, "--wait", "long"], "--wait: 'long' is no number of seconds"],
        [["--base-url", platform.url, "--header", "none"], "is no header"],
        [["--base-url", platform.url, "--api-key-file", join(folder, "none")], "cannot be read"],
        [["--base-url", platform.url, "--api-key-file", empty], "is empty"],
        [["--no-such"], "--no-such"],
      ] as const) {
        const { code, errors } = await command(...args);
        expect(code, message).to.equal(2);
        expect(errors).to.contain(message);
      }
      expect(await command("--help"))
        .to.include({ code: 0 })
        .and.to.have.property("out")
        .that.contains("Exit code");
    });
  });
});
