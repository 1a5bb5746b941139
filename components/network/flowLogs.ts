import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { FlowLog } from "@pulumi/azure-native/network/flowLog.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { armId } from "../../lib/resourceTypes.ts";
import { assignRole } from "../identity/roleAssignment.ts";

export interface FlowLogsArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  /** The plain name, so that ids are known before anything exists; `dependsOn` has the group itself. */
  readonly resourceGroupName: string;
  readonly location: string;
  /** Ends names that are unique in all of Azure. */
  readonly suffix: string;
  readonly targetId: pulumi.Input<string>;
  readonly networkWatcher: { readonly resourceGroupName: string; readonly name: string };
  readonly retentionDays: number;
  /** What Network Watcher makes of the records, and where it goes. */
  readonly trafficAnalytics: { readonly workspaceId: string; readonly intervalMinutes: number } | undefined;
  readonly tags: Record<string, string>;
  readonly dependsOn: pulumi.Resource;
}

/**
 * Records of all traffic of a network. They lie in a storage account of their own in the network's region, into which
 * Network Watcher writes with a managed identity: the account takes no keys.
 */
export class FlowLogs extends pulumi.ComponentResource {
  readonly storageAccountId: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:FlowLogs", name, {}, opts);
    const { names, subscriptionId, resourceGroupName, location, tags } = args;
    const made = { parent: this, dependsOn: [args.dependsOn] };

    const accountName = names.storageAccount("flow", args.suffix);
    const account = new StorageAccount(
      `${name}-account`,
      {
        accountName,
        resourceGroupName,
        location,
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        isLocalUserEnabled: false,
        publicNetworkAccess: "Disabled",
        // Network Watcher is a trusted service, and such take precedence over a closed public endpoint; it has no private one.
        networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
        tags,
      },
      made,
    );
    this.storageAccountId = account.id;

    const identityName = names.userAssignedIdentity("flow-logs");
    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      { resourceName: identityName, resourceGroupName, location, tags },
      made,
    );
    const mayWrite = assignRole(
      `${name}-writes`,
      {
        subscriptionId,
        role: "storageBlobDataContributor",
        principal: {
          principalId: identity.principalId,
          armId: armId("azure-native:managedidentity:UserAssignedIdentity", subscriptionId, {
            resourceGroupName,
            resourceName: identityName,
          }),
        },
        scope: {
          id: account.id,
          armId: armId("azure-native:storage:StorageAccount", subscriptionId, {
            resourceGroupName,
            accountName,
          }),
        },
        reason: "Network Watcher writes the network's flow logs",
      },
      { parent: this },
    );

    new FlowLog(
      `${name}-log`,
      {
        flowLogName: names.flowLog(),
        networkWatcherName: args.networkWatcher.name,
        resourceGroupName: args.networkWatcher.resourceGroupName,
        location,
        targetResourceId: args.targetId,
        storageId: account.id,
        enabled: true,
        identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
        format: { type: "JSON", version: 2 },
        retentionPolicy: { enabled: true, days: args.retentionDays },
        flowAnalyticsConfiguration: {
          networkWatcherFlowAnalyticsConfiguration:
            args.trafficAnalytics === undefined
              ? { enabled: false }
              : {
                  enabled: true,
                  workspaceResourceId: args.trafficAnalytics.workspaceId,
                  workspaceRegion: location,
                  trafficAnalyticsInterval: args.trafficAnalytics.intervalMinutes,
                },
        },
        tags,
      },
      { parent: this, dependsOn: [mayWrite] },
    );
    this.registerOutputs({ storageAccountId: this.storageAccountId });
  }
}
