import { expect } from "chai";
import { createProcessor, type ProcessorParts } from "../../background-worker/processor.ts";
import { Refused, Unavailable } from "../../shared/errors.ts";
import type { QueuedWrite } from "../../shared/model/messages.ts";
import type { EventBatch, ReceivedEvent } from "../../shared/stores/types.ts";
import { listening, memoryDatabase, memoryPoison } from "../support/memory.ts";

const date = "2026-11-21T10:00:00.000Z";
const comment = (id: string): QueuedWrite => ({
  action: "AddComment",
  comment: { id, catalogItemId: "lamp", authorName: "Ada", text: "a", creationDate: date },
});

describe("the worker's processor", () => {
  let database: ReturnType<typeof memoryDatabase>;
  let poison: ReturnType<typeof memoryPoison>;
  let heard: ReturnType<typeof listening>;
  let waits: number[];
  let checkpoints: number[];
  let outcomes: string[];
  let ending: boolean;
  let lag: number | undefined;
  let sequence: number;

  beforeEach(() => {
    database = memoryDatabase();
    poison = memoryPoison();
    heard = listening();
    waits = [];
    checkpoints = [];
    outcomes = [];
    ending = false;
    lag = undefined;
    sequence = 0;
  });

  const event = (body: string | QueuedWrite, properties: Record<string, string> = {}): ReceivedEvent => ({
    messageId: `message-${sequence}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
    properties,
    sequenceNumber: sequence++,
    enqueuedTime: new Date(date),
  });
  const batch = (events: ReceivedEvent[], newestSequenceNumber?: number): EventBatch => ({
    partitionId: "3",
    events,
    newestSequenceNumber,
    checkpoint: async ({ sequenceNumber }) => void checkpoints.push(sequenceNumber),
  });
  const processor = (changes: Partial<ProcessorParts> = {}) =>
    createProcessor({
      log: heard.log,
      database,
      poison,
      retry: { maxRetries: 3, waitSeconds: 5, wait: async (milliseconds) => void waits.push(milliseconds) },
      ending: () => ending,
      seen: {
        progress: () => undefined,
        event: (outcome) => outcomes.push(outcome),
        lag: (_partition, events) => (lag = events),
      },
      ...changes,
    });
  /** The database, of which one method fails as often as there are errors. */
  const failing = (errors: Error[]): ProcessorParts["database"] =>
    new Proxy(database, {
      get: (target, name: keyof typeof database) => {
        if (name !== "createComment") return (target[name] as () => unknown).bind(target);
        return async (...args: Parameters<typeof database.createComment>) => {
          const error = errors.shift();
          if (error !== undefined) throw error;
          return target.createComment(...args);
        };
      },
    });

  it("does every write, and checkpoints behind the last one", async () => {
    const item = { id: "lamp", name: "Lamp", description: "", price: 1, lastUpdated: date };
    await processor()(
      batch(
        [
          event({ action: "AddCatalogItem", item }),
          event(comment("c1")),
          event(comment("c2")),
          event({
            action: "AddRating",
            rating: { id: "r1", catalogItemId: "lamp", rating: 4, creationDate: date },
          }),
          event({ action: "DeleteObject", kind: "comment", catalogItemId: "lamp", id: "c1" }),
        ],
        14,
      ),
    );
    expect((await database.listComments("lamp", 10)).map(({ id }) => id)).to.deep.equal(["c2"]);
    expect(await database.summarizeRatings("lamp")).to.deep.equal({ averageRating: 4, numberOfVotes: 1 });
    expect(checkpoints).to.deep.equal([4]);
    expect(lag).to.equal(10);
    await processor()(
      batch([
        event({ action: "DeleteObject", kind: "rating", catalogItemId: "lamp", id: "r1" }),
        event({ action: "DeleteObject", kind: "item", catalogItemId: "lamp", id: "lamp" }),
      ]),
    );
    expect([await database.getItem("lamp"), await database.listComments("lamp", 10)]).to.deep.equal([
      undefined,
      [],
    ]);
  });

  it("leaves the database as one delivery would, when all of it is delivered again", async () => {
    const events = [
      event(comment("c1")),
      event({ action: "DeleteObject", kind: "comment", catalogItemId: "lamp", id: "c1" }),
      event(comment("c2")),
    ];
    await processor()(batch(events));
    await processor()(batch(events));
    expect((await database.listComments("lamp", 10)).map(({ id }) => id)).to.deep.equal(["c2"]);
    expect(poison.kept).to.deep.equal([]);
  });

  it("waits a little longer each time, and does not give up on a store that does not answer", async () => {
    const outage = Array.from({ length: 6 }, () => new Unavailable("Cosmos DB", "down"));
    await processor({ database: failing(outage) })(batch([event(comment("c1"))]));
    expect(waits).to.deep.equal([5000, 10_000, 15_000, 15_000, 15_000, 15_000]);
    expect(poison.kept).to.deep.equal([]);
    expect(await database.getComment("lamp", "c1")).to.include({ id: "c1" });
  });

  it("keeps what fails for a reason that nobody foresaw, after as many attempts as it is told", async () => {
    const bug = Array.from({ length: 9 }, () => new TypeError("of ours"));
    await processor({ database: failing(bug) })(
      batch([event(comment("c1"), { correlationId: "abc" }), event(comment("c2"))]),
    );
    expect(waits.slice(0, 3)).to.deep.equal([5000, 10_000, 15_000]);
    expect(poison.kept[0]).to.include({
      messageId: "message-0",
      attempts: 4,
      reason: "TypeError: of ours",
      correlationId: "abc",
      partitionId: "3",
    });
    expect(poison.kept[0]?.body).to.contain('"c1"');
    expect(checkpoints).to.deep.equal([1]);
  });

  const hopeless: [what: string, body: string | QueuedWrite, errors: Error[], reason: string][] = [
    ["no JSON", "{", [], "no JSON"],
    ["an action of another version", JSON.stringify({ action: "Explode" }), [], "Explode"],
    [
      "a write with half of its parts",
      JSON.stringify({ action: "AddRating", rating: { id: "r" } }),
      [],
      "AddRating",
    ],
    [
      "a rating beyond the scale",
      JSON.stringify({
        action: "AddRating",
        rating: { id: "r", catalogItemId: "lamp", rating: 50, creationDate: date },
      }),
      [],
      "AddRating",
    ],
    ["what the store refuses", comment("c1"), [new Refused("Cosmos DB", "too large")], "too large"],
  ];
  for (const [what, body, errors, reason] of hopeless) {
    it(`keeps ${what} at once, and goes on`, async () => {
      await processor({ database: failing(errors) })(batch([event(body), event(comment("good"))]));
      expect(poison.kept.map((kept) => kept.attempts)).to.deep.equal([1]);
      expect(poison.kept[0]?.reason).to.contain(reason);
      expect(waits).to.deep.equal([]);
      expect(await database.getComment("lamp", "good")).to.include({ id: "good" });
      expect(checkpoints).to.deep.equal([1]);
      expect(outcomes).to.deep.equal(["poison", "done"]);
    });
  }

  it("passes no message that it could neither write nor keep, but what came before it", async () => {
    poison.failure = new Unavailable("the poison table", "down");
    const events = [event(comment("before")), event("{"), event(comment("behind"))];
    const rejected = await processor()(batch(events)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(rejected).to.equal(poison.failure);
    expect(checkpoints).to.deep.equal([0]);
    expect(await database.getComment("lamp", "behind")).to.equal(undefined);
    poison.failure = undefined;
    await processor()(batch(events.slice(1)));
    expect(checkpoints).to.deep.equal([0, 2]);
    expect(poison.kept).to.have.length(1);
  });

  it("drops the probes of the health service", async () => {
    await processor()(batch([event("{}", { HEALTHCHECK: "TRUE" })]));
    expect([poison.kept.length, outcomes, checkpoints]).to.deep.equal([0, ["healthCheck"], [0]]);
  });

  it("finishes the event at hand when it is told to end, and leaves the rest", async () => {
    await processor({
      seen: { progress: () => (ending = true), event: () => undefined, lag: () => undefined },
    })(batch([event(comment("c1")), event(comment("c2"))]));
    expect(checkpoints).to.deep.equal([0]);
    expect(await database.getComment("lamp", "c2")).to.equal(undefined);
  });

  it("keeps nothing as poison because it was told to end while it waited", async () => {
    const stopped = new Error("aborted");
    const rejected = await processor({
      database: failing([new Unavailable("Cosmos DB", "down")]),
      retry: { maxRetries: 3, waitSeconds: 5, wait: () => Promise.reject(stopped) },
    })(batch([event(comment("c1"))])).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(rejected).to.equal(stopped);
    expect([poison.kept, checkpoints]).to.deep.equal([[], []]);
  });

  it("logs the caller's correlation id", async () => {
    await processor()(batch([event(comment("c1"), { correlationId: "from-the-caller" })]));
    expect(heard.lines.find(({ msg }) => msg === "worked off")).to.include({
      correlationId: "from-the-caller",
    });
  });
});
