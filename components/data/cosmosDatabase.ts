import { DatabaseAccount } from "@pulumi/azure-native/cosmosdb/databaseAccount.js";
import { SqlResourceSqlContainer } from "@pulumi/azure-native/cosmosdb/sqlResourceSqlContainer.js";
import { SqlResourceSqlDatabase } from "@pulumi/azure-native/cosmosdb/sqlResourceSqlDatabase.js";
import * as pulumi from "@pulumi/pulumi";
import { containers } from "../../lib/cosmosContainers.ts";
import type { Names } from "../../lib/names.ts";

export interface CosmosDatabaseArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly suffix: pulumi.Input<string>;
  /** Every region the account writes in. The first is the hub that settles conflicts. */
  readonly regions: readonly CosmosRegion[];
  readonly databaseName: string;
  /** Upper end of each container's autoscale range, in request units per second and region. */
  readonly maxThroughput: number;
  readonly tags: Record<string, string>;
}

export interface CosmosRegion {
  readonly location: string;
  readonly zoneRedundant: boolean;
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
    const [hub] = args.regions;

    const account = new DatabaseAccount(
      `${name}-account`,
      {
        accountName: pulumi.output(args.suffix).apply((suffix) => args.names.cosmosAccount(suffix)),
        resourceGroupName,
        location: hub?.location,
        kind: "GlobalDocumentDB",
        databaseAccountOfferType: "Standard",
        locations: args.regions.map(({ location, zoneRedundant }, index) => ({
          locationName: location,
          failoverPriority: index,
          isZoneRedundant: zoneRedundant,
        })),
        enableMultipleWriteLocations: true,
        enableAutomaticFailover: true,
        consistencyPolicy: { defaultConsistencyLevel: "Session" },
        // Continuous backup covers accounts with several write regions (azure-databases-docs
        // continuous-backup-restore-introduction.md, ms.date 2024-04-15). There is no way back to periodic.
        backupPolicy: { type: "Continuous", continuousModeProperties: { tier: "Continuous30Days" } },
        disableLocalAuth: true,
        disableKeyBasedMetadataWriteAccess: true,
        publicNetworkAccess: "Disabled",
        networkAclBypass: "None",
        minimalTlsVersion: "Tls12",
        tags,
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
            // On, without a default: items that carry a time to live expire, all others stay.
            defaultTtl: -1,
            indexingPolicy: {
              automatic: true,
              indexingMode: "consistent",
              includedPaths: [{ path: "/*" }],
              excludedPaths: [...container.unindexedPaths, '/"_etag"/?'].map((path) => ({ path })),
            },
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
