/** A container of the catalogue database. */
export interface ContainerDefinition {
  readonly name: string;
  readonly partitionKey: string;
  /** Paths that are never queried, left out of the index to save request units on every write. */
  readonly unindexedPaths: readonly string[];
  /**
   * Seconds until an item expires; -1 switches expiry on without a default, so that items which carry a time to live of
   * their own expire and all others stay.
   */
  readonly defaultTtl: number;
}

/** Items by their own id; comments and ratings beside the item they belong to. */
export const containers: readonly ContainerDefinition[] = [
  {
    name: "catalogItems",
    partitionKey: "/id",
    unindexedPaths: ["/description/?", "/imageUrl/?"],
    defaultTtl: -1,
  },
  { name: "itemComments", partitionKey: "/catalogItemId", unindexedPaths: ["/text/?"], defaultTtl: -1 },
  { name: "itemRatings", partitionKey: "/catalogItemId", unindexedPaths: [], defaultTtl: -1 },
];

/** An indexing policy as azure-native takes it. */
export interface IndexingPolicy {
  automatic: boolean;
  indexingMode: string;
  includedPaths: { path: string }[];
  excludedPaths: { path: string }[];
}

/** What a container indexes: everything but its unindexed paths and the tag that Cosmos DB itself keeps. */
export function indexingPolicyOf({ unindexedPaths }: ContainerDefinition): IndexingPolicy {
  return {
    automatic: true,
    indexingMode: "consistent",
    includedPaths: [{ path: "/*" }],
    excludedPaths: [...unindexedPaths, '/"_etag"/?'].map((path) => ({ path })),
  };
}
