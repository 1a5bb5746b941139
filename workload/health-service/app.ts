import type { Environment } from "../shared/config/numbers.ts";
import { addProbes, type Readiness } from "../shared/http/probes.ts";
import { createServer, type HttpServer } from "../shared/http/server.ts";
import type { Logger } from "../shared/log.ts";
import type { Verdict } from "./monitor.ts";

/** Where the gateway sends requests for it. */
export const basePath = "/healthservice";

export interface HealthApp {
  readonly log: Logger;
  readonly env: Environment;
  readonly verdict: () => Verdict;
  readonly readiness: () => Readiness;
}

/** The HTTP side of the health service: what Front Door asks, and what Kubernetes asks. */
export function createApp({ log, env, verdict, readiness }: HealthApp): HttpServer {
  const server = createServer(log, env);
  // HEAD is answered by the same route, without the body.
  server.get(`${basePath}/health/stamp`, async (_request, reply) => {
    const found = verdict();
    if (!found.known) return reply.code(503).send({ status: "unknown", reason: found.reason });
    const { healthy, checks, at } = found.health;
    return reply
      .code(healthy ? 200 : 503)
      .send({ status: healthy ? "healthy" : "unhealthy", at: new Date(at).toISOString(), checks });
  });
  addProbes(server, basePath, readiness);
  return server;
}
