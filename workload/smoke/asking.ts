import { randomUUID } from "node:crypto";
import type { SmokeOptions } from "./types.ts";

/** A check that did not hold; its message is what the report says. */
export class Unmet extends Error {}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The correlation id that the request carried. */
  readonly correlationId: string;
}

export interface Asking {
  /** One request, below the base URL. @throws Unmet when there is no answer. */
  readonly ask: (path: string, request?: AskOptions) => Promise<Answer>;
  /** Waits, or ends at once when the whole run is called off. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

export interface AskOptions {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** The message of an error and of what caused it: Node.js says only "fetch failed" on the outside. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return messageOf(cause.errors[0]);
  return cause instanceof Error ? messageOf(cause) : error.message;
}

/**
 * @param options where to, and how.
 * @throws TypeError for a base URL that is none.
 */
export function asking(options: SmokeOptions): Asking {
  const base = new URL(options.baseUrl);
  if (base.protocol !== "http:" && base.protocol !== "https:")
    throw new TypeError(`'${options.baseUrl}' is not an address of the web.`);
  const send = options.fetch ?? fetch;
  const timeout = options.timeoutMilliseconds ?? 10_000;
  const signals = (): AbortSignal[] => (options.signal === undefined ? [] : [options.signal]);

  return {
    async ask(path, { method = "GET", headers = {}, body } = {}) {
      const correlationId = randomUUID();
      const place = `${method} ${path}`;
      try {
        const response = await send(new URL(path, base), {
          method,
          redirect: "manual",
          headers: {
            "x-correlation-id": correlationId,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...options.headers,
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.any([AbortSignal.timeout(timeout), ...signals()]),
        });
        // The body is a part of the answer: one that never ends must run into the same time limit.
        return {
          status: response.status,
          headers: response.headers,
          text: await response.text(),
          correlationId,
        };
      } catch (error) {
        if (options.signal?.aborted) throw new Unmet(`${place}: the run was called off.`);
        if (error instanceof DOMException && error.name === "TimeoutError")
          throw new Unmet(`${place}: no answer within ${timeout / 1000} s.`);
        throw new Unmet(`${place}: no answer (${messageOf(error)}).`);
      }
    },
    wait(milliseconds) {
      const { signal } = options;
      return new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const done = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        signal?.addEventListener("abort", done);
      });
    },
  };
}

/** @throws Unmet unless the status is one of the expected. */
export function expectStatus(place: string, answer: Answer, ...expected: readonly number[]): void {
  if (expected.includes(answer.status)) return;
  const beginning = answer.text.replaceAll(/\s+/g, " ").slice(0, 200);
  throw new Unmet(
    `${place}: status ${answer.status} instead of ${expected.join(" or ")}${beginning === "" ? "." : `: ${beginning}`}`,
  );
}

/** The body as JSON. @throws Unmet when it is none. */
export function jsonOf(place: string, answer: Answer): unknown {
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    throw new Unmet(`${place}: the answer is not JSON.`);
  }
}
