/** What the rehearsal's edge says of a release: the traffic model takes the place of Front Door's metrics. Pure. */
import { parseStackName } from "../../config/stackName.ts";
import type { TrafficRoute } from "../traffic.ts";
import type { Health } from "./gate.ts";

const isStamp = (label: string): boolean => /(^|\.)stamp-/.test(label);

/** The routes of one environment: a rehearsal may hold several, and what happens in the others is not this release's. */
export function routesOf(routes: readonly TrafficRoute[], env: string | undefined): TrafficRoute[] {
  return routes.filter(({ origins }) =>
    origins.every(({ label }) => !isStamp(label) || parseStackName(label).environment === env),
  );
}

/** Each route on which a stamp may answer. */
const ofStamps = (routes: readonly TrafficRoute[]): TrafficRoute[] =>
  routes.filter(({ origins }) => origins.some(({ label }) => isStamp(label)));

/** Whether Front Door's probes of these stamps would be answered, enabled or not. */
export function rehearsedHealth(routes: readonly TrafficRoute[], stacks: readonly string[]): Health {
  for (const stack of stacks) {
    const mine = routes.flatMap(({ path, origins }) =>
      origins.filter(({ label }) => label === stack).map((origin) => ({ path, origin })),
    );
    if (mine.length === 0) return { verdict: "ill", text: `no origin of ${stack} is registered` };
    const ill = mine.find(({ origin }) => !origin.healthy);
    if (ill) {
      const { broken } = ill.origin;
      const why =
        broken === undefined || broken.link === "origin enabled" ? "" : `: ${broken.link}: ${broken.text}`;
      return { verdict: "ill", text: `${stack} does not answer the probes of ${ill.path}${why}` };
    }
  }
  return { verdict: "well", text: "All probes are answered." };
}

/**
 * What a user would notice and should not, at any moment of a release: the sorry page alone, or an origin that gets requests
 * over a connection that nobody has approved.
 */
export function brokenPromises(routes: readonly TrafficRoute[]): string[] {
  return ofStamps(routes).flatMap(({ path, outcome, origins }) => {
    const served = origins.filter(({ share }) => share > 0);
    const closed = origins.filter(
      ({ enabled, broken }) => enabled && broken?.link === "private link connection",
    );
    return [
      ...(outcome === "served" && served.some(({ label }) => isStamp(label))
        ? []
        : [`${path}: no stamp answers (${served.map(({ label }) => label).join(", ") || "nobody"})`]),
      ...closed.map(({ label }) => `${path}: ${label} is enabled, and its private link is not approved`),
    ];
  });
}
