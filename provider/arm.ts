import { setTimeout as delay } from "node:timers/promises";
import { ArmError, armErrorOf } from "./armError.ts";
import { isPassing, longestAsked, pauseBefore, retryAfterMilliseconds } from "./armRetry.ts";

/** Waits for a number of milliseconds; rejects when the signal is aborted. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** How the client reaches Azure Resource Manager. Everything that touches the world can be replaced in tests. */
export interface ArmOptions {
  /** Base URL, for example "https://management.azure.com". */
  readonly endpoint: string;
  /** A bearer token for the endpoint; undefined where none is needed. */
  readonly token: () => Promise<string | undefined>;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: Sleep;
  readonly now?: () => number;
  /** Ends waiting and requests early, when the engine is cancelled. */
  readonly signal?: AbortSignal;
}

/** How much patience a single call has. */
export interface Patience {
  /** How often the request is sent at most. */
  readonly attempts: number;
  /** How long one attempt may take, in milliseconds. */
  readonly attemptTimeout: number;
}

/** For calls that change something or that a change waits for: about a minute of waiting between eight attempts. */
export const patient: Patience = { attempts: 8, attemptTimeout: 60_000 };
/** For looks during a preview, which must not hold up a laptop without a way to Azure. */
export const hasty: Patience = { attempts: 2, attemptTimeout: 10_000 };

/** How long an accepted asynchronous operation is followed, in milliseconds. */
const operationTimeout = 10 * 60_000;
/** Pause between two looks at an operation when ARM does not name one, in milliseconds. */
const operationPause = 5_000;
/** The provisioning states that end an operation; any other word means that it is running. */
const ends = new Set(["succeeded", "failed", "canceled"]);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

interface Operation {
  readonly status?: string;
}

interface Provisioned {
  readonly properties?: { readonly provisioningState?: string };
}

/** The small part of ARM's REST protocol that a resource provider plugin needs. */
export class ArmClient {
  readonly #options: ArmOptions;
  readonly #origin: string;
  readonly #sleep: Sleep;
  readonly #now: () => number;

  constructor(options: ArmOptions) {
    this.#options = options;
    this.#origin = new URL(options.endpoint).origin;
    this.#sleep =
      options.sleep ?? ((milliseconds, signal) => delay(milliseconds, undefined, signal ? { signal } : {}));
    this.#now = options.now ?? Date.now;
  }

  /** Reads one resource. Throws {@link ArmError}; `isNotFound` tells a missing one. */
  async get<T>(id: string, apiVersion: string, patience: Patience = patient): Promise<T> {
    return (await this.#request("GET", this.#url(id, apiVersion), undefined, patience)).body as T;
  }

  /** Reads all pages of a list. */
  async list<T>(id: string, apiVersion: string, patience: Patience = patient): Promise<T[]> {
    const items: T[] = [];
    let next: URL | undefined = this.#url(id, apiVersion);
    while (next !== undefined) {
      const page = (await this.#request("GET", next, undefined, patience)).body as {
        value?: T[];
        nextLink?: string;
      };
      items.push(...(page.value ?? []));
      next = page.nextLink ? this.#follow(page.nextLink) : undefined;
    }
    return items;
  }

  /** Asks by POST, as questions with a body are asked: it changes nothing, so it is repeated like a read. */
  async ask<T>(id: string, apiVersion: string, body: unknown, patience: Patience = patient): Promise<T> {
    return (await this.#request("POST", this.#url(id, apiVersion), body, patience)).body as T;
  }

  /** Whether something is there, by HEAD, which answers 404 where it is not. */
  async exists(id: string, apiVersion: string, patience: Patience = patient): Promise<boolean> {
    try {
      await this.#request("HEAD", this.#url(id, apiVersion), undefined, patience);
      return true;
    } catch (error) {
      if (error instanceof ArmError && error.status === 404) return false;
      throw error;
    }
  }

  /** Writes a resource, waits until ARM has provisioned it, and returns what it then is. */
  async put<T>(id: string, apiVersion: string, body: unknown): Promise<T> {
    const url = this.#url(id, apiVersion);
    const answer = await this.#request("PUT", url, body, patient);
    const followed = await this.#followOperation(answer, `PUT ${url.pathname}`);
    if (!followed && isProvisioned(answer.body)) return answer.body as T;
    return this.#provisioned<T>(id, apiVersion);
  }

  /** Deletes a resource and waits until it is gone. One that does not exist counts as deleted. */
  async delete(id: string, apiVersion: string): Promise<void> {
    const url = this.#url(id, apiVersion);
    try {
      await this.#followOperation(
        await this.#request("DELETE", url, undefined, patient),
        `DELETE ${url.pathname}`,
      );
    } catch (error) {
      if (!(error instanceof ArmError && error.status === 404)) throw error;
    }
  }

  #url(id: string, apiVersion: string): URL {
    const url = new URL(id, this.#options.endpoint);
    url.searchParams.set("api-version", apiVersion);
    return url;
  }

  // The token goes along, so a link in an answer must not lead to another host.
  #follow(link: string): URL {
    const url = new URL(link, this.#options.endpoint);
    if (url.origin !== this.#origin) {
      throw new ArmError({
        code: "ForeignLink",
        message: `an answer refers to ${url.origin}, but only ${this.#origin} is trusted.`,
      });
    }
    return url;
  }

  async #request(method: string, url: URL, body: unknown, patience: Patience): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      let retryAfter: string | null = null;
      try {
        const answer = await this.#once(method, url, body, patience.attemptTimeout);
        if (answer.status < 400) return answer;
        retryAfter = answer.headers.get("retry-after");
        throw armErrorOf(answer.body, answer.status, `${method} ${url.pathname}`);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        if (attempt >= patience.attempts || !isPassing(error)) throw error;
        const pause = pauseBefore(attempt, retryAfter, this.#now());
        if (pause > longestAsked) throw error;
        await this.#pause(pause);
      }
    }
  }

