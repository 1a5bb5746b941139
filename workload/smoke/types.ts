/** What the smoke tests take and what they say. */

export interface SmokeOptions {
  /** Scheme and host of what is tested: Front Door, a stamp's gateway, or a local run. */
  readonly baseUrl: string;
  /** How requests are sent; `fetch` unless a release has a way of its own to a stamp. */
  readonly fetch?: typeof fetch;
  /** Added to every request, such as the X-Azure-FDID that a stamp's gateway asks for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** With it an empty catalogue gets an item for the time of the test; without it that is a failure. */
  readonly apiKey?: string;
  /** A stamp's gateway serves no pages: "without-site" leaves them out. */
  readonly checks?: "all" | "without-site";
  /** For one request; 10 s. */
  readonly timeoutMilliseconds?: number;
  /** How long the stamp may take to become healthy; 0, as it is asked once. */
  readonly healthyWithinMilliseconds?: number;
  /** How long a queued comment may take to show up; 30 s. */
  readonly visibleWithinMilliseconds?: number;
  /** Told of every check as soon as it is done. */
  readonly onCheck?: (result: CheckResult) => void;
  /** Ends what is under way; checks that are left then fail. */
  readonly signal?: AbortSignal;
}

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was seen, as a sentence or less; for a failure what was expected as well. */
  readonly detail: string;
  readonly milliseconds: number;
}

export interface SmokeReport {
  readonly baseUrl: string;
  /** Whether every check passed. */
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
}
