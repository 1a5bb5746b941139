import { findRegion } from "../../lib/regions.ts";
import type { Properties } from "../types.ts";

/** Whether the region of a resource has availability zones; a region that is not known is taken to have them. */
export function hasZones(props: Properties): boolean {
  const location = props["location"];
  return typeof location !== "string" || (findRegion(location)?.zones ?? true);
}
