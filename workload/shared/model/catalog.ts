/** Something that the catalogue lists. */
export interface CatalogItem {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly price: number;
  /** A path below /images/, where the edge serves what the content holds; never an address of another host. */
  readonly imageUrl?: string;
  /** ISO 8601. */
  readonly lastUpdated: string;
}

export interface ItemComment {
  readonly id: string;
  readonly catalogItemId: string;
  readonly authorName: string;
  readonly text: string;
  /** ISO 8601. */
  readonly creationDate: string;
}

export interface ItemRating {
  readonly id: string;
  readonly catalogItemId: string;
  /** 1 to 5. */
  readonly rating: number;
  /** ISO 8601. */
  readonly creationDate: string;
}

/** The ratings of an item in one figure. */
export interface RatingSummary {
  /** null while nobody has rated it. */
  readonly averageRating: number | null;
  readonly numberOfVotes: number;
}

/** Seconds that what a test writes stays. */
export const testDataSeconds = 30;
