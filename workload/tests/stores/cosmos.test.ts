import { expect } from "chai";
import { Refused, Unavailable } from "../../shared/errors.ts";
import { CosmosDatabase, cosmosPatience, type Containers } from "../../shared/stores/azure/database.ts";
import { cosmosFailure } from "../../shared/stores/azure/failures.ts";

const date = "2026-11-21T10:00:00.000Z";
const item = { id: "lamp", name: "Lamp", description: "", price: 1, lastUpdated: date };
const comment = { id: "c1", catalogItemId: "lamp", authorName: "Ada", text: "a", creationDate: date };

type Call = readonly [container: string, method: string, ...args: unknown[]];

/** Containers that remember what they were asked, and answer or fail as they are told. */
function fakeContainers(answers: unknown[] = []) {
  const calls: Call[] = [];
  const answer = async (): Promise<unknown> => {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const container = (name: string) => ({
    item: (id: string, partitionKey: string) => ({
      read: () => (calls.push([name, "read", id, partitionKey]), answer()),
      replace: (body: unknown) => (calls.push([name, "replace", id, partitionKey, body]), answer()),
      delete: () => (calls.push([name, "delete", id, partitionKey]), answer()),
    }),
    items: {
      create: (body: unknown) => (calls.push([name, "create", body]), answer()),
      query: (query: unknown, options: unknown) => ({
        fetchAll: () => (calls.push([name, "query", query, options]), answer()),
      }),
    },
  });
  const containers = {
    item: container("item"),
    comment: container("comment"),
    rating: container("rating"),
  } as unknown as Containers;
  return { database: new CosmosDatabase(containers, {}), calls };
}
const status = (code: number, more: object = {}): Error =>
  Object.assign(new Error(`status ${code}`), { code, ...more });
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("it was taken"),
    (error: unknown) => error,
  );

describe("the catalogue in Cosmos DB", () => {
  it("reads by id and partition key, without what Cosmos DB adds", async () => {
    const { database, calls } = fakeContainers([
      { resource: { ...comment, ttl: 30, _etag: "e", _ts: 1, _rid: "r", _self: "s", _attachments: "a" } },
    ]);
    expect(await database.getComment("lamp", "c1")).to.deep.equal(comment);
    expect(calls).to.deep.equal([["comment", "read", "c1", "lamp"]]);
    expect(await fakeContainers([{ resource: undefined }]).database.getItem("none")).to.equal(undefined);
  });

  it("creates with a time to live where there is one, and takes what is there for done", async () => {
    const { database, calls } = fakeContainers([{}, {}, status(409)]);
    expect(await database.createItem(item)).to.equal("created");
    expect(await database.createComment(comment, 30)).to.equal("created");
    expect(await database.createComment(comment, 30)).to.equal("exists");
    expect(calls.map(([, , body]) => body)).to.deep.equal([
      item,
      { ...comment, ttl: 30 },
      { ...comment, ttl: 30 },
    ]);
  });

  it("replaces only what is there, and deletes what may be gone already", async () => {
    expect(await fakeContainers([{}]).database.replaceItem(item)).to.equal(true);
    expect(await fakeContainers([status(404)]).database.replaceItem(item)).to.equal(false);
    await fakeContainers([status(404)]).database.deleteComment("lamp", "c1");
  });

  it("deletes an item with its comments and ratings, page by page, the item last", async () => {
    const page = Array.from({ length: 100 }, (_, index) => `c${index}`);
    const { database, calls } = fakeContainers([
      { resources: page },
      ...page.map(() => ({})),
      { resources: ["c100"] },
      {},
      { resources: [] },
      {},
    ]);
    await database.deleteItem("lamp");
    const deleted = calls.filter(([, method]) => method === "delete");
    expect(deleted).to.have.length(102);
    expect(deleted.at(-1)).to.deep.equal(["item", "delete", "lamp", "lamp"]);
    for (const [, , , options] of calls.filter(([, method]) => method === "query"))
      expect(options, "one partition").to.deep.equal({ partitionKey: "lamp" });
  });

  it("asks with parameters, never with text that a caller wrote", async () => {
    const evil = "x' OR 1=1";
    const { database, calls } = fakeContainers([{ resources: [] }, { resources: [] }]);
    await database.listComments(evil, 10);
    await database.summarizeRatings(evil);
    for (const [, , query] of calls) {
      const { query: text, parameters } = query as { query: string; parameters: { value: unknown }[] };
      expect(text).not.to.contain(evil);
      expect(parameters.map(({ value }) => value)).to.include(evil);
    }
  });

  it("makes one figure of the ratings, and null of none", async () => {
    expect(
      await fakeContainers([{ resources: [{ votes: 4, total: 14 }] }]).database.summarizeRatings("lamp"),
    ).to.deep.equal({
      averageRating: 3.5,
      numberOfVotes: 4,
    });
    expect(
      await fakeContainers([{ resources: [{ votes: 0 }] }]).database.summarizeRatings("lamp"),
    ).to.deep.equal({
      averageRating: null,
      numberOfVotes: 0,
    });
  });

  it("tells a document that is at fault from a store that does not answer", async () => {
    for (const code of [400, 413])
      expect(cosmosFailure(status(code)), String(code)).to.be.instanceOf(Refused);
    for (const code of [401, 403, 404, 408, 410, 429, 449, 500, 503])
      expect(cosmosFailure(status(code)), String(code)).to.be.instanceOf(Unavailable);
    for (const code of ["ECONNREFUSED", "ENOTFOUND", "TimeoutError"])
      expect(cosmosFailure(Object.assign(new Error("net"), { code })), code).to.be.instanceOf(Unavailable);
    expect(cosmosFailure(undefined)).to.be.instanceOf(Unavailable);
    expect(cosmosFailure(status(429, { retryAfterInMs: 1200 }))).to.include({ retryAfterSeconds: 2 });
    const { database } = fakeContainers([status(429)]);
    expect(await rejection(database.createItem(item))).to.be.instanceOf(Unavailable);
  });

  it("is as patient as its environment says", () => {
    expect(cosmosPatience({})).to.deep.equal({
      requestTimeout: 60_000,
      retryOptions: { maxRetryAttemptCount: 9, maxWaitTimeInSeconds: 30 },
    });
    expect(
      cosmosPatience({ COSMOS_RETRY_WAIT_SEC: "90", COSMOS_MAX_RETRY_COUNT: "30" }).retryOptions,
    ).to.deep.equal({
      maxRetryAttemptCount: 30,
      maxWaitTimeInSeconds: 90,
    });
  });
});
