import type { Logger } from "../log.ts";
import { numberOf, type Environment } from "./numbers.ts";
import { defaultSecretsDir, readSecretFiles } from "./secretFiles.ts";
import type { ComponentId, ValuesOf } from "./table.ts";

/** What a service does its work with: clients that were opened on the values of the files. */
export interface Closable {
  close(): Promise<void>;
}

export interface HostedOptions<Id extends ComponentId, Opened extends Closable> {
  readonly component: Id;
  readonly folder: string;
  readonly log: Logger;
  /** Opens the clients on these values. Rejects when that cannot work; it is then tried again. */
  readonly open: (values: ValuesOf<Id>) => Promise<Opened>;
  /** Milliseconds between two looks at the files. */
  readonly pollMilliseconds: number;
  /** Milliseconds in which requests that use the former clients may end, before those are closed. */
  readonly graceMilliseconds?: number;
  /**
   * Whether the former is closed before the next is opened, where two at a time would be in each other's way.
   */
  readonly oneAtATime?: boolean;
}

/** Where a container's environment says that the files are, and how often they are looked at. */
export function mountedFiles(env: Environment): { folder: string; pollMilliseconds: number } {
  return {
    folder: env["SECRETS_DIR"] ?? defaultSecretsDir,
    pollMilliseconds: numberOf(env, "SECRETS_POLL_SECONDS", 10, 0.1) * 1000,
  };
}

/**
 * Holds what a service works with, and replaces it when a mounted file changes. Files are looked at again and again instead of
 * watched: the driver swaps whole folders by symbolic links, of which a watch loses sight.
 */
export class Hosted<Id extends ComponentId, Opened extends Closable> {
  #current: Opened | undefined;
  #problem: string | undefined = "The mounted files have not been read yet.";
  #print = "";
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  readonly #closing = new Set<Promise<void>>();
  readonly #options: HostedOptions<Id, Opened>;

  constructor(options: HostedOptions<Id, Opened>) {
    this.#options = options;
  }

  /** What is open; undefined before the files were complete for the first time. */
  get current(): Opened | undefined {
    return this.#current;
  }

  /** Why there is nothing, or why what is there is not the newest. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Looks at the files, and then again in every interval. Resolves after the first look. */
  async start(): Promise<void> {
    await this.look();
    const again = (): void => {
      this.#timer = setTimeout(() => void this.look().then(again), this.#options.pollMilliseconds);
    };
    again();
  }

  /** Looks at the files once. Never rejects. */
  look(): Promise<void> {
    this.#round ??= this.#look().finally(() => (this.#round = undefined));
    return this.#round;
  }

  async #look(): Promise<void> {
    const { folder, component, log, open } = this.#options;
    const read = await readSecretFiles(folder, component);
    if (read.values === undefined) return this.#report(read.problem);
    const print = JSON.stringify(read.values);
    if (print === this.#print) return this.#report(undefined);
    const former = this.#current;
    try {
      if (this.#options.oneAtATime === true) {
        this.#current = undefined;
        await former?.close();
      }
      this.#current = await open(read.values);
      this.#print = print;
      this.#report(undefined);
      log.info({ folder }, former === undefined ? "reads its settings" : "reads its settings anew");
      if (this.#options.oneAtATime !== true && former !== undefined) this.#closeLater(former);
    } catch (error) {
      this.#print = "";
      this.#report(`What the files in ${folder} say cannot be used: ${(error as Error).message}`);
    }
  }

  /** One line for each new problem, none for one that lasts. */
  #report(problem: string | undefined): void {
    if (problem !== undefined && problem !== this.#problem) this.#options.log.error(problem);
    this.#problem = problem;
  }

  #closeLater(former: Opened): void {
    const closing = new Promise<void>((resolve) => setTimeout(resolve, this.#options.graceMilliseconds ?? 0))
      .then(() => former.close())
      .catch((error: unknown) => this.#options.log.warn({ err: error }, "could not close former clients"))
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  /** Looks no more, and closes what is open. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#round;
    clearTimeout(this.#timer);
    await Promise.all([this.#current?.close(), ...this.#closing]);
    this.#current = undefined;
  }
}
