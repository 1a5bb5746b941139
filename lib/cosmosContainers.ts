/** A container of the catalogue database. */
export interface ContainerDefinition {
  readonly name: string;
  readonly partitionKey: string;
  /** Paths that are never queried, left out of the index to save request units on every write. */
  readonly unindexedPaths: readonly string[];
}

/** Items by their own id; comments and ratings beside the item they belong to. */
export const containers: readonly ContainerDefinition[] = [
  { name: "catalogItems", partitionKey: "/id", unindexedPaths: ["/description/?", "/imageUrl/?"] },
  { name: "itemComments", partitionKey: "/catalogItemId", unindexedPaths: ["/text/?"] },
  { name: "itemRatings", partitionKey: "/catalogItemId", unindexedPaths: [] },
];
