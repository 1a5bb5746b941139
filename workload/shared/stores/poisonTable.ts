import type { TableClient } from "@azure/data-tables";
import { Unavailable } from "../errors.ts";
import type { PoisonMessage, PoisonTable } from "./types.ts";

/** A string property of a table holds at most 64 KiB of UTF-16 (Azure Table storage, "Property types"). */
const propertyLength = 32_000;
/**
 * An entity holds at most 1 MiB. What is longer is cut: a row that the table never took would hold its partition forever. Our own API
 * takes bodies of 64 KiB.
 */
const bodyLength = 8 * propertyLength;
const countedAtMost = 1000;

/** Row keys sort as text, so numbers are padded. 19 digits hold every sequence number of Event Hubs, which has 64 bits. */
const rowKeyOf = (sequenceNumber: number): string => String(sequenceNumber).padStart(19, "0");

/** The table with what could not be worked off, in a storage account or in its emulator. Rows stay until somebody removes them. */
export function poisonTableOf(table: TableClient): PoisonTable {
  return {
    keep: async ({ partitionId, sequenceNumber, body, reason, ...message }: PoisonMessage) => {
      const kept = body.slice(0, bodyLength);
      const parts = Array.from(
        { length: Math.max(1, Math.ceil(kept.length / propertyLength)) },
        (_, part) => [
          part === 0 ? "body" : `body${part}`,
          kept.slice(part * propertyLength, (part + 1) * propertyLength),
        ],
      );
      try {
        await table.upsertEntity(
          {
            partitionKey: partitionId,
            rowKey: rowKeyOf(sequenceNumber),
            ...message,
            reason: reason.slice(0, propertyLength),
            bodyLength: body.length,
            ...(Object.fromEntries(parts) as Record<string, string>),
          },
          "Replace",
        );
      } catch (error) {
        throw new Unavailable("the poison table", error);
      }
    },
    count: async () => {
      let counted = 0;
      try {
        for await (const page of table
          .listEntities({ queryOptions: { select: ["RowKey"] } })
          .byPage({ maxPageSize: countedAtMost })) {
          counted += page.length;
          if (counted >= countedAtMost) break;
        }
      } catch (error) {
        throw new Unavailable("the poison table", error);
      }
      return Math.min(counted, countedAtMost);
    },
  };
}
