import { hostname } from "node:os";
import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from "@opentelemetry/api";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from "fastify";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { correlationHeader, correlationIdOf } from "../correlation.ts";
import type { Environment } from "../config/numbers.ts";
import type { Logger } from "../log.ts";
import { problemOf, type Problem } from "./problems.ts";

export type HttpServer = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  Logger,
  TypeBoxTypeProvider
>;

/** Nothing that is sent to the services is larger; a comment has 2000 characters. */
const bodyLimit = 64 * 1024;
/** Milliseconds in which a request has to have arrived, so that slow senders hold no connections. */
const requestTimeout = 15_000;

/** Said with every answer. Nothing here is a page, so nothing may be loaded, framed or guessed. */
const securityHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const spans = new WeakMap<FastifyRequest, Span>();

/** A server with what all our services have in common: ids, headers, problems, telemetry and limits. */
export function createServer(log: Logger, env: Environment): HttpServer {
  const server: HttpServer = fastify({
    loggerInstance: log,
    bodyLimit,
    requestTimeout,
    // Behind the gateway there is no idle connection that would be worth waiting for.
    forceCloseConnections: "idle",
    return503OnClosing: true,
    routerOptions: { maxParamLength: 64 },
    genReqId: (request) => correlationIdOf(request.headers[correlationHeader]),
    // One line for each request, written below when it is answered; probes are not worth one.
    logController: new LogController({ requestIdLogLabel: "correlationId", disableRequestLogging: true }),
    // What a schema does not know is refused instead of dropped, and "5" is not 5.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
  }).withTypeProvider<TypeBoxTypeProvider>();

  server.addHook("onRequest", async (request, reply) => {
    void reply.headers({
      ...securityHeaders,
      "x-correlation-id": request.id,
      "x-server-name": hostname(),
      "x-server-location": env["AZURE_REGION"] ?? "",
    });
  });
  traceRequests(server);
  server.addHook("onResponse", async (request, reply) => {
    if (isProbe(request)) return;
    request.log.info(
      {
        method: request.method,
        path: pathOf(request),
        status: reply.statusCode,
        milliseconds: reply.elapsedTime,
      },
      "answered",
    );
  });
  server.setNotFoundHandler(async (request, reply) => {
    const problem: Problem = {
      type: "about:blank",
      title: "Not found",
      status: 404,
      detail: "There is nothing at this address.",
      correlationId: request.id,
    };
    return reply.code(404).type("application/problem+json").send(problem);
  });
  server.setErrorHandler(async (error, request, reply) => {
    const { status, title, message, retryAfterSeconds } = problemOf(error);
    if (status >= 500) request.log.error({ err: error, path: pathOf(request) }, title);
    spans.get(request)?.recordException(error as Error);
    if (retryAfterSeconds !== undefined) void reply.header("retry-after", String(retryAfterSeconds));
    const problem: Problem = {
      type: "about:blank",
      title,
      status,
      detail: message,
      correlationId: request.id,
    };
    return reply.code(status).type("application/problem+json").send(problem);
  });
  return server;
}

/** Without the query, which may hold anything. */
const pathOf = (request: FastifyRequest): string => request.url.split("?")[0] ?? "";
const isProbe = (request: FastifyRequest): boolean => /\/health\/(liveness|readiness)$/.test(pathOf(request));

/** A span for each request but the probes: a row of AppRequests. */
function traceRequests(server: HttpServer): void {
  server.addHook("onRequest", (request, _reply, done) => {
    if (isProbe(request)) return done();
    const parent = propagation.extract(context.active(), request.headers);
    const route = request.routeOptions.url ?? "unknown";
    const span = trace.getTracer("bulkhead").startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          "http.request.method": request.method,
          "http.route": route,
          "url.path": pathOf(request),
          "url.scheme": "https",
          "server.address": request.hostname,
          correlationId: request.id,
        },
      },
      parent,
    );
    spans.set(request, span);
    context.with(trace.setSpan(parent, span), done);
  });
  server.addHook("onResponse", async (request, reply) => {
    const span = spans.get(request);
    if (span === undefined) return;
    span.setAttribute("http.response.status_code", reply.statusCode);
    if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}

/** Runs something as a part of the request's trace: hooks and handlers of Fastify do not share a context. */
export function inRequest<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
  const span = spans.get(request);
  return span === undefined ? work() : context.with(trace.setSpan(context.active(), span), work);
}
