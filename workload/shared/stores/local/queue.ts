import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import type { CheckpointStore } from "@azure/event-hubs";
import { InFlight } from "../inFlight.ts";
import type { BatchHandler, EventReceiver, EventSender, OutgoingEvent, ReceivedEvent } from "../types.ts";
import { openLocalFile } from "./database.ts";

/** Few are enough for several workers to share, and they are quickly claimed. */
export const partitions = ["0", "1", "2", "3"] as const;

const partitionOf = (key: string): string =>
  partitions[createHash("sha1").update(key).digest().readUInt32BE(0) % partitions.length] ?? "0";

interface Row {
  readonly sequence: number;
  readonly message_id: string;
  readonly body: string;
  readonly properties: string;
  readonly enqueued: number;
}

/** Puts events into the file. A write is on the disk when it returns, as an event is with Event Hubs when it is acknowledged. */
export class LocalSender implements EventSender {
  readonly #file: DatabaseSync;

  constructor(path: string) {
    this.#file = openLocalFile(path);
  }

  async send({ messageId, partitionKey, body, properties }: OutgoingEvent): Promise<void> {
    const partition = partitionOf(partitionKey);
    this.#file
      .prepare(
        `INSERT INTO events (partition, sequence, message_id, body, properties, enqueued)
         SELECT ?, COALESCE(MAX(sequence) + 1, 0), ?, ?, ?, ? FROM events WHERE partition = ?`,
      )
      .run(partition, messageId, body, JSON.stringify(properties), Date.now(), partition);
  }
  async check(): Promise<void> {
    this.#file.prepare("SELECT 1").get();
  }
  async close(): Promise<void> {
    this.#file.close();
  }
}

export interface LocalReceiverOptions {
  readonly path: string;
  /** Claims and checkpoints are kept as the real client keeps them, in blobs. */
  readonly checkpoints: CheckpointStore;
  readonly group: {
    readonly fullyQualifiedNamespace: string;
    readonly eventHubName: string;
    readonly consumerGroup: string;
  };
  readonly ownerId: string;
  /** Milliseconds after which a claim that nobody renewed is free. */
  readonly claimMilliseconds: number;
  readonly batchSize: number;
}

const loopMilliseconds = 200;

/** Reads events from the file: claims its share of the partitions, and hands out what comes after the checkpoint of each. */
export class LocalReceiver implements EventReceiver {
  readonly #file: DatabaseSync;
  readonly #options: LocalReceiverOptions;
  readonly #inFlight = new InFlight();
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: LocalReceiverOptions) {
    this.#options = options;
    this.#file = openLocalFile(options.path);
  }

  start(handle: BatchHandler, failed: (error: unknown) => void): void {
    this.#loop = this.#run(handle, failed);
  }

  async #run(handle: BatchHandler, failed: (error: unknown) => void): Promise<void> {
    const busy = new Set<string>();
    while (!this.#stop.signal.aborted) {
      try {
        for (const partition of await this.#claim()) {
          if (busy.has(partition)) continue;
          busy.add(partition);
          void this.#inFlight
            .run(() => this.#hand(partition, handle))
            .catch(failed)
            .finally(() => busy.delete(partition));
        }
      } catch (error) {
        failed(error);
      }
      await wait(loopMilliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** Renews its own claims, and takes what is free up to its share. Returns what is now its own. */
  async #claim(): Promise<string[]> {
    const { checkpoints, group, ownerId, claimMilliseconds } = this.#options;
    const all = await checkpoints.listOwnership(
      group.fullyQualifiedNamespace,
      group.eventHubName,
      group.consumerGroup,
    );
    const fresh = all.filter(
      ({ ownerId: owner, lastModifiedTimeInMs = 0 }) =>
        owner !== "" && Date.now() - lastModifiedTimeInMs < claimMilliseconds,
    );
    const own = fresh.filter((claim) => claim.ownerId === ownerId);
    const share = Math.ceil(
      partitions.length / new Set([ownerId, ...fresh.map((claim) => claim.ownerId)]).size,
    );
    const free = partitions.filter((id) => !fresh.some(({ partitionId }) => partitionId === id));
    const wanted = [
      ...own.slice(0, share).map(({ partitionId }) => partitionId),
      ...free.slice(0, Math.max(0, share - own.length)),
    ];
    const claimed = await checkpoints.claimOwnership(
      wanted.map((partitionId) => {
        const etag = all.find((claim) => claim.partitionId === partitionId)?.etag;
        return { ...group, ownerId, partitionId, ...(etag === undefined ? {} : { etag }) };
      }),
    );
    return claimed.map(({ partitionId }) => partitionId);
  }

  async #hand(partitionId: string, handle: BatchHandler): Promise<void> {
    const { checkpoints, group, batchSize } = this.#options;
    const done = (
      await checkpoints.listCheckpoints(
        group.fullyQualifiedNamespace,
        group.eventHubName,
        group.consumerGroup,
      )
    ).find((checkpoint) => checkpoint.partitionId === partitionId);
    const rows = this.#file
      .prepare("SELECT * FROM events WHERE partition = ? AND sequence > ? ORDER BY sequence LIMIT ?")
      .all(partitionId, done?.sequenceNumber ?? -1, batchSize) as unknown as Row[];
    if (rows.length === 0) return;
    const newest = this.#file
      .prepare("SELECT MAX(sequence) AS newest FROM events WHERE partition = ?")
      .get(partitionId) as { newest: number };
    await handle({
      partitionId,
      newestSequenceNumber: newest.newest,
      events: rows.map(toEvent),
      checkpoint: ({ sequenceNumber }) =>
        checkpoints.updateCheckpoint({
          ...group,
          partitionId,
          sequenceNumber,
          offset: String(sequenceNumber),
        }),
    });
  }

  async check(): Promise<void> {
    this.#file.prepare("SELECT 1").get();
    const { checkpoints, group } = this.#options;
    await checkpoints.listCheckpoints(group.fullyQualifiedNamespace, group.eventHubName, group.consumerGroup);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await this.#inFlight.settled();
    const { checkpoints, group, ownerId } = this.#options;
    const own = (
      await checkpoints.listOwnership(group.fullyQualifiedNamespace, group.eventHubName, group.consumerGroup)
    ).filter((claim) => claim.ownerId === ownerId);
    await checkpoints.claimOwnership(own.map((claim) => ({ ...claim, ownerId: "" })));
    this.#file.close();
  }
}

function toEvent(row: Row): ReceivedEvent {
  return {
    messageId: row.message_id,
    body: row.body,
    properties: JSON.parse(row.properties) as Record<string, string>,
    sequenceNumber: row.sequence,
    enqueuedTime: new Date(row.enqueued),
  };
}
