import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";

interface Envelope {
  readonly tags: Readonly<Record<string, string>>;
  readonly data: { readonly baseType: string; readonly baseData: Readonly<Record<string, unknown>> };
}

/** What arrives where Application Insights would be. */
describe("telemetry", function () {
  this.timeout(120_000);

  let ingestion: Server;
  const envelopes: Envelope[] = [];
  before(async () => {
    ingestion = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const raw = Buffer.concat(chunks);
        const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString(
          "utf8",
        );
        // An array, or one envelope a line.
        const received = (
          text.startsWith("[")
            ? JSON.parse(text)
            : text
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line) as Envelope)
        ) as Envelope[];
        envelopes.push(...received);
        response.writeHead(200, { "content-type": "application/json" });
        response.end(
          JSON.stringify({ itemsReceived: received.length, itemsAccepted: received.length, errors: [] }),
        );
      });
    });
    ingestion.listen(0, "127.0.0.1");
    await once(ingestion, "listening");
    const { port } = ingestion.address() as AddressInfo;
    const child = spawn(process.execPath, [join(import.meta.dirname, "support", "telemetryChild.ts")], {
      env: {
        PATH: process.env["PATH"],
        CONNECTION_STRING: `InstrumentationKey=11111111-2222-4333-8444-555555555555;IngestionEndpoint=http://127.0.0.1:${port}/`,
      },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const [code] = (await once(child, "exit")) as [number];
    expect(code).to.equal(0);
  });
  after(() => ingestion.close());

  const of = (type: string) => envelopes.filter(({ data }) => data.baseType === type);

  it("comes under the component's id, by which the health model tells the services apart", () => {
    expect(envelopes.length).to.be.greaterThan(5);
    for (const { tags } of envelopes) expect(tags["ai.cloud.role"]).to.equal("catalog-api");
  });

  it("has a request for each answer but those to probes, by route, with its status", () => {
    const requests = of("RequestData").map(({ data: { baseData } }) => [
      baseData["name"],
      baseData["responseCode"],
      baseData["success"],
    ]);
    expect(requests).to.have.deep.members([
      ["GET /items/:id", "200", true],
      ["GET /fails", "503", false],
      ["process event", "0", true],
      ["process event", "0", false],
    ]);
    expect(JSON.stringify(envelopes)).not.to.contain("secret=1");
  });

  it("has the calls of the database by host, which the health model looks for, and what failed of them", () => {
    const calls = of("RemoteDependencyData").map(({ data: { baseData } }) => baseData);
    expect(calls.map(({ success }) => success)).to.have.members([true, false]);
    for (const { target } of calls) expect(target).to.equal("cosno-bh-gl-xxxxx.documents.azure.com|catalog");
  });

  it("is one trace from the request over the call to the event", () => {
    const id = (envelope: Envelope | undefined) => envelope?.tags["ai.operation.id"];
    const request = of("RequestData").find(({ data }) => data.baseData["name"] === "GET /items/:id");
    const parts = envelopes
      .filter((envelope) => id(envelope) === id(request))
      .map(({ data }) => data.baseType);
    expect(parts.filter((type) => type === "RequestData")).to.have.length(2);
    expect(parts).to.include("RemoteDependencyData");
    expect(JSON.stringify(request)).to.contain("from-the-caller");
  });

  it("has the worker's metrics", () => {
    const metrics = of("MetricData").flatMap(
      ({ data }) => data.baseData["metrics"] as { name: string; value: number }[],
    );
    for (const [name, value] of [
      ["EventHubLag", 17],
      ["PoisonMessages", 2],
      ["EventsProcessed", 1],
    ] as const)
      expect(metrics.find((metric) => metric.name === name)?.value, name).to.equal(value);
  });
});
