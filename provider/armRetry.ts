import { ArmError } from "./armError.ts";

/** The longest pause between two attempts when ARM does not say how long to wait, in milliseconds. */
const longestPause = 30_000;

/** The longest pause that is made because ARM asks for it, in milliseconds. Beyond it the caller is told instead. */
export const longestAsked = 5 * 60_000;

/**
 * Statuses after which the same request may succeed. Microsoft's own operator takes 400 as final and the others as passing
 * (Azure/azure-service-operator); 401, 403, 404 and 412 do not pass within the minutes that are spent here.
 */
const passingStatuses = new Set([408, 409, 429, 500, 502, 503, 504]);

/** Codes that come with 409 and stay until somebody changes something else. */
const lastingConflicts = new Set([
  "MissingSubscriptionRegistration",
  "PropertyChangeNotAllowed",
  "RequestDisallowedByPolicy",
  "ResourceGroupBeingDeleted",
  "ScopeLocked",
  "SkuNotAvailable",
]);

/** Codes that come with 400 although they pass: a resource that is referred to is being updated. */
const passingBadRequests = new Set(["ReferencedResourceNotProvisioned"]);

/** Whether the same request is worth another attempt. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ArmError)) return false;
  if (error.code === "Unreachable") return true;
  if (error.status === 400) return passingBadRequests.has(error.code);
  return passingStatuses.has(error.status ?? 0) && !lastingConflicts.has(error.code);
}

/**
 * The pause before the next attempt, in milliseconds.
 *
 * @param attempt 1 after the first failure.
 * @param retryAfter The Retry-After header: seconds or an HTTP date. ARM's word goes before our own doubling.
 * @param now The present, in milliseconds since 1970.
 */
export function pauseBefore(attempt: number, retryAfter: string | null, now: number): number {
  const asked = retryAfterMilliseconds(retryAfter, now);
  return asked ?? Math.min(1000 * 2 ** (attempt - 1), longestPause);
}

/** What a Retry-After header asks for, in milliseconds; undefined when it is missing or not readable. */
export function retryAfterMilliseconds(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
