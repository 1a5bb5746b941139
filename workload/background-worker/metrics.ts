import { metrics } from "@opentelemetry/api";

/** What the worker measures. */
export interface WorkerMetrics {
  event(outcome: "done" | "poison" | "healthCheck"): void;
  /** Events of a partition that are still to be worked off. */
  lag(partitionId: string, events: number): void;
  /** Messages in the poison table. */
  poisonKept(count: number): void;
  /** The sum over the partitions it has worked on. */
  readonly totalLag: number;
}

/** Metrics in Application Insights, under AppMetrics; without telemetry they go nowhere. */
export function createMetrics(): WorkerMetrics {
  const meter = metrics.getMeter("bulkhead");
  const processed = meter.createCounter("EventsProcessed", { description: "Events by what became of them." });
  const lags = new Map<string, number>();
  let kept = 0;
  meter
    .createObservableGauge("EventHubLag", {
      description: "Events of a partition that are still to be worked off.",
    })
    .addCallback((result) => {
      for (const [partitionId, events] of lags) result.observe(events, { partitionId });
    });
  meter
    .createObservableGauge("PoisonMessages", { description: "Messages in the poison table." })
    .addCallback((result) => result.observe(kept));
  return {
    event: (outcome) => processed.add(1, { outcome }),
    lag: (partitionId, events) => void lags.set(partitionId, events),
    poisonKept: (count) => {
      kept = count;
    },
    get totalLag() {
      return [...lags.values()].reduce((sum, events) => sum + events, 0);
    },
  };
}
