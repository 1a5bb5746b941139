import { DatabaseAccount } from "@pulumi/azure-native/cosmosdb/databaseAccount.js";
import { SqlResourceSqlContainer } from "@pulumi/azure-native/cosmosdb/sqlResourceSqlContainer.js";
import { SqlResourceSqlDatabase } from "@pulumi/azure-native/cosmosdb/sqlResourceSqlDatabase.js";
import * as pulumi from "@pulumi/pulumi";
import type { CosmosAccountSettings } from "../../lib/cosmosAccount.ts";
import { containers, indexingPolicyOf } from "../../lib/cosmosContainers.ts";
import type { CosmosLocation } from "../../lib/cosmosLocations.ts";
import type { Names } from "../../lib/names.ts";

export interface CosmosDatabaseArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly suffix: pulumi.Input<string>;
  /** Of an account that was restored beside the one that the platform made; without it the platform's own name. */
  readonly accountName?: string | undefined;
  /** Where the account itself is registered. It cannot be moved, and need not be one of its regions. */
  readonly location: string;
  /** Every region the account writes in, in the order of failover priority. */
  readonly locations: readonly CosmosLocation[];
  readonly settings: CosmosAccountSettings;
  readonly databaseName: string;
  /** Upper end of each container's autoscale range, in request units per second and region. */
  readonly maxThroughput: number;
  readonly tags: Record<string, string>;
}

/**
 * The account all stamps write to, each in its own region. It knows no keys: access is by Entra ID alone, and by
 * private endpoint alone.
 */
export class CosmosDatabase extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  readonly accountName: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;

  constructor(name: string, args: CosmosDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:CosmosDatabase", name, {}, opts);
    const { resourceGroupName, tags } = args;

    const account = new DatabaseAccount(
      `${name}-account`,
      {
        accountName:
          args.accountName ?? pulumi.output(args.suffix).apply((suffix) => args.names.cosmosAccount(suffix)),
        resourceGroupName,
        location: args.location,
        locations: args.locations.map(({ location, zoneRedundant }, index) => ({
          locationName: location,
          failoverPriority: index,
          isZoneRedundant: zoneRedundant,
        })),
        ...args.settings,
      },
      { parent: this, protect: true },
    );

    const database = new SqlResourceSqlDatabase(
      `${name}-database`,
      {
        resourceGroupName,
        accountName: account.name,
        databaseName: args.databaseName,
        resource: { id: args.databaseName },
        tags,
      },
      { parent: this, protect: true },
    );

    for (const container of containers) {
      new SqlResourceSqlContainer(
        `${name}-${container.name}`,
        {
          resourceGroupName,
          accountName: account.name,
          databaseName: database.name,
          containerName: container.name,
          resource: {
            id: container.name,
            partitionKey: { kind: "Hash", paths: [container.partitionKey], version: 2 },
            defaultTtl: container.defaultTtl,
            indexingPolicy: indexingPolicyOf(container),
            conflictResolutionPolicy: { mode: "LastWriterWins", conflictResolutionPath: "/_ts" },
          },
          options: { autoscaleSettings: { maxThroughput: args.maxThroughput } },
          tags,
        },
        { parent: this, protect: true },
      );
    }

    this.accountId = account.id;
    this.accountName = account.name;
    this.endpoint = account.documentEndpoint;
    this.registerOutputs({ accountId: this.accountId, endpoint: this.endpoint });
  }
}
