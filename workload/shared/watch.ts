import { Unavailable } from "./errors.ts";
import type { Logger } from "./log.ts";

/** What a look at the dependencies found. */
export interface Look {
  readonly healthy: boolean;
  readonly reason?: string;
}

/**
 * Asks the dependencies in the background, so that a probe is answered from what is known and costs them nothing.
 */
export class DependencyWatch {
  #last: Look = { healthy: false, reason: "The dependencies have not been asked yet." };
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #check: () => Promise<void>;
  readonly #log: Logger;
  readonly #milliseconds: number;
  readonly #tolerated: number;

  /**
   * @param check rejects with what is wrong.
   * @param milliseconds between two rounds.
   * @param tolerated failures in a row that change nothing yet.
   */
  constructor(check: () => Promise<void>, log: Logger, milliseconds: number, tolerated = 2) {
    this.#check = check;
    this.#log = log;
    this.#milliseconds = milliseconds;
    this.#tolerated = tolerated;
  }

  get last(): Look {
    return this.#last;
  }

  /** Asks once, and then again in every interval. */
  async start(): Promise<void> {
    await this.look();
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.start(), this.#milliseconds);
  }

  /** Asks once. Never rejects. */
  async look(): Promise<void> {
    try {
      await this.#check();
      if (this.#failures > 0) this.#log.info("the dependencies answer again");
      this.#failures = 0;
      this.#last = { healthy: true };
    } catch (error) {
      this.#failures += 1;
      this.#log.warn({ err: error, failures: this.#failures }, "a dependency does not answer");
      // One that was never reached is not tolerated at all.
      if (this.#failures > this.#tolerated || !this.#last.healthy)
        this.#last = { healthy: false, reason: reasonOf(error) };
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}

/** For probes, whose answers are not for insiders only: which dependency, and no more. */
const reasonOf = (error: unknown): string =>
  `${error instanceof Unavailable ? error.dependency : "A dependency"} does not answer; the log knows more.`;
