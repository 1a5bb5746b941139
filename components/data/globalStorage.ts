import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import type { StorageSku } from "../../lib/storageSku.ts";

export interface GlobalStorageArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly suffix: pulumi.Input<string>;
  readonly location: string;
  readonly sku: StorageSku;
  readonly tags: Record<string, string>;
}

/** Days in which a deleted or overwritten blob can be brought back. */
const deletedRetentionDays = 30;

/**
 * The sorry page, later also images. Its content, and that it is a website at all, is set through the data plane by a
 * step that runs inside the network: keys are off and the public endpoint is closed, to this program as to anyone.
 */
export class GlobalStorage extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  /** Host of the static website, without scheme and path. */
  readonly webHostName: pulumi.Output<string>;

  constructor(name: string, args: GlobalStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:GlobalStorage", name, {}, opts);
    const { resourceGroupName } = args;

    const account = new StorageAccount(
      `${name}-account`,
      {
        accountName: pulumi.output(args.suffix).apply((suffix) => args.names.storageAccount("", suffix)),
        resourceGroupName,
        location: args.location,
        kind: "StorageV2",
        sku: { name: args.sku },
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        isLocalUserEnabled: false,
        publicNetworkAccess: "Disabled",
        networkRuleSet: { defaultAction: "Deny", bypass: "None" },
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
        tags: args.tags,
      },
      { parent: this, protect: true },
    );

    new BlobServiceProperties(
      `${name}-blobs`,
      {
        resourceGroupName,
        accountName: account.name,
        blobServicesName: "default",
        isVersioningEnabled: true,
        deleteRetentionPolicy: { enabled: true, days: deletedRetentionDays },
        containerDeleteRetentionPolicy: { enabled: true, days: deletedRetentionDays },
      },
      { parent: this },
    );

    this.accountId = account.id;
    this.webHostName = account.primaryEndpoints.apply(({ web }) => new URL(web).hostname);
    this.registerOutputs({ accountId: this.accountId, webHostName: this.webHostName });
  }
}
