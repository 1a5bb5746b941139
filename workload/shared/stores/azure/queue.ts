import {
  earliestEventPosition,
  EventHubConsumerClient,
  EventHubProducerClient,
  type CheckpointStore,
  type PartitionContext,
  type ReceivedEventData,
  type Subscription,
} from "@azure/event-hubs";
import { BlobCheckpointStore } from "@azure/eventhubs-checkpointstore-blob";
import type { TokenCredential } from "@azure/identity";
import type { ContainerClient } from "@azure/storage-blob";
import { Unavailable } from "../../errors.ts";
import { called, hubTracing, type Tracing } from "../../telemetry/spans.ts";
import { InFlight } from "../inFlight.ts";
import type { BatchHandler, EventReceiver, EventSender, OutgoingEvent, ReceivedEvent } from "../types.ts";

interface Hub {
  readonly eventHubsNamespace: string;
  readonly eventHubName: string;
}

const what = "Event Hubs";
/** How often a call is repeated, and how long one may take, before it counts as failed. */
const patience = { maxRetries: 3, retryDelayInMs: 500, timeoutInMs: 10_000 };

/** Sends events; one is accepted when the broker has written it. */
export class HubSender implements EventSender {
  readonly #client: EventHubProducerClient;
  readonly #tracing: Tracing;

  constructor(client: EventHubProducerClient, tracing: Tracing) {
    this.#client = client;
    this.#tracing = tracing;
  }

  send({ messageId, partitionKey, body, properties }: OutgoingEvent): Promise<void> {
    return this.#call("send", () =>
      this.#client.sendBatch(
        [
          {
            body: Buffer.from(body),
            contentType: "application/json",
            messageId,
            properties: { ...properties },
          },
        ],
        { partitionKey },
      ),
    );
  }

  async check(): Promise<void> {
    await this.#call("check", () => this.#client.getEventHubProperties());
  }

  #call<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return called(this.#tracing, operation, async () => {
      try {
        return await work();
      } catch (error) {
        throw new Unavailable(what, error);
      }
    });
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** Opens the hub for sending, by identity. */
export function openSender(
  { eventHubsNamespace, eventHubName }: Hub,
  credential: TokenCredential,
): EventSender {
  return new HubSender(
    new EventHubProducerClient(eventHubsNamespace, eventHubName, credential, { retryOptions: patience }),
    hubTracing(eventHubsNamespace, eventHubName),
  );
}

/**
 * The client starts at a partition again, at its checkpoint, only after an error that does not call itself retryable. After one that
 * does, it goes on with the next batch, and the next checkpoint would pass over what failed.
 */
export class PartitionGivenUp extends Error {
  readonly retryable = false;

  constructor(cause: unknown) {
    super(
      `The partition is read again from its checkpoint: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
    this.name = "PartitionGivenUp";
  }
}

/** Events handed out at a time, and the seconds that a batch is waited for. */
const batches = { maxBatchSize: 50, maxWaitTimeInSeconds: 5 };

/** Receives with claims and checkpoints in blobs. */
export class HubReceiver implements EventReceiver {
  readonly #client: EventHubConsumerClient;
  readonly #consumerGroup: string;
  readonly #checkpoints: CheckpointStore;
  readonly #inFlight = new InFlight();
  #subscription: Subscription | undefined;
  #closing = false;

  constructor(client: EventHubConsumerClient, consumerGroup: string, checkpoints: CheckpointStore) {
    this.#client = client;
    this.#consumerGroup = consumerGroup;
    this.#checkpoints = checkpoints;
  }

  start(handle: BatchHandler, failed: (error: unknown) => void): void {
    this.#subscription = this.#client.subscribe(
      {
        processEvents: async (events, context) => {
          // The client hands out an empty batch when nothing came, and one that was on its way when it was closed.
          if (events.length === 0 || this.#closing) return;
          try {
            await this.#inFlight.run(() => handle(batchOf(events, context)));
          } catch (error) {
            throw new PartitionGivenUp(error);
          }
        },
        processError: async (error) => failed(error),
      },
      {
        ...batches,
        trackLastEnqueuedEventProperties: true,
        // Bodies are checked here, and kept as they came where they are none.
        skipParsingBodyAsJson: true,
        // Without a checkpoint the client would start at the end, and lose what came before the first worker did.
        startPosition: earliestEventPosition,
      },
    );
  }

  async check(): Promise<void> {
    try {
      await this.#client.getEventHubProperties();
      await this.#checkpoints.listCheckpoints(
        this.#client.fullyQualifiedNamespace,
        this.#client.eventHubName,
        this.#consumerGroup,
      );
    } catch (error) {
      throw new Unavailable(what, error);
    }
    if (this.#subscription?.isRunning === false) throw new Unavailable(what, "the subscription has ended");
  }

  async close(): Promise<void> {
    this.#closing = true;
    // Closing the subscription does not wait for a batch that is being worked off, whose checkpoint is still to come.
    await this.#inFlight.settled();
    await this.#subscription?.close();
    await this.#client.close();
  }
}

function batchOf(
  events: readonly ReceivedEventData[],
  context: PartitionContext,
): Parameters<BatchHandler>[0] {
  const received = new Map<ReceivedEvent, ReceivedEventData>(
    events.map((event) => [receivedEvent(event), event]),
  );
  return {
    partitionId: context.partitionId,
    events: [...received.keys()],
    newestSequenceNumber: context.lastEnqueuedEventProperties?.sequenceNumber,
    checkpoint: async (event) => {
      const data = received.get(event);
      if (data === undefined) throw new Error("A checkpoint is for an event of its own batch.");
      await context.updateCheckpoint(data);
    },
  };
}

/** An event as the services know it. Bodies may come as bytes or as AMQP strings. */
export function receivedEvent(event: ReceivedEventData): ReceivedEvent {
  const body: unknown = event.body;
  return {
    messageId: String(event.messageId ?? `${event.sequenceNumber}`),
    body:
      typeof body === "string"
        ? body
        : Buffer.isBuffer(body)
          ? body.toString("utf8")
          : JSON.stringify(body ?? null),
    properties: Object.fromEntries(
      Object.entries(event.properties ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    sequenceNumber: event.sequenceNumber,
    enqueuedTime: event.enqueuedTimeUtc,
  };
}

/** Opens the hub for receiving, by identity. */
export function openReceiver(
  { eventHubsNamespace, eventHubName, consumerGroup }: Hub & { readonly consumerGroup: string },
  checkpointContainer: ContainerClient,
  credential: TokenCredential,
): EventReceiver {
  const checkpoints = new BlobCheckpointStore(checkpointContainer);
  return new HubReceiver(
    new EventHubConsumerClient(consumerGroup, eventHubsNamespace, eventHubName, credential, checkpoints, {
      retryOptions: patience,
      // Every claim counts at the start of a stamp: partitions without an owner are partitions without a reader.
      loadBalancingOptions: { strategy: "greedy" },
    }),
    consumerGroup,
    checkpoints,
  );
}