  async #once(method: string, url: URL, body: unknown, timeout: number): Promise<Answer> {
    const token = await this.#signIn();
    const headers: Record<string, string> = { accept: "application/json" };
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const timeoutSignal = AbortSignal.timeout(timeout);
    try {
      const response = await (this.#options.fetch ?? fetch)(url, {
        method,
        headers,
        redirect: "error",
        signal: this.#options.signal ? AbortSignal.any([this.#options.signal, timeoutSignal]) : timeoutSignal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: parse(await response.text()) };
    } catch (error) {
      const reason =
        error instanceof Error ? [error.message, causeOf(error)].filter(Boolean).join(": ") : String(error);
      throw new ArmError({
        code: "Unreachable",
        message: `${url.origin} did not answer: ${reason}`,
        cause: error,
      });
    }
  }

  async #signIn(): Promise<string | undefined> {
    try {
      return await this.#options.token();
    } catch (error) {
      throw new ArmError({
        code: "SignInFailed",
        message: error instanceof Error ? error.message : String(error),
        cause: error,
      });
    }
  }

  /** Follows Azure-AsyncOperation, else Location. Returns false when the answer names neither. */
  async #followOperation(answer: Answer, request: string): Promise<boolean> {
    const operation = answer.headers.get("azure-asyncoperation");
    const location = answer.headers.get("location");
    const link = operation ?? (answer.status === 202 ? location : null);
    if (link === null) return false;
    const url = this.#follow(link);
    const deadline = this.#now() + operationTimeout;
    let retryAfter = answer.headers.get("retry-after");
    for (;;) {
      await this.#pauseUntilNextLook(retryAfter, deadline, request);
      const look = await this.#request("GET", url, undefined, patient);
      retryAfter = look.headers.get("retry-after");
      if (operation === null) {
        if (look.status !== 202) return true;
        continue;
      }
      const status = ((look.body as Operation | undefined)?.status ?? "Succeeded").toLowerCase();
      if (status === "succeeded") return true;
      if (ends.has(status)) throw armErrorOf(look.body, undefined, request);
    }
  }

  async #provisioned<T>(id: string, apiVersion: string): Promise<T> {
    const deadline = this.#now() + operationTimeout;
    for (;;) {
      const resource = await this.get<T>(id, apiVersion);
      if (isProvisioned(resource)) return resource;
      await this.#pauseUntilNextLook(null, deadline, `PUT ${id}`);
    }
  }

  async #pauseUntilNextLook(retryAfter: string | null, deadline: number, request: string): Promise<void> {
    if (this.#now() >= deadline) {
      throw new ArmError({
        code: "OperationTimedOut",
        message: `${request} was accepted but did not end within ${operationTimeout / 60_000} minutes.`,
      });
    }
    await this.#pause(retryAfterMilliseconds(retryAfter, this.#now()) ?? operationPause);
  }

  async #pause(milliseconds: number): Promise<void> {
    await this.#sleep(milliseconds, this.#options.signal);
  }
}

function isProvisioned(resource: unknown): boolean {
  const state = (resource as Provisioned | undefined)?.properties?.provisioningState;
  return state === undefined || ends.has(state.toLowerCase());
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Gateways in front of ARM answer in HTML; its status still tells what to do.
    return { error: { message: text.slice(0, 200) } };
  }
}

function causeOf(error: Error): string {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? cause?.message ?? "";
}
