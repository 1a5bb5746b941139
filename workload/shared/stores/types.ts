import type { CatalogItem, ItemComment, ItemRating, RatingSummary } from "../model/catalog.ts";

/**
 * What the services need of the platform, and nothing more. Every method rejects with Unavailable when the store does not answer
 * or asks to wait, and with Refused when it will never take what it was given.
 */
export interface CatalogDatabase {
  /** The newest first. */
  listItems(limit: number): Promise<CatalogItem[]>;
  getItem(id: string): Promise<CatalogItem | undefined>;
  /** Creating what is there changes nothing, which makes a second delivery harmless. */
  createItem(item: CatalogItem, secondsToLive?: number): Promise<"created" | "exists">;
  /** Whether there was such an item. */
  replaceItem(item: CatalogItem): Promise<boolean>;
  /** With its comments and ratings. Deleting what is not there changes nothing. */
  deleteItem(id: string): Promise<void>;
  /** The newest first. */
  listComments(catalogItemId: string, limit: number): Promise<ItemComment[]>;
  getComment(catalogItemId: string, id: string): Promise<ItemComment | undefined>;
  createComment(comment: ItemComment, secondsToLive?: number): Promise<"created" | "exists">;
  deleteComment(catalogItemId: string, id: string): Promise<void>;
  summarizeRatings(catalogItemId: string): Promise<RatingSummary>;
  getRating(catalogItemId: string, id: string): Promise<ItemRating | undefined>;
  createRating(rating: ItemRating, secondsToLive?: number): Promise<"created" | "exists">;
  deleteRating(catalogItemId: string, id: string): Promise<void>;
  /** Reads something small. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** An event on its way into the queue. */
export interface OutgoingEvent {
  readonly messageId: string;
  readonly partitionKey: string;
  readonly body: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface EventSender {
  /** Resolves when the queue has it for good. */
  send(event: OutgoingEvent): Promise<void>;
  /** Asks the queue for something small. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** An event as it came out of the queue. */
export interface ReceivedEvent {
  readonly messageId: string;
  readonly body: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly sequenceNumber: number;
  readonly enqueuedTime: Date;
}

/** Events of one partition, in their order. */
export interface EventBatch {
  readonly partitionId: string;
  readonly events: readonly ReceivedEvent[];
  /** Sequence number of the newest event that the partition holds, where it is known. */
  readonly newestSequenceNumber: number | undefined;
  /** Says that this event and all before it are done. */
  checkpoint(event: ReceivedEvent): Promise<void>;
}

/** Works a batch off. When it rejects, the partition is read again from its last checkpoint. */
export type BatchHandler = (batch: EventBatch) => Promise<void>;

export interface EventReceiver {
  /** Claims its share of the partitions and hands out their events. @param failed hears of what goes wrong beside the events. */
  start(handle: BatchHandler, failed: (error: unknown) => void): void;
  /** Asks queue and checkpoints for something small. */
  check(): Promise<void>;
  /** Claims no more, waits for the batches that are being worked off, and lets the partitions go. */
  close(): Promise<void>;
}

/** An event that could not be worked off. */
export interface PoisonMessage {
  readonly partitionId: string;
  readonly sequenceNumber: number;
  readonly messageId: string;
  readonly correlationId: string;
  readonly enqueuedTime: string;
  readonly reason: string;
  readonly attempts: number;
  readonly body: string;
}

export interface PoisonTable {
  /** Keeping it twice is keeping it once. */
  keep(message: PoisonMessage): Promise<void>;
  /** How many there are; counting ends at 1000. */
  count(): Promise<number>;
}

export interface HealthBlob {
  /** Whether the object is there that keeps the stamp in rotation. */
  exists(signal: AbortSignal): Promise<boolean>;
}

/** One row of the health model's answer. */
export interface HealthScore {
  /** 1 is well. */
  readonly score: number;
  readonly color: string;
}

export interface LogQueries {
  /** The newest score; undefined when there is none yet. */
  healthScore(signal: AbortSignal): Promise<HealthScore | undefined>;
}
