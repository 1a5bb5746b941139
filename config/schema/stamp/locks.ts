import { z } from "zod";

/** Locks against deletion from outside. */
export const locks = z.strictObject({
  enabled: z.boolean().default(false).meta({
    description:
      "Lock Key Vault, Event Hubs and storage against deletion. The lock also holds what is below them: before a component of the workload or a role is removed it has to be off.",
  }),
});
