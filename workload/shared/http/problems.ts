import type { FastifyError } from "fastify";
import { Refused, Unavailable } from "../errors.ts";

/** A problem as RFC 9457 has it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly correlationId: string;
}

/** Something that the caller can be told in these words. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly title: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, title: string, detail: string, retryAfterSeconds?: number) {
    super(detail);
    this.name = "HttpProblem";
    this.status = status;
    this.title = title;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const isFastify = (error: unknown): error is FastifyError =>
  typeof (error as Partial<FastifyError> | null)?.statusCode === "number";

const titles: Readonly<Record<number, string>> = {
  400: "The request is malformed",
  413: "The body is too large",
  415: "This type of content is not understood",
};

/**
 * What an error becomes for the caller: its own words where they are meant for callers, none where they could tell about the inside.
 */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof Unavailable)
    return new HttpProblem(
      503,
      "Try again later",
      "Something that the service needs does not answer, or asks to wait.",
      error.retryAfterSeconds,
    );
  if (error instanceof Refused) return new HttpProblem(400, "Refused", "The store takes no such document.");
  if (isFastify(error) && (error.validation !== undefined || (error.statusCode ?? 500) < 500)) {
    const status = error.validation === undefined ? (error.statusCode ?? 400) : 400;
    return new HttpProblem(status, titles[status] ?? "The request cannot be answered", error.message);
  }
  return new HttpProblem(
    500,
    "Internal error",
    "The service failed. Its log knows more, by the correlation id.",
  );
}
