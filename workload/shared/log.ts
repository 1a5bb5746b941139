import { hostname } from "node:os";
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from "pino";
import type { ComponentId } from "./config/table.ts";
import type { Environment } from "./config/numbers.ts";

export type { Logger };

/**
 * Lines of JSON on the standard output, which the node's agent picks up. What could be secret is never handed in; the header of
 * the key is taken out all the same.
 */
export function createLog(component: ComponentId, env: Environment, destination?: DestinationStream): Logger {
  return pino(
    {
      level: env["LOG_LEVEL"] ?? "info",
      base: { service: component, server: hostname(), region: env["AZURE_REGION"] ?? "" },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ["req.headers['x-api-key']", "headers['x-api-key']"],
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
