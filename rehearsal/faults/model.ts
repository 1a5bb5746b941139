/** What a fault is: rows of the catalogue, and the entries of a fault file that refer to them. */

export const operations = ["create", "update", "delete"] as const;

/** Of a request: an approval of a private link connection counts as an update. */
export type Operation = (typeof operations)[number];

/**
 * Who deals with a fault. `client retries`: azure-native's own client waits and asks again. `command retries`: the command runs the
 * stack again after a pause. `stops`: the command stops with a remedy, and goes on once the cause is gone. `resumes`: something
 * was killed, and the same command goes on.
 */
export type Reaction = "client retries" | "command retries" | "stops" | "resumes";

/**
 * What requests can be about that is no type of azure-native: Helm releases, approvals of private link connections, and an engine's
 * beginning to work on a stack.
 */
export const otherTypes = {
  release: "Helm/releases",
  approval: "Microsoft.Network/privateLinkServices/privateEndpointConnections",
  stack: "Pulumi/stacks",
} as const;

export type OtherType = (typeof otherTypes)[keyof typeof otherTypes];

/**
 * When a fault strikes: as Azure is asked, when it has accepted a request, when an operation has ended well, or when an engine
 * begins to work on a stack.
 */
export type Moment = "asked" | "accepted" | "ended" | "opened";

/** A key of a fault file that only one fault has. */
export interface Parameter {
  readonly description: string;
  /** What holds when the key is left out; without one the key is required. */
  readonly default?: number | string;
  /** Bounds of a whole number. */
  readonly least?: number;
  readonly most?: number;
  /** The words that are possible. */
  readonly choices?: readonly string[];
}

export interface FaultRow {
  readonly id: string;
  readonly title: string;
  /** What Azure, or whatever else breaks, answers, for people. */
  readonly answer: string;
  /** `refused`: nothing was changed. `accepted`: Azure works on it, and something goes wrong afterwards. `beside`: not an answer to the request. */
  readonly effect: "refused" | "accepted" | "beside";
  readonly moment: Moment;
  /** The operations that it can meet. */
  readonly operations: readonly Operation[];
  /** Types that it can meet, as globs; every type of azure-native when left out. */
  readonly types?: readonly string[];
  /** Of what is no type of azure-native, it can meet these as well. */
  readonly besides?: readonly OtherType[];
  /** How many requests meet it when the file says nothing; null: every one, until the faults end. */
  readonly times: number | null;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly reaction: Reaction;
  /** What a person does before the same command goes on, where it stops. */
  readonly remedy?: string;
  /** Where the answer is written down. */
  readonly source: string;
}
