import type { StackName } from "./stackName.ts";
import type { StackFile } from "./stackFiles.ts";

/** What a stack's program knows of itself and its surroundings before it registers anything. */
export interface StackContext<Config> {
  readonly stack: StackName;
  /** Parsed, with defaults, and checked against the other stacks' files. */
  readonly config: Config;
  readonly projectRoot: string;
  /** All stack files of this environment, this stack's own included where it has one, sorted by name. */
  readonly siblings: readonly StackFile[];
  /**
   * The regions that have a stamp, sorted; the global stack's own location first when it is
   * among them, for the first location of a Cosmos DB account is the one that cannot be moved lightly.
   */
  readonly stampRegions: readonly string[];
}
