import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startAzurite, type Azurite } from "../local/azurite.ts";
import { fileOf } from "../shared/config/table.ts";
import { emulatedContainer, emulatedTable } from "../shared/stores/local/azurite.ts";
import { LocalDatabase } from "../shared/stores/local/database.ts";
import { LocalSender } from "../shared/stores/local/queue.ts";
import { eventually, Stage, type Service } from "./support/services.ts";

const items = "/catalogservice/api/1.0/catalogitem";
const json = { "content-type": "application/json" };

/** The three services as processes, on Azurite and the stand-in file. */
describe("the services as processes", function () {
  this.timeout(240_000);

  let azurite: Azurite;
  let logs: string;
  let stage: Stage;
  before(async () => {
    logs = await mkdtemp(join(tmpdir(), "workload-"));
    azurite = await startAzurite(logs, process.env, () => undefined);
  });
  after(async () => {
    await azurite.child.stop();
    await rm(logs, { recursive: true });
  });
  beforeEach(async () => {
    stage = await Stage.open(azurite);
  });
  afterEach(() => stage.close());

  const asked = async (service: Service, path: string, init?: RequestInit) => {
    const answer = await fetch(`${service.url}${path}`, init);
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  };
  const database = () => new LocalDatabase(stage.env["LOCAL_STORE_FILE"] ?? "");
  const poisoned = async () => {
    const rows: Record<string, unknown>[] = [];
    for await (const row of emulatedTable(stage.env, stage.values.poisonTable).listEntities()) rows.push(row);
    return rows;
  };

  it("take a comment from the request to the database, with one correlation id", async () => {
    const [api, worker] = await Promise.all([stage.start("catalog-api"), stage.start("background-worker")]);
    await eventually(
      () => asked(api, "/catalogservice/health/readiness"),
      ({ status }) => status === 200,
    );
    const answer = await asked(api, `${items}/lamp/comments`, {
      method: "POST",
      headers: { ...json, "x-correlation-id": "from-the-caller" },
      body: JSON.stringify({ authorName: "Ada", text: "Bright." }),
    });
    expect(answer.status).to.equal(202);
    const url = new URL(answer.headers.get("location") ?? "", `${api.url}${items}/lamp/comments`).pathname;
    const appeared = await eventually(
      () => asked(api, url),
      ({ status }) => status === 200,
    );
    expect(appeared.body).to.include({ text: "Bright.", id: answer.body["id"] });
    const line = await worker.line(({ msg }) => msg === "worked off");
    expect(line).to.include({ correlationId: "from-the-caller", action: "AddComment", outcome: "created" });
    for (const file of ["healthy", "ready"])
      await eventually(
        () => stat(join(stage.folder, file)).catch(() => undefined),
        (found) => found !== undefined,
      );
  });

  it("lose no message when a worker is killed in the middle, and write none twice", async () => {
    const sender = new LocalSender(stage.env["LOCAL_STORE_FILE"] ?? "");
    const expected = Array.from({ length: 300 }, (_, index) => `comment-${index}`);
    for (const [index, id] of expected.entries())
      await sender.send({
        messageId: id,
        partitionKey: `item-${index % 20}`,
        properties: {},
        body: JSON.stringify({
          action: "AddComment",
          comment: {
            id,
            catalogItemId: `item-${index % 20}`,
            authorName: "Ada",
            text: "a",
            creationDate: new Date().toISOString(),
          },
        }),
      });
    await sender.close();
    const first = await stage.start("background-worker");
    await eventually(
      async () => first.lines.filter(({ msg }) => msg === "worked off").length,
      (count) => count > 30,
    );
    first.child.kill("SIGKILL");
    expect(await first.ended).to.equal("SIGKILL");
    const before = first.lines.filter(({ msg }) => msg === "worked off").length;
    expect(before, "killed in the middle").to.be.below(expected.length);

    const second = await stage.start("background-worker");
    const stored = database();
    const ids = async () =>
      (await Promise.all(Array.from({ length: 20 }, (_, item) => stored.listComments(`item-${item}`, 100))))
        .flat()
        .map(({ id }) => id);
    expect((await eventually(ids, (found) => found.length >= expected.length)).sort()).to.deep.equal(
      [...expected].sort(),
    );
    await stored.close();
    second.child.kill("SIGTERM");
    expect(await second.ended).to.equal(0);
    const outcomes = [...first.lines, ...second.lines]
      .filter(({ msg }) => msg === "worked off")
      .map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "created").length).to.be.at.most(expected.length);
    expect(await poisoned()).to.deep.equal([]);
  });

  it("keep a poison message with its reason, and go on behind it", async () => {
    const sender = new LocalSender(stage.env["LOCAL_STORE_FILE"] ?? "");
    const send = (messageId: string, body: string, properties: Record<string, string> = {}) =>
      sender.send({ messageId, partitionKey: "lamp", body, properties });
    await send("broken", "{ this is no JSON", { correlationId: "who-sent-it" });
    await send("unknown", JSON.stringify({ action: "Explode" }));
    await send("huge", "x".repeat(900_000));
    await send("probe", "{}", { HEALTHCHECK: "TRUE" });
    await send(
      "good",
      JSON.stringify({
        action: "AddRating",
        rating: { id: "r1", catalogItemId: "lamp", rating: 5, creationDate: new Date().toISOString() },
      }),
    );
    await sender.close();
    const worker = await stage.start("background-worker", { BACKEND_CHECKPOINT_LOOP_SECONDS: "0.3" });
    await worker.line(({ msg, messageId }) => msg === "worked off" && messageId === "good");
    const kept = await poisoned();
    expect(kept.map(({ messageId }) => messageId)).to.have.members(["broken", "unknown", "huge"]);
    expect(kept.find(({ messageId }) => messageId === "huge")).to.include({ bodyLength: 900_000 });
    expect(kept.find(({ messageId }) => messageId === "broken")).to.include({
      correlationId: "who-sent-it",
      body: "{ this is no JSON",
      attempts: 1,
    });
    expect(kept.find(({ messageId }) => messageId === "unknown")?.["reason"]).to.contain("Explode");
    expect(await worker.line(({ poisonMessages }) => poisonMessages === 3)).to.include({ level: "warn" });
  });

  it("say once what is missing, live on unready, and begin when it is there", async () => {
    await stage.untell("cosmosEndpoint");
    const [api, health, worker] = await Promise.all([
      stage.start("catalog-api"),
      stage.start("health-service"),
      stage.start("background-worker", { BACKEND_CHECKPOINT_LOOP_SECONDS: "0.3" }),
    ]);
    const path = join(stage.folder, fileOf("cosmosEndpoint"));
    for (const [service, base] of [
      [api, "/catalogservice"],
      [health, "/healthservice"],
    ] as const) {
      const line = await service.line(({ level }) => level === "error");
      expect(line["msg"])
        .to.contain(path)
        .and.to.contain("CosmosDb-Endpoint")
        .and.to.contain("SecretProviderClass");
      expect((await asked(service, `${base}/health/liveness`)).status).to.equal(200);
      const readiness = await asked(service, `${base}/health/readiness`);
      expect(readiness.status).to.equal(503);
      expect(readiness.body["reason"]).to.contain(path);
    }
    expect((await asked(health, "/healthservice/health/stamp")).status).to.equal(503);
    expect((await asked(api, items)).status).to.equal(503);
    await worker.line(({ level }) => level === "error");
    await eventually(
      () => readdir(stage.folder),
      (files) => files.includes("healthy"),
    );
    expect(await readdir(stage.folder)).not.to.include("ready");

    await writeFile(path, stage.values.cosmosEndpoint);
    await eventually(
      () => asked(api, "/catalogservice/health/readiness"),
      ({ status }) => status === 200,
    );
    expect((await asked(api, items)).status).to.equal(200);
    await eventually(
      () => readdir(stage.folder),
      (files) => files.includes("ready"),
    );
    for (const service of [api, health, worker])
      expect(
        service.lines.filter(({ level, msg }) => level === "error" && String(msg).includes(path)),
      ).to.have.length(1);
  });

  it("take a rotated key without a restart", async () => {
    const api = await stage.start("catalog-api");
    await eventually(
      () => asked(api, "/catalogservice/health/readiness"),
      ({ status }) => status === 200,
    );
    const put = (key: string) =>
      asked(api, `${items}/none`, {
        method: "PUT",
        headers: { ...json, "x-api-key": key },
        body: JSON.stringify({ name: "a", description: "", price: 1 }),
      });
    expect((await put(stage.values.apiKey)).status).to.equal(404);
    await stage.tell({ apiKey: "the-next-key" });
    await eventually(
      () => put("the-next-key"),
      ({ status }) => status === 404,
    );
    expect((await put(stage.values.apiKey)).status).to.equal(401);
    expect(JSON.stringify(api.lines)).not.to.contain("the-next-key");
  });

  it("take the stamp out when its object is deleted, and back in when it is there again", async () => {
    const health = await stage.start("health-service", { HEALTHSERVICE_CACHE_DURATION_SECONDS: "0.2" });
    const stamp = (method = "GET") => asked(health, "/healthservice/health/stamp", { method });
    const well = await eventually(stamp, ({ status }) => status === 200);
    expect(Object.keys(well.body["checks"] as object)).to.have.members([
      "AzMonitorHealthScore",
      "BlobStorage",
      "Database",
      "MessageProducer",
    ]);
    const head = await stamp("HEAD");
    expect([head.status, head.text]).to.deep.equal([200, ""]);
    const blob = emulatedContainer(stage.env, stage.values.healthContainer).getBlockBlobClient(
      stage.values.healthBlob,
    );
    await blob.delete();
    const out = await eventually(stamp, ({ status }) => status === 503);
    expect(out.text).to.contain("taken out by hand");
    expect((await stamp("HEAD")).status).to.equal(503);
    await blob.upload("", 0);
    await eventually(stamp, ({ status }) => status === 200);
  });

  it("end on SIGTERM with exit code 0, and answer what has begun", async () => {
    const services = await Promise.all([
      stage.start("catalog-api"),
      stage.start("health-service"),
      stage.start("background-worker"),
    ]);
    await Promise.all(services.map((service) => service.line(({ msg }) => msg === "reads its settings")));
    const body = JSON.stringify({ authorName: "Ada", text: "Half of it came before the signal." });
    const begun = request(`${services[0].url}${items}/lamp/comments`, {
      method: "POST",
      headers: { ...json, "content-length": body.length },
    });
    const answered = once(begun, "response") as Promise<[IncomingMessage]>;
    begun.write(body.slice(0, 10));
    // The service knows of it as soon as it answers another one.
    await asked(services[0], "/catalogservice/health/liveness");
    for (const { child } of services) child.kill("SIGTERM");
    await Promise.all(services.map((service) => service.line(({ msg }) => msg === "ends")));
    begun.end(body.slice(10));
    const [answer] = await answered;
    expect(answer.statusCode).to.equal(202);
    answer.resume();
    expect(await Promise.all(services.map(({ ended }) => ended))).to.deep.equal([0, 0, 0]);
    for (const service of services) expect(service.lines.at(-1)).to.include({ msg: "ended" });
  });

  it("refuse an environment that says nonsense, in one line", async () => {
    const worker = await stage.start("background-worker", { BACKGROUNDPROCESSOR_MAX_RETRY_COUNT: "many" });
    expect(await worker.ended).to.equal(1);
    expect(worker.lines).to.have.length(1);
    expect(worker.lines[0]?.["msg"]).to.contain('BACKGROUNDPROCESSOR_MAX_RETRY_COUNT is "many"');
    const other = await stage.start("background-worker", { STORES: "memory" });
    expect(await other.ended).to.equal(1);
    expect(other.lines[0]?.["msg"]).to.contain('STORES is "memory"');
  });
});
