import { LocalDatabase } from "../../shared/stores/local/database.ts";
import type { Logger } from "../../shared/log.ts";
import { createLog } from "../../shared/log.ts";
import type { EventSender, OutgoingEvent, PoisonMessage, PoisonTable } from "../../shared/stores/types.ts";

/** A log whose lines can be read. */
export function listening(): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const log = createLog(
    "catalog-api",
    { AZURE_REGION: "East US", LOG_LEVEL: "debug" },
    {
      write: (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>),
    },
  );
  return { log, lines };
}

/** The catalogue of one test. */
export const memoryDatabase = (now?: () => number): LocalDatabase => new LocalDatabase(":memory:", now);

/** A queue that only remembers, and can be told to fail. */
export function recordingSender(): EventSender & { sent: OutgoingEvent[]; failure: Error | undefined } {
  const sender = {
    sent: [] as OutgoingEvent[],
    failure: undefined as Error | undefined,
    send: async (event: OutgoingEvent) => {
      if (sender.failure !== undefined) throw sender.failure;
      sender.sent.push(event);
    },
    check: async () => undefined,
    close: async () => undefined,
  };
  return sender;
}

/** A poison table in memory, which can be told to fail. */
export function memoryPoison(): PoisonTable & { kept: PoisonMessage[]; failure: Error | undefined } {
  const table = {
    kept: [] as PoisonMessage[],
    failure: undefined as Error | undefined,
    keep: async (message: PoisonMessage) => {
      if (table.failure !== undefined) throw table.failure;
      table.kept.push(message);
    },
    count: async () => table.kept.length,
  };
  return table;
}
