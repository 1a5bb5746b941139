import type { Logger } from "../shared/log.ts";
import { correlationIdOf } from "../shared/correlation.ts";
import { parseWrite, properties } from "../shared/model/messages.ts";
import type { CatalogDatabase, EventBatch, PoisonTable, ReceivedEvent } from "../shared/stores/types.ts";
import { workedOff } from "../shared/telemetry/spans.ts";
import { perform } from "./actions.ts";
import { Poisonous, untilDone, type RetryRules } from "./retry.ts";

export interface ProcessorParts {
  readonly log: Logger;
  readonly database: CatalogDatabase;
  readonly poison: PoisonTable;
  readonly retry: Pick<RetryRules, "maxRetries" | "waitSeconds" | "wait">;
  /** Whether the worker is ending: the event at hand is finished, the rest of its batch is left for another. */
  readonly ending: () => boolean;
  /** Hears that something moves, and what became of an event. */
  readonly seen: {
    readonly progress: () => void;
    readonly event: (outcome: "done" | "poison" | "healthCheck") => void;
    readonly lag: (partitionId: string, events: number) => void;
  };
}

/**
 * Works off batches: every event is written, or kept as poison, before the checkpoint passes it. Whatever happens in between, it comes again.
 */
export function createProcessor(parts: ProcessorParts): (batch: EventBatch) => Promise<void> {
  return async (batch) => {
    let last: ReceivedEvent | undefined;
    try {
      for (const event of batch.events) {
        if (parts.ending()) break;
        await workOff(event, batch.partitionId, parts);
        last = event;
        parts.seen.progress();
      }
    } finally {
      // Also when an event in the middle could neither be written nor kept: what came before it is done.
      if (last !== undefined) await batch.checkpoint(last);
    }
    if (last !== undefined && batch.newestSequenceNumber !== undefined)
      parts.seen.lag(batch.partitionId, Math.max(0, batch.newestSequenceNumber - last.sequenceNumber));
  };
}

/** @throws what the poison table does, or the wait of a worker that is ending: the event is then still to be done. */
async function workOff(event: ReceivedEvent, partitionId: string, parts: ProcessorParts): Promise<void> {
  const { database, seen } = parts;
  if (event.properties[properties.healthCheck] === "TRUE") return seen.event("healthCheck");
  const correlationId = correlationIdOf(event.properties[properties.correlationId]);
  const log = parts.log.child({ correlationId, messageId: event.messageId, partitionId });
  try {
    await workedOff(
      "process event",
      event.properties,
      { "az.namespace": "Microsoft.EventHub", correlationId, messageId: event.messageId },
      () =>
        untilDone(
          async () => {
            const write = parseWrite(event.body);
            const outcome = await perform(write, database);
            log.info(
              {
                action: write.action,
                outcome,
                queuedMilliseconds: Date.now() - event.enqueuedTime.getTime(),
              },
              "worked off",
            );
          },
          {
            ...parts.retry,
            failed: (error, attempt, nextInSeconds) => {
              seen.progress();
              log.warn({ err: error, attempt, nextInSeconds }, "could not be worked off");
            },
          },
        ),
    );
    seen.event("done");
  } catch (error) {
    if (!(error instanceof Poisonous)) throw error;
    await keep(event, partitionId, correlationId, error, parts.poison);
    log.error({ reason: error.message, attempts: error.attempts }, "kept as poison");
    seen.event("poison");
  }
}

function keep(
  event: ReceivedEvent,
  partitionId: string,
  correlationId: string,
  { message, attempts }: Poisonous,
  poison: PoisonTable,
): Promise<void> {
  return poison.keep({
    partitionId,
    sequenceNumber: event.sequenceNumber,
    messageId: event.messageId,
    correlationId,
    enqueuedTime: event.enqueuedTime.toISOString(),
    reason: message,
    attempts,
    body: event.body,
  });
}
