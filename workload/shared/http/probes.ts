// Its types add what hides a route from the description of the interface.
import type {} from "@fastify/swagger";
import type { HttpServer } from "./server.ts";

/** Whether the process can do its work, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string;
}

/**
 * Adds the probes of Kubernetes. Liveness says that the process answers and nothing else: restarting heals no dependency.
 */
export function addProbes(server: HttpServer, base: string, readiness: () => Readiness): void {
  server.get(`${base}/health/liveness`, { schema: { hide: true } }, async () => ({ status: "alive" }));
  server.get(`${base}/health/readiness`, { schema: { hide: true } }, async (_request, reply) => {
    const { ready, reason } = readiness();
    return reply.code(ready ? 200 : 503).send(ready ? { status: "ready" } : { status: "unready", reason });
  });
}
