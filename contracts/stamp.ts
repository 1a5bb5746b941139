import { z } from "zod";

/**
 * What a stamp promises to those who look at it from outside: operations networks, the command line, the
 * topology.
 */
export const stampContractSchema = z.object({
  version: z.literal(1),
  stack: z.string(),
  location: z.string(),
  resourceGroupName: z.string(),
  addressSpace: z.string(),
  firewall: z.object({ privateIp: z.string(), publicIps: z.array(z.string()) }),
  cluster: z.object({ id: z.string(), name: z.string(), privateFqdn: z.string() }),
  keyVault: z.object({ id: z.string(), name: z.string() }),
  /** The stamp's entry in the global origin group. */
  origin: z.object({ name: z.string(), hostName: z.string(), enabled: z.boolean(), weight: z.number() }),
});

export type StampContract = z.infer<typeof stampContractSchema>;
