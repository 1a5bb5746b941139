import { frontDoorLimits } from "./frontDoorLimits.ts";

/** How a stamp takes part in the traffic, in the terms of Front Door. */
export interface OriginState {
  readonly enabledState: "Enabled" | "Disabled";
  readonly weight: number;
}

/**
 * Front Door's weights start at 1, so that a weight of 0 can only mean a disabled origin. Its own weight is then of no
 * importance and is the lowest there is.
 */
export function originState(edge: { readonly enabled: boolean; readonly weight: number }): OriginState {
  const enabledState = edge.enabled && edge.weight > 0 ? "Enabled" : "Disabled";
  return { enabledState, weight: Math.max(edge.weight, frontDoorLimits.weight.min) };
}
