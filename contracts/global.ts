import { z } from "zod";

/**
 * What the global stack promises to every stamp. Values are plain ids, names and host names: no secrets. A
 * change that an older reader would misunderstand raises the version.
 */
export const globalContractSchema = z.object({
  version: z.literal(1),
  /** Empty for the environment whose stack files carry no prefix. */
  environment: z.string(),
  /** Ends every name that must be unique in all of Azure. */
  suffix: z.string(),
  location: z.string(),
  tenantId: z.string(),
  subscriptionId: z.string(),
  /** One regional Log Analytics workspace per region that has a stamp or an operations network. */
  regions: z.array(z.object({ location: z.string(), workspaceId: z.string() })),
  monitoring: z.object({ workspaceId: z.string() }),
  cosmos: z.object({
    id: z.string(),
    name: z.string(),
    endpoint: z.string(),
    databaseName: z.string(),
    resourceGroupName: z.string(),
    regions: z.array(z.string()),
  }),
  registry: z.object({
    id: z.string(),
    name: z.string(),
    loginServer: z.string(),
    resourceGroupName: z.string(),
    regions: z.array(z.string()),
  }),
  frontDoor: z.object({
    profileId: z.string(),
    profileName: z.string(),
    resourceGroupName: z.string(),
    /** The value Front Door sends in X-Azure-FDID. */
    frontDoorId: z.string(),
    endpointHostName: z.string(),
    originGroups: z.object({ api: z.object({ name: z.string() }) }),
  }),
  /** The parent policy. A child policy must be in its parent's region. */
  firewallPolicy: z.object({ id: z.string(), location: z.string() }),
});

export type GlobalContract = z.infer<typeof globalContractSchema>;
