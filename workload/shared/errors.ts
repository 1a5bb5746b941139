/** Something the service needs does not answer, or asks to be left alone: the same request may succeed later. */
export class Unavailable extends Error {
  readonly dependency: string;
  /** Seconds after which to ask again. */
  readonly retryAfterSeconds: number;

  constructor(dependency: string, cause: unknown, retryAfterSeconds = 5) {
    super(`${dependency} is unavailable: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = "Unavailable";
    this.dependency = dependency;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A store takes this one thing never, however often it is asked. */
export class Refused extends Error {
  constructor(dependency: string, cause: unknown) {
    super(`${dependency} refuses it: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "Refused";
  }
}
