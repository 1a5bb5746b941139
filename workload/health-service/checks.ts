import { randomUUID } from "node:crypto";
import type { HealthBlob, LogQueries, CatalogDatabase, EventSender } from "../shared/stores/types.ts";
import { properties } from "../shared/model/messages.ts";

/** Names of the checks, as they stand in answers and in HEALTHSERVICE_CHECK_<NAME>_DISABLED. */
export const checkNames = ["AzMonitorHealthScore", "BlobStorage", "Database", "MessageProducer"] as const;
export type CheckName = (typeof checkNames)[number];

/** What a check found. `degraded` is worth knowing and takes no stamp out. */
export interface Finding {
  readonly state: "healthy" | "degraded" | "unhealthy";
  /** For everybody to read: no address, no name of a resource. */
  readonly detail?: string;
}

export type Check = (signal: AbortSignal) => Promise<Finding>;

const healthy: Finding = { state: "healthy" };

/** At this score and below the health model calls the stamp red (lib/observability). */
export const redScore = 0.5;

/**
 * The score of the health model. Red takes the stamp out; that the logs do not answer says nothing about the stamp, and an outage of
 * Log Analytics must not take out all of them at once.
 */
export function healthScoreCheck(logs: LogQueries): Check {
  return async (signal) => {
    let score;
    try {
      score = await logs.healthScore(signal);
    } catch {
      return { state: "degraded", detail: "The logs do not answer; the health score is unknown." };
    }
    if (score === undefined) return { state: "degraded", detail: "There is no health score yet." };
    if (score.color.toLowerCase() === "red" || score.score <= redScore)
      return { state: "unhealthy", detail: `The health score is ${score.score}, which is red.` };
    return score.score < 1
      ? { state: "degraded", detail: `The health score is ${score.score}, which is yellow.` }
      : healthy;
  };
}

/** The object that keeps the stamp in rotation. Who deletes it takes the stamp out. */
export function blobCheck(blob: HealthBlob): Check {
  return async (signal) =>
    (await blob.exists(signal))
      ? healthy
      : {
          state: "unhealthy",
          detail: "The object that keeps the stamp in rotation is gone: it was taken out by hand.",
        };
}

/** Seconds that the row of the check stays. */
const probeSeconds = 10;
/** No item has this id, so no average counts the rows. */
const probeItem = "health-service";

/** Reads from the database, and writes a row that goes away by itself. */
export function databaseCheck(database: CatalogDatabase): Check {
  return async () => {
    await database.check();
    await database.createRating(
      { id: randomUUID(), catalogItemId: probeItem, rating: 1, creationDate: new Date().toISOString() },
      probeSeconds,
    );
    return healthy;
  };
}

/** Sends an event that the worker drops. */
export function producerCheck(sender: EventSender): Check {
  return async () => {
    await sender.send({
      messageId: randomUUID(),
      partitionKey: probeItem,
      body: "{}",
      properties: { [properties.healthCheck]: "TRUE" },
    });
    return healthy;
  };
}
