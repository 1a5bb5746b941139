import type { QueuedWrite } from "../shared/model/messages.ts";
import type { CatalogDatabase } from "../shared/stores/types.ts";

/**
 * Does a queued write. Each of them leaves the database as one delivery would, however often it comes.
 *
 * @returns what came of it, for the log.
 */
export async function perform(write: QueuedWrite, database: CatalogDatabase): Promise<string> {
  switch (write.action) {
    case "AddComment":
      return database.createComment(write.comment, write.secondsToLive);
    case "AddRating":
      return database.createRating(write.rating, write.secondsToLive);
    case "AddCatalogItem":
      return database.createItem(write.item, write.secondsToLive);
    case "DeleteObject":
      switch (write.kind) {
        case "item":
          await database.deleteItem(write.id);
          return "deleted";
        case "comment":
          await database.deleteComment(write.catalogItemId, write.id);
          return "deleted";
        case "rating":
          await database.deleteRating(write.catalogItemId, write.id);
          return "deleted";
      }
  }
}
