import { planAddresses, type AddressPlan } from "../lib/addressPlan.ts";
import { addressPlanRequest } from "./networks.ts";
import { regionsOf } from "./regions.ts";
import type { StampConfig } from "./schema/stamp.ts";
import type { StackFile } from "./stackFiles.ts";

/**
 * The address plan of a stamp whose configuration has been checked. The number of regions counts, because each has a part
 * of the database and of the registry that private endpoints reach.
 */
export function stampPlan(config: StampConfig, siblings: readonly StackFile[]): AddressPlan {
  const regionCount = new Set([...regionsOf(siblings), config.location]).size;
  return planAddresses(addressPlanRequest(config, regionCount));
}
