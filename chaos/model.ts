/** What a run of chaos consists of. */

/** What a run begins with, kept as a snapshot: see starts.ts. */
export const starts = ["nothing", "global", "one stamp", "two stamps"] as const;
export type Start = (typeof starts)[number];

/** A change of a stack file, as a person makes it. */
export interface Setting {
  readonly stack: string;
  readonly key: readonly string[];
  readonly value: unknown;
}

/** What a person does to the platform. */
export type Action =
  | { readonly action: "up"; readonly only?: readonly string[] }
  | { readonly action: "preview" }
  | { readonly action: "destroy"; readonly only?: readonly string[] }
  | { readonly action: "add"; readonly region: string }
  | { readonly action: "remove"; readonly region: string }
  | { readonly action: "set"; readonly setting: Setting };

/**
 * Processes that are killed from outside, at any moment between two requests. `tree`: the command with everything below it;
 * `command`: it alone. `interrupt`: it gets Ctrl-C, and may bring to an end what is under way.
 */
export const victims = ["engine", "azure", "tree", "command", "interrupt"] as const;
export type Victim = (typeof victims)[number];

/** Kills a victim when Azure has accepted so many operations of the step, and so many milliseconds have passed since. */
export interface Kill {
  readonly kill: Victim;
  readonly operations: number;
  readonly milliseconds: number;
}

/** An entry of a fault file. */
export type Fault = Readonly<Record<string, string | number>> & { readonly fault: string };

export interface Step {
  readonly action: Action;
  readonly kills: readonly Kill[];
  readonly faults: readonly Fault[];
}

/** What a seed stands for. */
export interface Sequence {
  readonly seed: number;
  readonly start: Start;
  readonly steps: readonly Step[];
}
