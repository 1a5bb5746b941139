import type { DataRight, WorkloadComponent } from "./components.ts";

/** HTTPS, which everything speaks: storage, the database in gateway mode, telemetry. */
const https = 443;
/** AMQP with TLS, which Event Hubs' own clients speak (Event Hubs frequently asked questions, "What ports do I need to open"). */
const amqp = 5671;

const ofEvents: readonly DataRight[] = ["sendsEvents", "receivesEvents"];

/** Ports of the private endpoints that a component speaks to, by what it may do. */
export function dataPorts({ rights }: WorkloadComponent): number[] {
  return rights.some((right) => ofEvents.includes(right)) ? [https, amqp] : [https];
}
