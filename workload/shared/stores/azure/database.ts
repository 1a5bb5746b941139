import { CosmosClient, type Container, type SqlQuerySpec } from "@azure/cosmos";
import type { TokenCredential } from "@azure/identity";
import { numberOf, type Environment } from "../../config/numbers.ts";
import type { CatalogItem, ItemComment, ItemRating, RatingSummary } from "../../model/catalog.ts";
import { called, databaseTracing, type Tracing } from "../../telemetry/spans.ts";
import type { CatalogDatabase } from "../types.ts";
import { cosmosFailure, hasStatus } from "./failures.ts";

/** The containers that the program makes, by what the services keep in them. */
export const containerNames = {
  item: "catalogItems",
  comment: "itemComments",
  rating: "itemRatings",
} as const;

type Kind = keyof typeof containerNames;
export type Containers = Readonly<Record<Kind, Pick<Container, "items" | "item">>>;

/** What Cosmos DB adds to a document, and what only it needs. */
const ofCosmos = ["ttl", "_rid", "_self", "_etag", "_attachments", "_ts"];

const plain = <T>(document: T & object): T =>
  Object.fromEntries(Object.entries(document).filter(([key]) => !ofCosmos.includes(key))) as T;

/** How many documents of a partition are deleted at a time. */
const pageSize = 100;

/** The catalogue in Cosmos DB. */
export class CosmosDatabase implements CatalogDatabase {
  readonly #containers: Containers;
  readonly #tracing: Tracing;
  readonly #dispose: () => void;

  constructor(containers: Containers, tracing: Tracing, dispose: () => void = () => undefined) {
    this.#containers = containers;
    this.#tracing = tracing;
    this.#dispose = dispose;
  }

  /** One call, as a dependency of the trace, with the meaning of its failure. */
  #call<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return called(this.#tracing, operation, async () => {
      try {
        return await work();
      } catch (error) {
        throw cosmosFailure(error);
      }
    });
  }

  #read<T extends object>(kind: Kind, id: string, partitionKey: string): Promise<T | undefined> {
    return this.#call(`read ${kind}`, async () => {
      const { resource } = await this.#containers[kind].item(id, partitionKey).read<T>();
      return resource === undefined ? undefined : plain<T>(resource);
    });
  }

  #query<T>(operation: string, kind: Kind, query: SqlQuerySpec, partitionKey?: string): Promise<T[]> {
    return this.#call(operation, async () => {
      const { resources } = await this.#containers[kind].items
        .query<T>(query, partitionKey === undefined ? {} : { partitionKey })
        .fetchAll();
      return resources;
    });
  }

  #create(
    kind: Kind,
    document: { readonly id: string },
    secondsToLive?: number,
  ): Promise<"created" | "exists"> {
    return this.#call(`create ${kind}`, async () => {
      try {
        await this.#containers[kind].items.create({
          ...document,
          ...(secondsToLive === undefined ? {} : { ttl: secondsToLive }),
        });
        return "created";
      } catch (error) {
        if (hasStatus(error, 409)) return "exists";
        throw error;
      }
    });
  }

  #delete(kind: Kind, id: string, partitionKey: string): Promise<void> {
    return this.#call(`delete ${kind}`, async () => {
      try {
        await this.#containers[kind].item(id, partitionKey).delete();
      } catch (error) {
        if (!hasStatus(error, 404)) throw error;
      }
    });
  }

  async listItems(limit: number): Promise<CatalogItem[]> {
    const query = "SELECT * FROM c ORDER BY c.lastUpdated DESC OFFSET 0 LIMIT @limit";
    const items = await this.#query<CatalogItem>("list items", "item", {
      query,
      parameters: [{ name: "@limit", value: limit }],
    });
    return items.map(plain);
  }

  getItem(id: string): Promise<CatalogItem | undefined> {
    return this.#read<CatalogItem>("item", id, id);
  }

  createItem(item: CatalogItem, secondsToLive?: number): Promise<"created" | "exists"> {
    return this.#create("item", item, secondsToLive);
  }

  replaceItem(item: CatalogItem): Promise<boolean> {
    return this.#call("replace item", async () => {
      try {
        await this.#containers.item.item(item.id, item.id).replace(item);
        return true;
      } catch (error) {
        if (hasStatus(error, 404)) return false;
        throw error;
      }
    });
  }

  async deleteItem(id: string): Promise<void> {
    for (const kind of ["comment", "rating"] as const) await this.#deleteAll(kind, id);
    await this.#delete("item", id, id);
  }

  /** Everything that belongs to an item, page by page until nothing is left. */
  async #deleteAll(kind: "comment" | "rating", catalogItemId: string): Promise<void> {
    for (;;) {
      const ids = await this.#query<string>(
        `list ${kind}s`,
        kind,
        {
          query: "SELECT VALUE c.id FROM c WHERE c.catalogItemId = @id OFFSET 0 LIMIT @limit",
          parameters: [
            { name: "@id", value: catalogItemId },
            { name: "@limit", value: pageSize },
          ],
        },
        catalogItemId,
      );
      for (const id of ids) await this.#delete(kind, id, catalogItemId);
      if (ids.length < pageSize) return;
    }
  }

  async listComments(catalogItemId: string, limit: number): Promise<ItemComment[]> {
    const comments = await this.#query<ItemComment>(
      "list comments",
      "comment",
      {
        query:
          "SELECT * FROM c WHERE c.catalogItemId = @id ORDER BY c.creationDate DESC OFFSET 0 LIMIT @limit",
        parameters: [
          { name: "@id", value: catalogItemId },
          { name: "@limit", value: limit },
        ],
      },
      catalogItemId,
    );
    return comments.map(plain);
  }

  getComment(catalogItemId: string, id: string): Promise<ItemComment | undefined> {
    return this.#read<ItemComment>("comment", id, catalogItemId);
  }

  createComment(comment: ItemComment, secondsToLive?: number): Promise<"created" | "exists"> {
    return this.#create("comment", comment, secondsToLive);
  }

  deleteComment(catalogItemId: string, id: string): Promise<void> {
    return this.#delete("comment", id, catalogItemId);
  }

  async summarizeRatings(catalogItemId: string): Promise<RatingSummary> {
    const [row] = await this.#query<{ votes: number; total?: number }>(
      "summarize ratings",
      "rating",
      {
        query: "SELECT COUNT(1) AS votes, SUM(c.rating) AS total FROM c WHERE c.catalogItemId = @id",
        parameters: [{ name: "@id", value: catalogItemId }],
      },
      catalogItemId,
    );
    const numberOfVotes = row?.votes ?? 0;
    return { numberOfVotes, averageRating: numberOfVotes === 0 ? null : (row?.total ?? 0) / numberOfVotes };
  }

  getRating(catalogItemId: string, id: string): Promise<ItemRating | undefined> {
    return this.#read<ItemRating>("rating", id, catalogItemId);
  }

  createRating(rating: ItemRating, secondsToLive?: number): Promise<"created" | "exists"> {
    return this.#create("rating", rating, secondsToLive);
  }

  deleteRating(catalogItemId: string, id: string): Promise<void> {
    return this.#delete("rating", id, catalogItemId);
  }

  async check(): Promise<void> {
    await this.#query("check", "item", { query: "SELECT TOP 1 VALUE c.id FROM c" });
  }

  async close(): Promise<void> {
    this.#dispose();
  }
}

