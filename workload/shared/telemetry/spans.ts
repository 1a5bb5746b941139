import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from "@opentelemetry/api";

/** What calls to a dependency carry in Application Insights: among it its host name, by which the health model finds them. */
export type Tracing = Attributes;

/** Calls to a database. */
export const databaseTracing = (system: string, host: string, database: string): Tracing => ({
  "db.system": system,
  "net.peer.name": host,
  "db.name": database,
});

/** Calls to an event hub. */
export const hubTracing = (host: string, hub: string): Tracing => ({
  "az.namespace": "Microsoft.EventHub",
  "net.peer.name": host,
  "message_bus.destination": hub,
});

const tracer = () => trace.getTracer("bulkhead");

/** Runs something within a span, which fails when it does. Without telemetry it only runs it. */
async function within<T>(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  parent: Context,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer().startSpan(name, { kind, attributes }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
    throw error;
  } finally {
    span.end();
  }
}

/** A call to something else: a row of AppDependencies. */
export function called<T>(tracing: Tracing, operation: string, work: () => Promise<T>): Promise<T> {
  return within(
    operation,
    SpanKind.CLIENT,
    { ...tracing, "db.operation": operation },
    context.active(),
    work,
  );
}

/**
 * The working off of one event: a row of AppRequests, as a part of the trace of whoever queued it.
 *
 * @param carrier properties of the event.
 */
export function workedOff<T>(
  name: string,
  carrier: Readonly<Record<string, string>>,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  // Requests of this kind have no name in Application Insights but this one.
  const named = { ...attributes, "ai.operation.name": name };
  return within(name, SpanKind.CONSUMER, named, propagation.extract(context.active(), carrier), work);
}

/** What lets the worker go on with the trace of this moment; empty without telemetry. */
export function traceProperties(): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier;
}
