import { EventHubConsumerClient, EventHubProducerClient, type CheckpointStore } from "@azure/event-hubs";
import { expect } from "chai";
import { HubReceiver, HubSender } from "../../shared/stores/azure/queue.ts";
import type { ReceivedEvent } from "../../shared/stores/types.ts";
import { Broker } from "../support/broker.ts";
import { eventually } from "../support/services.ts";

/** Claims and checkpoints in memory; those in blobs are held in the tests of the processes. */
function memoryCheckpoints(): CheckpointStore & { done: Map<string, number> } {
  const done = new Map<string, number>();
  const claims = new Map<string, Parameters<CheckpointStore["claimOwnership"]>[0][number]>();
  let tag = 0;
  return {
    done,
    listOwnership: async () => [...claims.values()].map((claim) => ({ ...claim })),
    claimOwnership: async (wanted) =>
      wanted.filter((claim) => {
        const held = claims.get(claim.partitionId);
        if (held !== undefined && held.etag !== claim.etag) return false;
        Object.assign(claim, { etag: String((tag += 1)), lastModifiedTimeInMs: Date.now() });
        claims.set(claim.partitionId, { ...claim });
        return true;
      }),
    updateCheckpoint: async ({ partitionId, sequenceNumber }) => void done.set(partitionId, sequenceNumber),
    listCheckpoints: async (fullyQualifiedNamespace, eventHubName, consumerGroup) =>
      [...done].map(([partitionId, sequenceNumber]) => ({
        fullyQualifiedNamespace,
        eventHubName,
        consumerGroup,
        partitionId,
        sequenceNumber,
        offset: String(sequenceNumber),
      })),
  };
}

/** Azure's own client against a broker of this machine: what it does with what our code hands it. */
describe("Azure's client of Event Hubs", function () {
  this.timeout(120_000);

  let broker: Broker;
  let checkpoints: ReturnType<typeof memoryCheckpoints>;
  let sender: HubSender;
  beforeEach(async () => {
    broker = await Broker.open();
    checkpoints = memoryCheckpoints();
    sender = new HubSender(new EventHubProducerClient(broker.connectionString), {});
  });
  afterEach(async () => {
    await sender.close();
    await broker.close();
  });

  const receiver = (): HubReceiver =>
    new HubReceiver(
      new EventHubConsumerClient("background-worker", broker.connectionString, checkpoints, {
        loadBalancingOptions: {
          strategy: "greedy",
          updateIntervalInMs: 200,
          partitionOwnershipExpirationIntervalInMs: 2000,
        },
      }),
      "background-worker",
      checkpoints,
    );
  const send = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index += 1)
      await sender.send({
        messageId: `m${index}`,
        partitionKey: `item-${index % 5}`,
        body: `{"index":${index}}`,
        properties: { correlationId: `c${index}` },
      });
  };

  it("carries what the worker needs, from before its first start on, and goes on at the checkpoints after the next", async () => {
    await sender.check();
    await send(0, 10);
    expect(broker.count()).to.equal(10);
    const seen: ReceivedEvent[] = [];
    const first = receiver();
    first.start(
      async (batch) => {
        seen.push(...batch.events);
        await batch.checkpoint(batch.events.at(-1) ?? expect.fail("an empty batch"));
      },
      () => undefined,
    );
    await eventually(
      async () => seen.length,
      (count) => count === 10,
    );
    await first.check();
    await first.close();
    expect(seen.find(({ messageId }) => messageId === "m3")).to.deep.include({
      body: '{"index":3}',
      properties: { correlationId: "c3" },
    });

    await send(10, 15);
    const again: string[] = [];
    const second = receiver();
    second.start(
      async (batch) => void again.push(...batch.events.map(({ messageId }) => messageId)),
      () => undefined,
    );
    await eventually(
      async () => again.length,
      (count) => count >= 5,
    );
    await second.close();
    expect(again.sort()).to.deep.equal(["m10", "m11", "m12", "m13", "m14"]);
  });

  it("hands a batch out again that could not be worked off, also when the error calls itself retryable", async () => {
    await send(0, 6);
    const failures: unknown[] = [];
    const done = new Set<string>();
    let failed = false;
    const worker = receiver();
    worker.start(
      async (batch) => {
        if (!failed) {
          failed = true;
          throw Object.assign(new Error("the poison table is away"), { retryable: true });
        }
        for (const { messageId } of batch.events) done.add(messageId);
        await batch.checkpoint(batch.events.at(-1) ?? expect.fail("an empty batch"));
      },
      (error) => failures.push(error),
    );
    await eventually(
      async () => done.size,
      (count) => count === 6,
      60_000,
    );
    await worker.close();
    expect(String(failures[0])).to.contain("the poison table is away");
  });
});
