/** The stacks of an environment as a fleet, read from their files. */
import type { LoadedContext } from "../../config/load.ts";
import { findRegion } from "../../lib/regions.ts";
import type { FleetStack } from "./waves.ts";

interface Serving {
  readonly context: LoadedContext;
  readonly enabled: boolean;
  readonly weight: number;
  readonly priority: number;
}

function serving(context: LoadedContext): Serving {
  if (context.kind !== "stamp") return { context, enabled: false, weight: 0, priority: 0 };
  const { enabled, weight, priority } = context.config.edge;
  return { context, enabled: enabled && weight > 0, weight, priority };
}

/**
 * Front Door sends requests to the origins of the lowest priority number, in proportion to their weights, when all are
 * healthy and about as fast.
 */
export function fleetOf(contexts: readonly LoadedContext[]): FleetStack[] {
  const all = contexts.map(serving);
  const enabled = all.filter((stack) => stack.enabled);
  const first = Math.min(...enabled.map(({ priority }) => priority));
  const total = enabled
    .filter(({ priority }) => priority === first)
    .reduce((sum, { weight }) => sum + weight, 0);
  return all.map(({ context, enabled: serves, weight, priority }) => ({
    stack: context.stack.text,
    kind: context.kind,
    region: context.config.location,
    pair: findRegion(context.config.location)?.pair ?? undefined,
    enabled: serves,
    traffic: serves && priority === first ? weight / total : 0,
  }));
}
