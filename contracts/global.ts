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
  /** Where each region that has a stamp or an operations network records. It outlives its stamps. */
  regions: z.array(
    z.object({
      location: z.string(),
      workspaceId: z.string(),
      /** The GUID by which the query API knows the workspace. */
      workspaceCustomerId: z.string(),
      applicationInsightsId: z.string(),
      /** No secret: local authentication is off, so it lets nobody in. */
      applicationInsightsConnectionString: z.string(),
      /** The Azure Monitor workspace; undefined where Prometheus is off. */
      prometheusWorkspaceId: z.string().optional(),
      dataCollectionEndpointId: z.string(),
      dataCollectionRuleIds: z.object({
        containerInsights: z.string(),
        prometheus: z.string().optional(),
      }),
    }),
  ),
  /** Regions whose records have lost their protection, so that the next deployment of the global stack can delete them. */
  retiring: z.array(z.string()).optional(),
  monitoring: z.object({
    workspaceId: z.string(),
    applicationInsightsId: z.string(),
    /** Who is told about alerts. */
    actionGroupId: z.string(),
  }),
  cosmos: z.object({
    id: z.string(),
    name: z.string(),
    endpoint: z.string(),
    databaseName: z.string(),
    resourceGroupName: z.string(),
    /** Regions that hold the data, in the order of failover priority. */
    regions: z.array(z.string()),
    /** What the next deployment compares itself with. */
    deployed: z.object({
      locations: z.array(z.object({ location: z.string(), zoneRedundant: z.boolean() })),
      /** Fingerprint of every property of the account but its regions. */
      settings: z.string(),
    }),
    /** What is left for the next deployment of the global stack, as a sentence. */
    waiting: z.string().optional(),
  }),
  registry: z.object({
    id: z.string(),
    name: z.string(),
    loginServer: z.string(),
    resourceGroupName: z.string(),
    regions: z.array(z.string()),
  }),
  /** The account of the sorry page and the images. */
  storage: z.object({ id: z.string(), name: z.string() }),
  keyVault: z.object({ id: z.string(), name: z.string(), uri: z.string() }),
  /** Where logs are kept for auditors. */
  archive: z.object({ storageAccountId: z.string() }),
  frontDoor: z.object({
    profileId: z.string(),
    profileName: z.string(),
    resourceGroupName: z.string(),
    /** The value Front Door sends in X-Azure-FDID. */
    frontDoorId: z.string(),
    endpointHostName: z.string(),
    /** Stamps join the first two; the third has no origin of theirs. */
    originGroups: z.object({
      api: z.object({ name: z.string() }),
      site: z.object({ name: z.string() }),
      images: z.object({ name: z.string() }),
    }),
    /** What DNS must say for each domain of the customer's own. */
    customDomains: z.array(
      z.object({
        hostName: z.string(),
        validationRecord: z.string(),
        /** Value of that TXT record; empty once Front Door no longer asks for it. */
        validationToken: z.string(),
        /** Where the domain's CNAME record leads to. */
        target: z.string(),
      }),
    ),
  }),
  /** The parent policies, by tier. A child policy must be in its parent's region, and of its tier or a higher one. */
  firewallPolicies: z.object({
    location: z.string(),
    premium: z.string(),
    /** There is one as soon as a stamp asks for the Standard tier. */
    standard: z.string().optional(),
  }),
  /** The plan that protects the public addresses of every network; undefined where there is none. */
  ddosProtectionPlanId: z.string().optional(),
});

export type GlobalContract = z.infer<typeof globalContractSchema>;
