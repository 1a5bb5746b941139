import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import { ManagementPolicy } from "@pulumi/azure-native/storage/managementPolicy.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { archiveRules, type ArchiveDays } from "../../lib/archivePolicy.ts";
import type { Names } from "../../lib/names.ts";
import type { StorageSku } from "../../lib/storageSku.ts";
import { closedStorage } from "./closedStorage.ts";

export interface ArchiveStorageArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly suffix: pulumi.Input<string>;
  readonly location: string;
  readonly sku: StorageSku;
  readonly days: ArchiveDays;
  /** Days in which nobody can change or delete what was written; undefined for no such promise. */
  readonly immutableDays: number | undefined;
  readonly tags: Record<string, string>;
}

/** Days in which a deleted container or blob can be brought back. */
const deletedRetentionDays = 30;

/** Where logs are kept for as long as an auditor may ask for them. Azure Monitor writes to it; nobody else can reach it. */
export class ArchiveStorage extends pulumi.ComponentResource {
  readonly accountId: pulumi.Output<string>;

  constructor(name: string, args: ArchiveStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:ArchiveStorage", name, {}, opts);
    const { resourceGroupName, immutableDays } = args;

    const account = new StorageAccount(
      `${name}-account`,
      {
        accountName: pulumi.output(args.suffix).apply((suffix) => args.names.storageAccount("arch", suffix)),
        resourceGroupName,
        location: args.location,
        sku: { name: args.sku },
        ...closedStorage,
        // Diagnostic settings write as one of Azure's trusted services, or not at all (azure-monitor-docs,
        // diagnostic-settings.md, ms.date 2026-03-31).
        networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
        ...(immutableDays === undefined
          ? {}
          : {
              immutableStorageWithVersioning: {
                enabled: true,
                immutabilityPolicy: {
                  immutabilityPeriodSinceCreationInDays: immutableDays,
                  // An hour's log grows while the hour lasts.
                  allowProtectedAppendWrites: true,
                  state: "Unlocked",
                },
              },
            }),
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
        policy: { rules: archiveRules(args.days) },
      },
      { parent: this, dependsOn: [blobs] },
    );

    this.accountId = account.id;
    this.registerOutputs({ accountId: this.accountId });
  }
}