/** How patient the client is before a call counts as failed; the names are those of Azure's reference implementation. */
export function cosmosPatience(env: Environment): {
  requestTimeout: number;
  retryOptions: { maxRetryAttemptCount: number; maxWaitTimeInSeconds: number };
} {
  return {
    requestTimeout: numberOf(env, "COSMOS_REQUEST_TIMEOUT_SECONDS", 60, 1) * 1000,
    retryOptions: {
      maxRetryAttemptCount: numberOf(env, "COSMOS_MAX_RETRY_COUNT", 9),
      maxWaitTimeInSeconds: numberOf(env, "COSMOS_RETRY_WAIT_SEC", 30),
    },
  };
}

/** Opens the database by identity, in the region of the stamp first. */
export function openCosmos(
  { cosmosEndpoint, cosmosDatabase }: { readonly cosmosEndpoint: string; readonly cosmosDatabase: string },
  credential: TokenCredential,
  env: Environment,
): CatalogDatabase {
  const region = env["AZURE_REGION"];
  const client = new CosmosClient({
    endpoint: cosmosEndpoint,
    aadCredentials: credential,
    userAgentSuffix: "bulkhead",
    connectionPolicy: {
      ...cosmosPatience(env),
      // In display form, "East US", as the SDK compares it with what the account calls its regions.
      preferredLocations: region === undefined || region === "" ? [] : [region],
      useMultipleWriteLocations: true,
    },
  });
  const database = client.database(cosmosDatabase);
  const opened = Object.fromEntries(
    Object.entries(containerNames).map(([kind, name]) => [kind, database.container(name)]),
  ) as unknown as Containers;
  return new CosmosDatabase(
    opened,
    databaseTracing("cosmosdb", new URL(cosmosEndpoint).hostname, cosmosDatabase),
    () => client.dispose(),
  );
}
