import { z } from "zod";

/** The container registry. */
export const registry = z.strictObject({
  zoneRedundant: z
    .boolean()
    .default(true)
    .meta({ description: "Spread the registry and its replicas over zones, in regions that have them." }),
});
