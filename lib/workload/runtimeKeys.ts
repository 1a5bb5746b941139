/** One entry of the workload's runtime configuration, kept as a secret of the stamp's Key Vault. */
export interface RuntimeKey {
  /** Name of the secret in the vault. */
  readonly secret: string;
  /** Name of the file it is mounted as. */
  readonly file: string;
  /** Whether who knows the value can do something with it. The others are only kept out of images and charts. */
  readonly sensitive: boolean;
  readonly description: string;
}

const define = <Id extends string>(
  keys: Readonly<Record<Id, Omit<RuntimeKey, "file">>>,
): Readonly<Record<Id, RuntimeKey>> =>
  Object.fromEntries(
    Object.entries<Omit<RuntimeKey, "file">>(keys).map(([id, key]) => [
      id,
      { ...key, file: key.secret.toLowerCase().replaceAll("-", "_") },
    ]),
  ) as Record<Id, RuntimeKey>;

const plain = (secret: string, description: string) => ({ secret, sensitive: false, description });

/**
 * Everything the workload is told at run time. The program writes it, the chart mounts it, the services read it: all three
 * take the names from here.
 */
export const runtimeKeys = define({
  eventHubsNamespace: plain("EventHub-Endpoint", "Host name of the Event Hubs namespace."),
  eventHubName: plain("EventHub-Name", "Event hub that carries writes to the worker."),
  consumerGroup: plain("BackgroundProcessor-ConsumerGroupName", "Consumer group of the worker."),
  storageAccount: plain("StorageAccount-Name", "Storage account of the stamp's own bookkeeping."),
  checkpointContainer: plain(
    "StorageAccount-EhCheckpointContainerName",
    "Blob container with the worker's checkpoints.",
  ),
  poisonTable: plain(
    "StorageAccount-PoisonTableName",
    "Table with the messages that could not be worked off.",
  ),
  healthContainer: plain(
    "StorageAccount-Healthservice-ContainerName",
    "Blob container with the object that keeps the stamp in rotation.",
  ),
  healthBlob: plain(
    "StorageAccount-Healthservice-BlobName",
    "Object whose deletion takes the stamp out of rotation.",
  ),
  cosmosEndpoint: plain("CosmosDb-Endpoint", "Endpoint of the Cosmos DB account."),
  cosmosDatabase: plain("CosmosDb-DatabaseName", "Database of the catalogue."),
  applicationInsights: plain(
    "ApplicationInsights-Connection-String",
    "Where telemetry goes. Local authentication is off, so it lets nobody in.",
  ),
  logAnalyticsWorkspace: plain(
    "LogAnalytics-WorkspaceId",
    "Workspace whose health score the health service asks for.",
  ),
  apiKey: {
    secret: "Api-Key",
    sensitive: true,
    description: "Key that restricted operations of the catalog API ask for; one per stamp.",
  },
});

export type RuntimeKeyId = keyof typeof runtimeKeys;
