import type { FastifyRequest } from "fastify";
import { HttpProblem } from "../shared/http/problems.ts";
import { testDataSeconds } from "../shared/model/catalog.ts";
import { partitionKeyOf, properties, type QueuedWrite } from "../shared/model/messages.ts";
import { traceProperties } from "../shared/telemetry/spans.ts";
import { hasKey } from "./apiKey.ts";
import type { Catalog } from "./service.ts";

/** Hands out what requests are answered with. */
export type CatalogSource = () => Catalog | undefined;

const retrySeconds = 5;

/** @throws HttpProblem 503 while the mounted files are not complete. */
export function catalogOf(source: CatalogSource): Catalog {
  const catalog = source();
  if (catalog === undefined)
    throw new HttpProblem(503, "Not ready", "The service has not got its settings yet.", retrySeconds);
  return catalog;
}

/**
 * A hook that lets nobody through without the key of the restricted operations. It runs before the body is read, so that a stranger
 * learns nothing about what would be accepted.
 */
export const needsKey =
  (source: CatalogSource) =>
  async (request: FastifyRequest): Promise<void> => {
    if (!hasKey(request.headers["x-api-key"], catalogOf(source).apiKey))
      throw new HttpProblem(
        401,
        "Unauthorized",
        "This operation needs the key of the stamp in the header X-API-KEY.",
      );
  };

/** What tests write goes away by itself. */
export function lifetimeOf(request: FastifyRequest): { secondsToLive?: number } {
  const header = request.headers["x-test-data"];
  return typeof header === "string" && header.toLowerCase() === "true"
    ? { secondsToLive: testDataSeconds }
    : {};
}

/**
 * Hands a write to the worker. The message has the id of what is written, so that a second delivery finds it done.
 *
 * @throws Unavailable when the queue does not take it.
 */
export async function queue(
  { sender }: Catalog,
  request: FastifyRequest,
  id: string,
  write: QueuedWrite,
): Promise<void> {
  await sender.send({
    messageId: id,
    partitionKey: partitionKeyOf(write),
    body: JSON.stringify(write),
    properties: { [properties.correlationId]: request.id, action: write.action, ...traceProperties() },
  });
  request.log.info({ action: write.action, messageId: id }, "queued");
}
