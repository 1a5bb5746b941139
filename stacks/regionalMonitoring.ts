import { UserError } from "../config/userError.ts";
import type { GlobalContract } from "../contracts/global.ts";

/**
 * Where a region records. The global stack makes it, and outlives what is in the region.
 *
 * @throws UserError when the global stack was last deployed before the region had a stack.
 */
export function monitoringOf(global: GlobalContract, location: string): GlobalContract["regions"][number] {
  const region = global.regions.find((candidate) => candidate.location === location);
  if (region !== undefined) return region;
  throw new UserError({
    problem: `The global stack has no workspace for ${location}: it was deployed before this region had a stack file.`,
    remedy: "Run `pulumi up` for the global stack first.",
  });
}
