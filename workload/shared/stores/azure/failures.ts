import { Refused, Unavailable } from "../../errors.ts";

interface StoreError {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly retryAfterInMs?: unknown;
}

/** Answers that say that the document itself is at fault: it is malformed or too large. Everything else may pass. */
const ofTheDocument: readonly unknown[] = [400, 413];

/**
 * What the failure of a call to Cosmos DB means. Being throttled, timed out, turned away for want of rights or not reached at all says
 * nothing about the document, so none of it may make a message poison.
 */
export function cosmosFailure(error: unknown): Refused | Unavailable {
  const { code, statusCode, retryAfterInMs } = (error ?? {}) as StoreError;
  if (ofTheDocument.includes(code) || ofTheDocument.includes(statusCode))
    return new Refused("Cosmos DB", error);
  const seconds =
    typeof retryAfterInMs === "number" ? Math.max(1, Math.ceil(retryAfterInMs / 1000)) : undefined;
  return new Unavailable("Cosmos DB", error, seconds);
}

/** Whether the answer is this one. */
export function hasStatus(error: unknown, status: number): boolean {
  const { code, statusCode } = (error ?? {}) as StoreError;
  return code === status || statusCode === status;
}
