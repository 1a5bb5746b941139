/** A release as the planner sees it: two generations of a stamp, what their files ask for and what stands. */

/** The origins of one stamp as they were last deployed, read from the state of its stack. */
export interface DeployedOrigins {
  /** Weight of each of its origins, 0 for a disabled one. Empty while the stamp is being made or taken down. */
  readonly weights: readonly number[];
  /** Whether every private link connection of its origins is approved, as Azure itself says. */
  readonly approved: boolean;
}

/** One stamp of a pair. */
export interface Generation {
  readonly stack: string;
  /** Weight that its file asks for, 0 for a drained stamp; undefined when there is no file. */
  readonly wanted: number | undefined;
  /** Undefined when the stack has no resources. */
  readonly deployed: DeployedOrigins | undefined;
}

/** Two generations of one region, of which the new one takes over. */
export interface Pair {
  readonly region: string;
  /** Pairs of one wave go together; a wave begins when the one before it has ended. */
  readonly wave: number;
  readonly old: Generation;
  readonly new: Generation;
  /** Weight that the region has among the others, and that the new generation has in the end. */
  readonly weight: number;
  /** Percentages of the region's requests that the new generation gets before it gets all of them, ascending. */
  readonly steps: readonly number[];
  /** When the present weights were reached, ISO 8601; undefined until they are. */
  readonly since: string | undefined;
  /** Why the release was taken back; undefined while it goes on. */
  readonly halted: string | undefined;
  /** Whether the new generation is to be destroyed once it has been taken back. */
  readonly discarded: boolean;
  /** Whether the last gate was passed: from then on the old generation goes, and there is no way back. */
  readonly passed: boolean;
}

/** What this run of the command has seen with its own eyes. A crash forgets it, and it is done again. */
export interface Session {
  readonly deployed: ReadonlySet<string>;
  readonly smoked: ReadonlySet<string>;
  /** Keys of {@link levelKey} whose pages were purged at the edge. */
  readonly purged: ReadonlySet<string>;
  /** Keys of {@link levelKey} whose gate has let the release pass. */
  readonly opened: ReadonlySet<string>;
}

export const freshSession: Session = {
  deployed: new Set(),
  smoked: new Set(),
  purged: new Set(),
  opened: new Set(),
};

/** Tells gates apart: a wave and the percentage that was reached in it. */
export function levelKey(wave: number, percent: number): string {
  return `${wave}/${percent}`;
}
