import { setTimeout as wait } from "node:timers/promises";
import type { Closable } from "../shared/config/hosted.ts";
import type { ValuesOf } from "../shared/config/table.ts";
import type { Logger } from "../shared/log.ts";
import type { Stores } from "../shared/stores/stores.ts";
import type { WorkerMetrics } from "./metrics.ts";
import { createProcessor } from "./processor.ts";

/** The part of the worker that hangs on its settings. */
export interface Worker extends Closable {
  /** Rejects when one of the stores does not answer. */
  reach(): Promise<void>;
  /** Milliseconds since the last sign of progress; undefined when nothing is being worked off. */
  standstill(): number | undefined;
}

export interface WorkerSettings {
  /** BACKGROUNDPROCESSOR_MAX_RETRY_COUNT. */
  readonly maxRetries: number;
  /** BACKGROUNDPROCESSOR_RETRY_WAIT_SEC. */
  readonly waitSeconds: number;
}

/** Opens the stores and begins to work off events. */
export function openWorker(
  stores: Stores,
  values: ValuesOf<"background-worker">,
  settings: WorkerSettings,
  metrics: WorkerMetrics,
  log: Logger,
): Worker {
  const database = stores.database(values);
  const poison = stores.poisonTable(values);
  const receiver = stores.receiver(values);
  const ending = new AbortController();
  let working = 0;
  let progress = 0;
  const process = createProcessor({
    log,
    database,
    poison,
    retry: {
      ...settings,
      // Ends with the worker: the event is then left to the next one.
      wait: (milliseconds) => wait(milliseconds, undefined, { signal: ending.signal }),
    },
    ending: () => ending.signal.aborted,
    seen: {
      progress: () => {
        progress = Date.now();
      },
      event: (outcome) => metrics.event(outcome),
      lag: (partitionId, events) => metrics.lag(partitionId, events),
    },
  });
  receiver.start(
    async (batch) => {
      if (working === 0) progress = Date.now();
      working += 1;
      try {
        await process(batch);
      } finally {
        working -= 1;
      }
    },
    (error) => {
      if (!ending.signal.aborted) log.warn({ err: error }, "receiving failed and goes on");
    },
  );
  return {
    reach: async () => {
      await Promise.all([database.check(), receiver.check()]);
      const kept = await poison.count();
      metrics.poisonKept(kept);
      if (kept > 0) log.warn({ poisonMessages: kept }, "messages are kept as poison");
      log.debug({ lag: metrics.totalLag }, "lag");
    },
    standstill: () => (working === 0 ? undefined : Date.now() - progress),
    close: async () => {
      ending.abort();
      await receiver.close();
      await database.close();
    },
  };
}
