import type {
  CheckpointStore,
  EventHubConsumerClient,
  EventHubProducerClient,
  PartitionContext,
  ReceivedEventData,
  SubscribeOptions,
  SubscriptionEventHandlers,
} from "@azure/event-hubs";
import { expect } from "chai";
import { setTimeout as wait } from "node:timers/promises";
import { Unavailable } from "../../shared/errors.ts";
import { HubReceiver, HubSender, receivedEvent } from "../../shared/stores/azure/queue.ts";
import type { BatchHandler } from "../../shared/stores/types.ts";

const data = (sequenceNumber: number, more: Partial<ReceivedEventData> = {}): ReceivedEventData =>
  ({
    body: Buffer.from("{}"),
    messageId: `m${sequenceNumber}`,
    sequenceNumber,
    offset: String(sequenceNumber),
    enqueuedTimeUtc: new Date(0),
    properties: { HEALTHCHECK: "TRUE", attempt: 2 },
    ...more,
  }) as ReceivedEventData;

/** The client as far as the receiver uses it. What the real one does with it is held in amqp.test.ts. */
function fakeClient() {
  const log: string[] = [];
  let handlers: SubscriptionEventHandlers | undefined;
  let options: SubscribeOptions | undefined;
  const client = {
    fullyQualifiedNamespace: "hub.invalid",
    eventHubName: "catalog-writes",
    subscribe: (given: SubscriptionEventHandlers, how: SubscribeOptions) => {
      [handlers, options] = [given, how];
      return { isRunning: true, close: async () => void log.push("subscription closed") };
    },
    getEventHubProperties: async () => ({}),
    close: async () => void log.push("client closed"),
  } as unknown as EventHubConsumerClient;
  const checkpoints: CheckpointStore = {
    listCheckpoints: async () => [],
    listOwnership: async () => [],
    claimOwnership: async () => [],
    updateCheckpoint: async () => undefined,
  };
  const context = {
    partitionId: "7",
    lastEnqueuedEventProperties: { sequenceNumber: 40 },
    updateCheckpoint: async ({ sequenceNumber }: ReceivedEventData) =>
      void log.push(`checkpoint ${sequenceNumber}`),
  } as unknown as PartitionContext;
  const receiver = new HubReceiver(client, "background-worker", checkpoints);
  return {
    receiver,
    log,
    context,
    options: () => options,
    start: (handle: BatchHandler) => receiver.start(handle, (error) => log.push(`failed ${String(error)}`)),
    hand: (events: ReceivedEventData[]) =>
      Promise.resolve(handlers?.processEvents(events, context)).then(
        () => undefined,
        (error: unknown) => error as { retryable?: boolean; message: string },
      ),
  };
}

describe("the receiver of Event Hubs", () => {
  it("begins at the start of a partition that has no checkpoint, where the client would skip what is there", () => {
    const { start, options } = fakeClient();
    start(async () => undefined);
    expect(options()?.startPosition).to.deep.equal({ offset: "-1" });
    expect(options()).to.include({ trackLastEnqueuedEventProperties: true, skipParsingBodyAsJson: true });
  });

  it("hands out events with all that the worker needs, and checkpoints the client's own", async () => {
    const { start, hand, log } = fakeClient();
    let seen: Parameters<BatchHandler>[0] | undefined;
    start(async (batch) => {
      seen = batch;
      await batch.checkpoint(batch.events[1] ?? expect.fail("no event"));
    });
    await hand([data(4), data(5), data(6)]);
    expect(seen).to.include({ partitionId: "7", newestSequenceNumber: 40 });
    expect(seen?.events[0]).to.deep.equal({
      messageId: "m4",
      body: "{}",
      properties: { HEALTHCHECK: "TRUE", attempt: "2" },
      sequenceNumber: 4,
      enqueuedTime: new Date(0),
    });
    expect(log).to.deep.equal(["checkpoint 5"]);
  });

  it("never hands an error on that calls itself retryable, for the client would pass over the batch", async () => {
    const { start, hand } = fakeClient();
    const thrown = Object.assign(new Error("throttled"), { retryable: true });
    start(() => Promise.reject(thrown));
    const rejected = await hand([data(1)]);
    expect(rejected?.retryable).to.equal(false);
    expect(rejected?.message).to.contain("throttled");
  });

  it("waits on closing for the batch that is being worked off and its checkpoint, and takes no further one", async () => {
    const { start, hand, receiver, log } = fakeClient();
    let handed = 0;
    start(async (batch) => {
      handed += 1;
      await wait(30);
      await batch.checkpoint(batch.events[0] ?? expect.fail("no event"));
    });
    const first = hand([data(1)]);
    const closed = receiver.close();
    await hand([data(2)]);
    await Promise.all([first, closed]);
    expect(handed).to.equal(1);
    expect(log).to.deep.equal(["checkpoint 1", "subscription closed", "client closed"]);
  });

  it("passes by the empty batches that the client hands out when nothing comes", async () => {
    const { start, hand } = fakeClient();
    let handed = 0;
    start(async () => void (handed += 1));
    await hand([]);
    expect(handed).to.equal(0);
  });

  it("keeps a body as it came: bytes, text, or what another sender made of it", () => {
    expect(receivedEvent(data(1, { body: "{ no json" })).body).to.equal("{ no json");
    expect(receivedEvent(data(1, { body: { action: "AddComment" } })).body).to.equal(
      '{"action":"AddComment"}',
    );
    expect(receivedEvent(data(1, { body: undefined })).body).to.equal("null");
  });
});

describe("the sender to Event Hubs", () => {
  it("sends to the partition of the key, with the id, and says what failed", async () => {
    const calls: unknown[][] = [];
    let failure: Error | undefined = undefined;
    const sender = new HubSender(
      {
        sendBatch: async (...args: unknown[]) => {
          if (failure !== undefined) throw failure;
          calls.push(args);
        },
      } as unknown as EventHubProducerClient,
      {},
    );
    await sender.send({
      messageId: "m1",
      partitionKey: "lamp",
      body: "{}",
      properties: { correlationId: "c" },
    });
    expect(calls).to.deep.equal([
      [
        [
          {
            body: Buffer.from("{}"),
            contentType: "application/json",
            messageId: "m1",
            properties: { correlationId: "c" },
          },
        ],
        { partitionKey: "lamp" },
      ],
    ]);
    failure = new Error("ServerBusyError");
    const rejected = await sender
      .send({ messageId: "m1", partitionKey: "lamp", body: "{}", properties: {} })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(rejected).to.be.instanceOf(Unavailable);
  });
});
