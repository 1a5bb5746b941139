/** Work that has begun and not ended, so that a shutdown can wait for it. */
export class InFlight {
  readonly #running = new Set<Promise<unknown>>();

  /** Runs it, and knows of it until it settles. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    const known = running.catch(() => undefined).finally(() => this.#running.delete(known));
    this.#running.add(known);
    return running;
  }

  /** Resolves when nothing runs any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
