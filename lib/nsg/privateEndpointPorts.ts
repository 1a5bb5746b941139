import type { PrivateLinkTarget } from "../privateLink.ts";

const https = 443;

/**
 * Ports on which a service is called besides HTTPS. Event Hubs: AMQP over TLS
 * (learn.microsoft.com/azure/event-hubs/event-hubs-faq, "What ports do I need to open on the firewall?"); Kafka, which has
 * one of its own, is not used.
 */
const further: Readonly<Partial<Record<PrivateLinkTarget, readonly number[]>>> = { eventHubs: [5671] };

/** The ports on which private endpoints to these targets answer, each once, in ascending order. */
export function privateEndpointPorts(targets: readonly PrivateLinkTarget[]): number[] {
  const ports = targets.flatMap((target) => [https, ...(further[target] ?? [])]);
  return [...new Set(ports)].sort((a, b) => a - b);
}
