import { randomUUID } from "node:crypto";

/** The header that carries it in and out, in lower case as Node.js has it. */
export const correlationHeader = "x-correlation-id";

/** What may stand in a log and in a header without being misread. */
const wellFormed = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's own id where it is one, else a new one. */
export function correlationIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === "string" && wellFormed.test(header) ? header : randomUUID();
}
