import type { Logger } from "../shared/log.ts";
import type { Check, CheckName } from "./checks.ts";
import { runRound, type StampHealth } from "./rounds.ts";

export interface MonitorOptions {
  /** The checks of this moment; undefined before the settings are known. */
  readonly checks: () => Readonly<Record<CheckName, Check>> | undefined;
  readonly disabled: ReadonlySet<CheckName>;
  readonly intervalMilliseconds: number;
  readonly timeoutMilliseconds: number;
  readonly log: Logger;
  readonly now?: () => number;
}

/** What is known about the stamp, or why nothing is. */
export type Verdict =
  { readonly known: true; readonly health: StampHealth } | { readonly known: false; readonly reason: string };

/** Asks in rounds, and answers from the last one: Front Door probes from many places, and none of that reaches the stores. */
export class Monitor {
  #last: StampHealth | undefined;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #options: MonitorOptions;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** An answer that is older than a round may take is none. */
  get verdict(): Verdict {
    const { intervalMilliseconds, timeoutMilliseconds, now = Date.now } = this.#options;
    if (this.#last === undefined) return { known: false, reason: "No round of checks has ended yet." };
    if (now() - this.#last.at > 2 * intervalMilliseconds + timeoutMilliseconds)
      return { known: false, reason: "The last round of checks is too old to go by." };
    return { known: true, health: this.#last };
  }

  start(): void {
    const loop = async (): Promise<void> => {
      await (this.#round = this.round());
      if (!this.#closed) this.#timer = setTimeout(() => void loop(), this.#options.intervalMilliseconds);
    };
    void loop();
  }

  /** One round. Without settings there is none, and the verdict stays what it was. */
  async round(): Promise<void> {
    const { checks, disabled, timeoutMilliseconds, log } = this.#options;
    const known = checks();
    if (known === undefined) return;
    const health = await runRound({ checks: known, disabled, timeoutMilliseconds, log });
    if (health.healthy !== this.#last?.healthy)
      log[health.healthy ? "info" : "error"](
        { checks: health.checks },
        health.healthy ? "the stamp is healthy" : "the stamp is unhealthy",
      );
    this.#last = health;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
  }
}
