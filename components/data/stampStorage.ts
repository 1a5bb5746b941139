import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { Table } from "@pulumi/azure-native/storage/table.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { stampData } from "../../lib/stampData.ts";
import { privateStorageAccount } from "./privateStorageAccount.ts";

export interface StampStorageArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Ends the accounts' names, which are unique in all of Azure. */
  readonly suffix: string;
  readonly location: string;
  /** Days in which a deleted blob can be brought back. */
  readonly deletedRetentionDays: number;
  readonly tags: Record<string, string>;
}

/** Copies in all zones of the region. A stamp has no second region: another stamp is its fallback. */
const sku = "Standard_ZRS";

/**
 * What a stamp stores for itself: the website that Front Door fetches through Private Link, and the bookkeeping of the
 * workload. Containers and the table are made through Resource Manager; content is uploaded from inside the network.
 */
export class StampStorage extends pulumi.ComponentResource {
  /** The single page application. */
  readonly website: StorageAccount;
  /** Host of the static website, without scheme and path. */
  readonly webHostName: pulumi.Output<string>;
  /** Checkpoints, the object that keeps the stamp in rotation, and messages that could not be worked off. */
  readonly data: StorageAccount;
  readonly checkpointContainer: BlobContainer;
  readonly healthContainer: BlobContainer;
  readonly poisonTable: Table;

  constructor(name: string, args: StampStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:StampStorage", name, {}, opts);
    const { names, resourceGroupName, suffix, deletedRetentionDays } = args;
    const retention = { enabled: true, days: deletedRetentionDays };

    const account = (purpose: "spa" | "data"): StorageAccount =>
      privateStorageAccount(
        `${name}-${purpose}`,
        { ...args, accountName: names.storageAccount(purpose, suffix), sku },
        { parent: this },
      );
    const blobSettings = (purpose: string, accountName: pulumi.Input<string>, versioned: boolean): void => {
      new BlobServiceProperties(
        `${name}-${purpose}-blobs`,
        {
          resourceGroupName,
          accountName,
          blobServicesName: "default",
          isVersioningEnabled: versioned,
          deleteRetentionPolicy: retention,
          containerDeleteRetentionPolicy: retention,
        },
        { parent: this },
      );
    };
    const container = (containerName: string): BlobContainer =>
      new BlobContainer(
        `${name}-${containerName}`,
        { containerName, accountName: this.data.name, resourceGroupName, publicAccess: "None" },
        { parent: this },
      );

    this.website = account("spa");
    blobSettings("spa", this.website.name, true);
    this.data = account("data");
    // No versions here: the worker rewrites a checkpoint per partition every few seconds, and each would be kept.
    blobSettings("data", this.data.name, false);
    this.checkpointContainer = container(stampData.checkpointContainer);
    this.healthContainer = container(stampData.healthContainer);
    this.poisonTable = new Table(
      `${name}-${stampData.poisonTable}`,
      { tableName: stampData.poisonTable, accountName: this.data.name, resourceGroupName },
      { parent: this },
    );

    this.webHostName = this.website.primaryEndpoints.apply(({ web }) => new URL(web).hostname);
    this.registerOutputs({ websiteId: this.website.id, dataId: this.data.id });
  }
}
