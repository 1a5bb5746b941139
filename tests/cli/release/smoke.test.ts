import { createServer, request, type IncomingMessage, type Server } from "node:http";
import { expect } from "chai";
import { fetchVia } from "../../../cli/release/smoke.ts";
import { unsmoked } from "../../../cli/release/ports.ts";

describe("asking a stamp by its own name at another address", () => {
  let server: Server;
  let port = 0;
  const heard: { method: string; url: string; host: string; agent: string; body: string }[] = [];

  before(async () => {
    server = createServer((incoming: IncomingMessage, response) => {
      let body = "";
      incoming.on("data", (part: Buffer) => (body += part.toString()));
      incoming.on("end", () => {
        const { method = "", url = "", headers } = incoming;
        heard.push({ method, url, host: headers.host ?? "", agent: String(headers["x-azure-fdid"]), body });
        response.writeHead(url === "/gone" ? 204 : 202, { location: "comments/1", "x-two": ["a", "b"] });
        response.end(url === "/gone" ? undefined : "queued");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  after(() => void server.close());
  beforeEach(() => (heard.length = 0));

  const via = () => fetchVia({ host: "127.0.0.1", port }, request);

  it("sends method, path, headers and body there, and the name in Host", async () => {
    const response = await via()("https://b.example.com/items?limit=1", {
      method: "POST",
      body: JSON.stringify({ text: "ä" }),
      headers: { "X-Azure-FDID": "guid" },
    });
    expect(heard).to.deep.equal([
      { method: "POST", url: "/items?limit=1", host: "b.example.com", agent: "guid", body: '{"text":"ä"}' },
    ]);
    expect([response.status, await response.text()]).to.deep.equal([202, "queued"]);
    expect([response.headers.get("location"), response.headers.get("x-two")]).to.deep.equal([
      "comments/1",
      "a, b",
    ]);
  });

  it("takes answers without a body", async () => {
    expect((await via()("https://b.example.com/gone")).status).to.equal(204);
  });

  it("fails where nobody answers, and when it is aborted", async () => {
    const nowhere = fetchVia({ host: "127.0.0.1", port: 9 }, request);
    expect(await nowhere("https://b.example.com/").catch((error: unknown) => error)).to.be.instanceOf(Error);
    const aborted = via()("https://b.example.com/", { signal: AbortSignal.abort() });
    expect(await aborted.catch((error: unknown) => error)).to.be.instanceOf(Error);
  });

  it("is asked for before anything is deployed, stamp by stamp", () => {
    const ways = new Map([["stamp-eastus-b", { host: "127.0.0.1", port: 1 }]]);
    const stacks = ["stamp-eastus-b", "stamp-westeurope-b"];
    expect(unsmoked(stacks, { smokeVia: ways, skipSmoke: false })).to.deep.equal(["stamp-westeurope-b"]);
    expect(unsmoked(stacks, { smokeVia: ways, skipSmoke: true })).to.deep.equal([]);
  });
});
