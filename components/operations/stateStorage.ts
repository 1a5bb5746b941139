import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import type { StorageSku } from "../../lib/storageSku.ts";
import { privateStorageAccount } from "../data/privateStorageAccount.ts";

export interface StateStorageArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  /** Ends names that are unique in all of Azure. */
  readonly suffix: string;
  readonly sku: StorageSku;
  readonly tags: Record<string, string>;
}

/** Container of the state, as it stands in `pulumi login azblob://<container>`. */
export const stateContainer = "pulumi-state";

/** Days in which a deleted or overwritten state can be brought back. */
const keptDays = 90;

/** Where Pulumi keeps what it knows of the platform: private, versioned, with a copy in the paired region. */
export class StateStorage extends pulumi.ComponentResource {
  readonly account: StorageAccount;
  readonly container: BlobContainer;

  constructor(name: string, args: StateStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:StateStorage", name, {}, opts);
    const { resourceGroupName } = args;
    this.account = privateStorageAccount(
      `${name}-account`,
      { ...args, accountName: args.names.storageAccount("stat", args.suffix) },
      { parent: this, protect: true },
    );
    const blobs = new BlobServiceProperties(
      `${name}-blobs`,
      {
        resourceGroupName,
        accountName: this.account.name,
        blobServicesName: "default",
        isVersioningEnabled: true,
        deleteRetentionPolicy: { enabled: true, days: keptDays },
        containerDeleteRetentionPolicy: { enabled: true, days: keptDays },
      },
      { parent: this },
    );
    this.container = new BlobContainer(
      `${name}-container`,
      {
        containerName: stateContainer,
        accountName: this.account.name,
        resourceGroupName,
        publicAccess: "None",
      },
      { parent: this, dependsOn: [blobs] },
    );
    this.registerOutputs({ accountId: this.account.id });
  }
}
