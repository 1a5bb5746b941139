import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import { ManagementPolicy } from "@pulumi/azure-native/storage/managementPolicy.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { oldVersionRules } from "../../lib/archivePolicy.ts";
import type { Names } from "../../lib/names.ts";
import { hasReadableCopy, type StorageSku } from "../../lib/storageSku.ts";
import { closedStorage } from "./closedStorage.ts";

export interface GlobalStorageArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly suffix: pulumi.Input<string>;
  readonly location: string;
  readonly sku: StorageSku;
  /** Days in which a deleted or overwritten blob can be brought back. */
  readonly deletedRetentionDays: number;
  readonly tags: Record<string, string>;
}

/**
 * The sorry page and the images of the catalogue. Its content, and that it is a website at all, is set through the data plane by a
 * step that runs inside the network: keys are off and the public endpoint is closed, to this program as to anyone.
 */
export class GlobalStorage extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;
  readonly accountName: pulumi.Output<string>;
  /** Host of the static website, without scheme and path. */
  readonly webHostName: pulumi.Output<string>;
  /** Host of the copy in the paired region that can be read at any time; undefined where the SKU has none. */
  readonly secondaryWebHostName: pulumi.Output<string> | undefined;

  constructor(name: string, args: GlobalStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:GlobalStorage", name, {}, opts);
    const { resourceGroupName, deletedRetentionDays } = args;

    const account = new StorageAccount(
      `${name}-account`,
      {
        accountName: pulumi.output(args.suffix).apply((suffix) => args.names.storageAccount("", suffix)),
        resourceGroupName,
        location: args.location,
        sku: { name: args.sku },
        ...closedStorage,
        networkRuleSet: { defaultAction: "Deny", bypass: "None" },
        tags: args.tags,
      },
      { parent: this, protect: true },
    );

    const blobs = new BlobServiceProperties(
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

    new ManagementPolicy(
      `${name}-lifecycle`,
      {
        resourceGroupName,
        accountName: account.name,
        managementPolicyName: "default",
        policy: { rules: oldVersionRules(deletedRetentionDays) },
      },
      // Rules on versions are refused until versions are kept.
      { parent: this, dependsOn: [blobs] },
    );

    this.accountId = account.id;
    this.accountName = account.name;
    this.webHostName = account.primaryEndpoints.apply(({ web }) => new URL(web).hostname);
    this.secondaryWebHostName = hasReadableCopy(args.sku)
      ? account.secondaryEndpoints.apply(({ web }) => new URL(web).hostname)
      : undefined;
    this.registerOutputs({ accountId: this.accountId, webHostName: this.webHostName });
  }
}
