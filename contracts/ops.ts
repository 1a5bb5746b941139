import { z } from "zod";

/**
 * What an operations network promises to the stamps that put private endpoints into it, and to the command line. Plain ids
 * and names: no secrets.
 */
export const opsContractSchema = z.object({
  version: z.literal(1),
  stack: z.string(),
  location: z.string(),
  resourceGroupName: z.string(),
  addressSpace: z.string(),
  /** Whether stamps put private endpoints into the network, or take them out. */
  lifecycle: z.enum(["active", "leaving"]),
  egress: z.object({ type: z.enum(["firewall", "natGateway"]), publicIps: z.array(z.string()) }),
  bastion: z.object({ id: z.string(), name: z.string() }),
  jumpBoxes: z.object({ id: z.string(), name: z.string() }),
  /** Who the agents are in Azure; undefined for a network without agents. */
  agents: z
    .object({
      identityId: z.string(),
      clientId: z.string(),
      /** Object id in Microsoft Entra ID, to which stamps give rights. */
      principalId: z.string(),
      mayDeploy: z.boolean(),
    })
    .optional(),
  privateEndpoints: z.object({ virtualNetworkId: z.string(), subnetId: z.string() }),
  /** Private zones of the network. It takes one of a name, so stamps write their records into these. */
  zones: z.object({ registry: z.string(), keyVault: z.string(), blob: z.string(), table: z.string() }),
  /** Zones of API servers, by the region of their stamps. */
  apiServerZones: z.record(z.string(), z.string()),
  /** Where Pulumi's state can be kept; undefined where it is kept elsewhere. */
  state: z.object({ accountId: z.string(), accountName: z.string(), container: z.string() }).optional(),
});

export type OpsContract = z.infer<typeof opsContractSchema>;
