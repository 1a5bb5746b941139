import { expect } from "chai";
import { createApp } from "../../catalog-api/app.ts";
import type { HttpServer } from "../../shared/http/server.ts";
import { Refused, Unavailable } from "../../shared/errors.ts";
import { parseWrite } from "../../shared/model/messages.ts";
import type { CatalogDatabase } from "../../shared/stores/types.ts";
import { listening, memoryDatabase, recordingSender } from "../support/memory.ts";

const items = "/catalogservice/api/1.0/catalogitem";
const key = { "x-api-key": "the-key-of-this-stamp" };
const lamp = {
  id: "lamp",
  name: "Lamp",
  description: "It shines.",
  price: 12.5,
  imageUrl: "/images/lamp.jpg",
};

describe("catalog API", () => {
  let server: HttpServer;
  let database: CatalogDatabase;
  let sender: ReturnType<typeof recordingSender>;
  let lines: Record<string, unknown>[];
  let now = 1_000_000;

  beforeEach(async () => {
    now = 1_000_000;
    database = memoryDatabase(() => now);
    sender = recordingSender();
    const heard = listening();
    lines = heard.lines;
    server = await createApp({
      log: heard.log,
      env: { AZURE_REGION: "East US" },
      catalog: () => ({ database, sender, apiKey: key["x-api-key"], close: async () => undefined }),
      readiness: () => ({ ready: true }),
    });
  });
  afterEach(() => server.close());

  const add = () => server.inject({ method: "POST", url: items, headers: key, payload: lamp });
  const queued = () => parseWrite(sender.sent.at(-1)?.body ?? "");

  it("creates, reads, lists, replaces items", async () => {
    const created = await add();
    expect(created.statusCode).to.equal(201);
    expect(created.headers["location"]).to.equal("catalogitem/lamp");
    expect((await server.inject(`${items}/lamp`)).json()).to.deep.include(lamp);
    expect((await server.inject(items)).json<unknown[]>()).to.have.length(1);
    const changed = { name: "Lamp 2", description: "", price: 1 };
    const put = await server.inject({ method: "PUT", url: `${items}/lamp`, headers: key, payload: changed });
    expect(put.statusCode).to.equal(200);
    expect((await server.inject(`${items}/lamp`)).json()).to.deep.include({ id: "lamp", ...changed });
    expect((await add()).statusCode).to.equal(409);
  });

  it("says that there is none", async () => {
    for (const url of [
      `${items}/none`,
      `${items}/none/comments/c`,
      `${items}/none/ratings/r`,
      "/catalogservice/nothing",
      "/",
    ]) {
      const answer = await server.inject(url);
      expect(answer.statusCode, url).to.equal(404);
      expect(answer.headers["content-type"], url).to.contain("application/problem+json");
      expect(answer.json()).to.include({ status: 404, correlationId: answer.headers["x-correlation-id"] });
    }
    const put = await server.inject({
      method: "PUT",
      url: `${items}/none`,
      headers: key,
      payload: { name: "a", description: "", price: 1 },
    });
    expect(put.statusCode).to.equal(404);
    expect((await server.inject(`${items}/none/ratings`)).json()).to.deep.equal({
      averageRating: null,
      numberOfVotes: 0,
    });
  });

  it("lists as many as it is asked for", async () => {
    for (const id of ["a", "b", "c"]) {
      now += 1000;
      await database.createItem({ ...lamp, id, lastUpdated: new Date(now).toISOString() });
    }
    const answer = await server.inject(`${items}?limit=2`);
    expect(answer.json<{ id: string }[]>().map(({ id }) => id)).to.deep.equal(["c", "b"]);
    for (const limit of ["0", "101", "-1", "abc", "1e2", ""])
      expect((await server.inject(`${items}?limit=${limit}`)).statusCode, limit).to.equal(400);
    expect((await server.inject(`${items}?limitt=2`)).statusCode).to.equal(400);
  });

  it("queues comments and answers 202 with a relative address at which the comment appears", async () => {
    const payload = { authorName: "Ada", text: "Bright." };
    const answer = await server.inject({ method: "POST", url: `${items}/lamp/comments`, payload });
    expect(answer.statusCode).to.equal(202);
    const { id } = answer.json<{ id: string }>();
    expect(answer.headers["location"]).to.equal(`comments/${id}`);
    const write = queued();
    if (write.action !== "AddComment") return expect.fail(write.action);
    expect(write.comment).to.deep.include({ id, catalogItemId: "lamp", ...payload });
    expect(sender.sent[0]).to.include({ messageId: id, partitionKey: "lamp" });
    const url = new URL(`comments/${id}`, `http://host${items}/lamp/comments`).pathname;
    expect((await server.inject(url)).statusCode).to.equal(404);
    await database.createComment(write.comment);
    expect((await server.inject(url)).json()).to.deep.include(payload);
    expect((await server.inject(`${items}/lamp/comments`)).json<unknown[]>()).to.have.length(1);
  });

  it("queues ratings, and says the average and how many there are", async () => {
    const answer = await server.inject({
      method: "POST",
      url: `${items}/lamp/ratings`,
      payload: { rating: 4 },
    });
    expect(answer.statusCode).to.equal(202);
    const write = queued();
    if (write.action !== "AddRating") return expect.fail(write.action);
    await database.createRating(write.rating);
    await database.createRating({ ...write.rating, id: "other", rating: 1 });
    expect((await server.inject(`${items}/lamp/ratings`)).json()).to.deep.equal({
      averageRating: 2.5,
      numberOfVotes: 2,
    });
    expect((await server.inject(`${items}/lamp/ratings/other`)).json()).to.include({ rating: 1 });
  });

  it("queues deletions, and creations of those who prefer it", async () => {
    const deletions: [url: string, kind: string, id: string][] = [
      [`${items}/lamp`, "item", "lamp"],
      [`${items}/lamp/comments/c1`, "comment", "c1"],
      [`${items}/lamp/ratings/r1`, "rating", "r1"],
    ];
    for (const [url, kind, id] of deletions) {
      const answer = await server.inject({ method: "DELETE", url, headers: key });
      expect(answer.statusCode, url).to.equal(202);
      expect(new URL(String(answer.headers["location"]), `http://host${url}`).pathname).to.equal(url);
      expect(queued()).to.deep.equal({ action: "DeleteObject", kind, catalogItemId: "lamp", id });
    }
    const answer = await server.inject({
      method: "POST",
      url: items,
      headers: { ...key, prefer: "respond-async" },
      payload: lamp,
    });
    expect(answer.statusCode).to.equal(202);
    expect(queued()).to.deep.include({ action: "AddCatalogItem" });
    expect(await database.getItem("lamp")).to.equal(undefined);
  });

  const restricted: [method: "POST" | "PUT" | "DELETE", url: string][] = [
    ["POST", items],
    ["PUT", `${items}/lamp`],
    ["DELETE", `${items}/lamp`],
    ["DELETE", `${items}/lamp/comments/c`],
    ["DELETE", `${items}/lamp/ratings/r`],
  ];
  for (const [method, url] of restricted) {
    it(`refuses ${method} ${url} without the key, before it looks at the body`, async () => {
      for (const headers of [
        {},
        { "x-api-key": "" },
        { "x-api-key": `${key["x-api-key"]}x` },
        { "x-api-key": "the-key" },
      ]) {
        const answer = await server.inject({
          method,
          url,
          headers,
          ...(method === "DELETE" ? {} : { payload: { nonsense: true } }),
        });
        expect(answer.statusCode).to.equal(401);
        expect(answer.body).not.to.contain(key["x-api-key"]);
      }
      expect(sender.sent).to.deep.equal([]);
    });
  }

  const comment = { authorName: "Ada", text: "Bright." };
  const mistakes: [what: string, url: string, payload: unknown, says: string][] = [
    ["no author", `${items}/lamp/comments`, { text: "a" }, "authorName"],
    ["an empty comment", `${items}/lamp/comments`, { ...comment, text: "" }, "text"],
    ["a comment of blanks", `${items}/lamp/comments`, { ...comment, text: "  \n" }, "text"],
    ["a comment that is too long", `${items}/lamp/comments`, { ...comment, text: "a".repeat(2001) }, "text"],
    ["an unknown key", `${items}/lamp/comments`, { ...comment, id: "mine" }, "additional"],
    ["a number as text", `${items}/lamp/comments`, { ...comment, text: 5 }, "text"],
    ["six stars", `${items}/lamp/ratings`, { rating: 6 }, "rating"],
    ["half a star", `${items}/lamp/ratings`, { rating: 2.5 }, "rating"],
    ["a rating in text", `${items}/lamp/ratings`, { rating: "5" }, "rating"],
    ["an item without a price", items, { name: "a", description: "" }, "price"],
    ["a negative price", items, { ...lamp, price: -1 }, "price"],
    ["an image of another host", items, { ...lamp, imageUrl: "https://evil.example/x.png" }, "imageUrl"],
    [
      "an image of another host, without a scheme",
      items,
      { ...lamp, imageUrl: "//evil.example/x.png" },
      "imageUrl",
    ],
    ["an image outside of the images", items, { ...lamp, imageUrl: "/images/../config.js" }, "imageUrl"],
    ["an id with a slash", items, { ...lamp, id: "a/b" }, "id"],
    ["no object", items, [], "object"],
  ];
  for (const [what, url, payload, says] of mistakes) {
    it(`refuses ${what}`, async () => {
      const answer = await server.inject({ method: "POST", url, headers: key, payload: payload as object });
      expect(answer.statusCode).to.equal(400);
      expect(answer.json<{ detail: string }>().detail).to.contain(says);
      expect(sender.sent).to.deep.equal([]);
    });
  }

  it("refuses what is no JSON, is too large, or has an id that no item can have", async () => {
    const post = (payload: string, type = "application/json") =>
      server.inject({
        method: "POST",
        url: `${items}/lamp/comments`,
        headers: { "content-type": type },
        payload,
      });
    expect((await post("{")).statusCode).to.equal(400);
    expect((await post(JSON.stringify({ ...comment, text: "a".repeat(70_000) }))).statusCode).to.equal(413);
    expect((await post("<a/>", "text/xml")).statusCode).to.equal(415);
    for (const id of ["a%2Fb", "a%3Fb", "a%23b", "%5C"])
      expect((await server.inject(`${items}/${id}`)).statusCode, id).to.equal(400);
  });

  it("lets what a test writes expire", async () => {
    const headers = { ...key, "x-test-data": "true" };
    await server.inject({ method: "POST", url: `${items}/lamp/comments`, headers, payload: comment });
    expect(queued()).to.include({ secondsToLive: 30 });
    await server.inject({ method: "POST", url: items, headers, payload: lamp });
    expect((await server.inject(`${items}/lamp`)).statusCode).to.equal(200);
    now += 30_001;
    expect((await server.inject(`${items}/lamp`)).statusCode).to.equal(404);
    expect((await add()).statusCode, "an id that expired is free").to.equal(201);
    await server.inject({ method: "POST", url: `${items}/lamp/comments`, payload: comment });
    expect(queued()).not.to.have.property("secondsToLive");
  });

  it("takes the caller's correlation id where it is one, hands it to the queue, and says where the answer comes from", async () => {
    const ask = (id: string) =>
      server.inject({
        method: "POST",
        url: `${items}/lamp/comments`,
        headers: { "x-correlation-id": id },
        payload: comment,
      });
    const answer = await ask("order-4711.a_b");
    expect(answer.headers).to.include({
      "x-correlation-id": "order-4711.a_b",
      "x-server-location": "East US",
      "x-requested-api-version": "1.0",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(answer.headers["x-server-name"]).to.match(/./);
    expect(sender.sent[0]?.properties).to.include({ correlationId: "order-4711.a_b" });
    expect(
      lines.some((line) => line["correlationId"] === "order-4711.a_b" && line["msg"] === "answered"),
    ).to.equal(true);
    for (const id of ["", "a b", "x".repeat(65), 'a"b'])
      expect((await ask(id)).headers["x-correlation-id"]).to.match(/^[0-9a-f-]{36}$/);
  });

  it("turns a dependency that is throttled or gone into 503 with Retry-After", async () => {
    sender.failure = new Unavailable("Event Hubs", new Error("secret host name"), 7);
    const answer = await server.inject({ method: "POST", url: `${items}/lamp/comments`, payload: comment });
    expect(answer.statusCode).to.equal(503);
    expect(answer.headers["retry-after"]).to.equal("7");
    expect(answer.body).not.to.contain("secret host name");
  });

  it("says nothing about the inside when it fails, and everything in its log", async () => {
    sender.failure = new TypeError("undefined is not a function of ours");
    const answer = await server.inject({ method: "POST", url: `${items}/lamp/comments`, payload: comment });
    expect(answer.statusCode).to.equal(500);
    expect(answer.body).not.to.contain("function of ours");
    expect(JSON.stringify(lines)).to.contain("function of ours");
    sender.failure = new Refused("Cosmos DB", "inside");
    expect(
      (await server.inject({ method: "POST", url: `${items}/lamp/comments`, payload: comment })).statusCode,
    ).to.equal(400);
  });

  it("answers 503 and stays up while it has no settings", async () => {
    const waiting = await createApp({
      log: listening().log,
      env: {},
      catalog: () => undefined,
      readiness: () => ({ ready: false, reason: "/mnt/secrets-store/api_key is missing" }),
    });
    expect((await waiting.inject(items)).statusCode).to.equal(503);
    expect((await waiting.inject({ method: "DELETE", url: `${items}/lamp` })).statusCode).to.equal(503);
    expect((await waiting.inject("/catalogservice/health/liveness")).statusCode).to.equal(200);
    const readiness = await waiting.inject("/catalogservice/health/readiness");
    expect([readiness.statusCode, readiness.json<{ reason: string }>().reason]).to.deep.equal([
      503,
      "/mnt/secrets-store/api_key is missing",
    ]);
    await waiting.close();
  });

  it("speaks one version, and says so to who asks for another", async () => {
    const answer = await server.inject("/catalogservice/api/2.0/catalogitem");
    expect(answer.statusCode).to.equal(400);
    expect(answer.body).to.contain("1.0");
    expect((await server.inject("/catalogservice/api/1.0/nothing")).statusCode).to.equal(404);
  });

  it("describes its interface: every route, and which ones need the key", async () => {
    const document = (await server.inject("/catalogservice/openapi.json")).json<{
      openapi: string;
      paths: Record<string, Record<string, { security?: unknown; responses: object }>>;
    }>();
    expect(document.openapi).to.equal("3.1.0");
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { security }]) => `${method} ${path}${security === undefined ? "" : " (key)"}`,
      ),
    );
    const own = "/catalogservice/api/1.0/catalogitem";
    expect(operations).to.have.members([
      `get ${own}`,
      `post ${own} (key)`,
      `get ${own}/{id}`,
      `put ${own}/{id} (key)`,
      `delete ${own}/{id} (key)`,
      `get ${own}/{id}/comments`,
      `post ${own}/{id}/comments`,
      `get ${own}/{id}/comments/{commentId}`,
      `delete ${own}/{id}/comments/{commentId} (key)`,
      `get ${own}/{id}/ratings`,
      `post ${own}/{id}/ratings`,
      `get ${own}/{id}/ratings/{ratingId}`,
      `delete ${own}/{id}/ratings/{ratingId} (key)`,
    ]);
    expect(JSON.stringify(document.paths)).not.to.contain("health");
  });
});
