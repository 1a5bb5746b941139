import { z } from "zod";

/** A system pool as it was made; see lib/nodePools.ts. */
const poolSchema = z.object({
  name: z.string(),
  fixed: z.object({
    vmSize: z.string(),
    availabilityZones: z.array(z.string()),
    osDiskType: z.enum(["Ephemeral", "Managed"]),
    osDiskSizeGB: z.number().optional(),
    maxPods: z.number(),
    enableEncryptionAtHost: z.boolean(),
    enableFIPS: z.boolean(),
    trustedLaunch: z.boolean(),
    scaleSetPriority: z.enum(["Regular", "Spot"]),
    podSubnet: z.boolean(),
    grouped: z.boolean(),
  }),
});

/** The stamp's cluster. */
export const clusterContractSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Empty for a public API server. */
  privateFqdn: z.string(),
  /** Minor version that was deployed last: another one in the configuration is an upgrade. */
  kubernetesVersion: z.string(),
  /** The system pools that were deployed last: what is fixed in a pool decides whether it can stay. */
  systemPools: z.object({ inline: poolSchema, pools: z.array(z.string()) }),
});

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
  cluster: clusterContractSchema,
  keyVault: z.object({ id: z.string(), name: z.string() }),
  /** Where a pipeline imports the certificate of the gateway. */
  certificateVault: z.object({ id: z.string(), name: z.string() }),
  eventHubs: z.object({
    id: z.string(),
    name: z.string(),
    hostName: z.string(),
    eventHub: z.string(),
    consumerGroup: z.string(),
  }),
  storage: z.object({
    /** The single page application. Its content is uploaded from inside the network. */
    website: z.object({ id: z.string(), name: z.string(), webHostName: z.string() }),
    /** The workload's bookkeeping. */
    data: z.object({
      id: z.string(),
      name: z.string(),
      checkpointContainer: z.string(),
      healthContainer: z.string(),
      /** Deleting it takes the stamp out of rotation. */
      healthBlob: z.string(),
      poisonTable: z.string(),
    }),
  }),
  /** Operations stacks in whose networks the stamp has private endpoints: these cannot go before it. */
  operations: z.array(z.string()).default([]),
  /** The stamp's entry in the global origin group. */
  origin: z.object({ name: z.string(), hostName: z.string(), enabled: z.boolean(), weight: z.number() }),
});

export type StampContract = z.infer<typeof stampContractSchema>;
