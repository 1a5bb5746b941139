/** A service with telemetry, and nothing behind it: answers, fails, calls and works off one event each, and ends. */
import { createMetrics } from "../../background-worker/metrics.ts";
import { HttpProblem } from "../../shared/http/problems.ts";
import { createServer, inRequest } from "../../shared/http/server.ts";
import { called, databaseTracing, traceProperties, workedOff } from "../../shared/telemetry/spans.ts";
import { createTelemetry } from "../../shared/telemetry/start.ts";
import { listening } from "./memory.ts";
import { plainHttps } from "./plainHttps.ts";

plainHttps();
const { log } = listening();
const telemetry = createTelemetry("catalog-api", process.env, log);
await telemetry.use(process.env["CONNECTION_STRING"]);

const server = createServer(log, process.env);
const cosmos = databaseTracing("cosmosdb", "cosno-bh-gl-xxxxx.documents.azure.com", "catalog");
let carrier: Record<string, string> = {};
server.get("/items/:id", (request) =>
  inRequest(request, () =>
    called(cosmos, "read item", async () => {
      carrier = traceProperties();
      return { well: true };
    }),
  ),
);
server.get("/fails", (request) =>
  inRequest(request, async () => {
    await called(cosmos, "read item", () => Promise.reject(new Error("throttled"))).catch(() => undefined);
    throw new HttpProblem(503, "Try again later", "");
  }),
);
server.get("/catalogservice/health/liveness", async () => ({}));
await server.inject({ url: "/items/lamp?secret=1", headers: { "x-correlation-id": "from-the-caller" } });
await server.inject("/fails");
await server.inject("/catalogservice/health/liveness");
await workedOff("process event", carrier, { correlationId: "from-the-caller" }, async () => undefined);
await workedOff("process event", {}, {}, () => Promise.reject(new Error("poison"))).catch(() => undefined);
const metrics = createMetrics();
metrics.event("poison");
metrics.lag("3", 17);
metrics.poisonKept(2);
await server.close();
await telemetry.close();
process.exit(0);
