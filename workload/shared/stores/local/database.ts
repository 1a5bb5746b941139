import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { CatalogItem, ItemComment, ItemRating } from "../../model/catalog.ts";
import type { CatalogDatabase } from "../types.ts";

type Kind = "item" | "comment" | "rating";
interface Stored {
  readonly body: string;
}

/** Opens the file that the local processes share. It is a stand-in for Cosmos DB and Event Hubs, for one machine only. */
export function openLocalFile(path: string): DatabaseSync {
  const file = new DatabaseSync(path, { timeout: 5000 });
  file.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS documents (
      kind TEXT NOT NULL, owner TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
      written REAL NOT NULL, expires REAL, PRIMARY KEY (kind, owner, id)
    );
    CREATE TABLE IF NOT EXISTS events (
      partition TEXT NOT NULL, sequence INTEGER NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
      properties TEXT NOT NULL, enqueued REAL NOT NULL, PRIMARY KEY (partition, sequence)
    );
  `);
  return file;
}

/**
 * The catalogue in a file. What it shares with Cosmos DB is what the services rely on: documents by partition key and id, a
 * creation that finds what is there, expiry by document.
 *
 * @param now milliseconds since 1970.
 */
export class LocalDatabase implements CatalogDatabase {
  readonly #file: DatabaseSync;
  readonly #now: () => number;

  constructor(path: string, now: () => number = Date.now) {
    this.#file = openLocalFile(path);
    this.#now = now;
  }

  #get<T>(kind: Kind, owner: string, id: string): T | undefined {
    const row = this.#file
      .prepare(
        "SELECT body FROM documents WHERE kind = ? AND owner = ? AND id = ? AND (expires IS NULL OR expires > ?)",
      )
      .get(kind, owner, id, this.#now()) as Stored | undefined;
    return row === undefined ? undefined : (JSON.parse(row.body) as T);
  }

  #list<T>(kind: Kind, owner: string | undefined, limit: number): T[] {
    const where = owner === undefined ? "" : "AND owner = ?";
    const values: SQLInputValue[] = [kind, this.#now(), ...(owner === undefined ? [] : [owner]), limit];
    return (
      this.#file
        .prepare(
          `SELECT body FROM documents WHERE kind = ? AND (expires IS NULL OR expires > ?) ${where}
           ORDER BY written DESC, id LIMIT ?`,
        )
        .all(...values) as unknown as Stored[]
    ).map(({ body }) => JSON.parse(body) as T);
  }

  #create(
    kind: Kind,
    owner: string,
    document: { readonly id: string },
    secondsToLive?: number,
  ): "created" | "exists" {
    const now = this.#now();
    this.#file
      .prepare("DELETE FROM documents WHERE kind = ? AND owner = ? AND id = ? AND expires <= ?")
      .run(kind, owner, document.id, now);
    const { changes } = this.#file
      .prepare(
        "INSERT OR IGNORE INTO documents (kind, owner, id, body, written, expires) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        kind,
        owner,
        document.id,
        JSON.stringify(document),
        now,
        secondsToLive === undefined ? null : now + secondsToLive * 1000,
      );
    return changes === 1 ? "created" : "exists";
  }

  #delete(kind: Kind, owner: string, id: string): void {
    this.#file.prepare("DELETE FROM documents WHERE kind = ? AND owner = ? AND id = ?").run(kind, owner, id);
  }

  async listItems(limit: number): Promise<CatalogItem[]> {
    return this.#list<CatalogItem>("item", undefined, limit);
  }
  async getItem(id: string): Promise<CatalogItem | undefined> {
    return this.#get<CatalogItem>("item", id, id);
  }
  async createItem(item: CatalogItem, secondsToLive?: number): Promise<"created" | "exists"> {
    return this.#create("item", item.id, item, secondsToLive);
  }
  async replaceItem(item: CatalogItem): Promise<boolean> {
    const { changes } = this.#file
      .prepare(
        "UPDATE documents SET body = ?, written = ? WHERE kind = 'item' AND id = ? AND (expires IS NULL OR expires > ?)",
      )
      .run(JSON.stringify(item), this.#now(), item.id, this.#now());
    return changes === 1;
  }
  async deleteItem(id: string): Promise<void> {
    this.#file.prepare("DELETE FROM documents WHERE owner = ?").run(id);
  }
  async listComments(catalogItemId: string, limit: number): Promise<ItemComment[]> {
    return this.#list<ItemComment>("comment", catalogItemId, limit);
  }
  async getComment(catalogItemId: string, id: string): Promise<ItemComment | undefined> {
    return this.#get<ItemComment>("comment", catalogItemId, id);
  }
  async createComment(comment: ItemComment, secondsToLive?: number): Promise<"created" | "exists"> {
    return this.#create("comment", comment.catalogItemId, comment, secondsToLive);
  }
  async deleteComment(catalogItemId: string, id: string): Promise<void> {
    this.#delete("comment", catalogItemId, id);
  }
  async summarizeRatings(
    catalogItemId: string,
  ): Promise<{ averageRating: number | null; numberOfVotes: number }> {
    const all = this.#list<ItemRating>("rating", catalogItemId, -1).map(({ rating }) => rating);
    const sum = all.reduce((total, rating) => total + rating, 0);
    return { averageRating: all.length === 0 ? null : sum / all.length, numberOfVotes: all.length };
  }
  async getRating(catalogItemId: string, id: string): Promise<ItemRating | undefined> {
    return this.#get<ItemRating>("rating", catalogItemId, id);
  }
  async createRating(rating: ItemRating, secondsToLive?: number): Promise<"created" | "exists"> {
    return this.#create("rating", rating.catalogItemId, rating, secondsToLive);
  }
  async deleteRating(catalogItemId: string, id: string): Promise<void> {
    this.#delete("rating", catalogItemId, id);
  }
  async check(): Promise<void> {
    this.#file.prepare("SELECT 1").get();
  }
  async close(): Promise<void> {
    this.#file.close();
  }
}
