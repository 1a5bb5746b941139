import { AgentPool } from "@pulumi/azure-native/containerservice/agentPool.js";
import { ManagedCluster } from "@pulumi/azure-native/containerservice/managedCluster.js";
import * as pulumi from "@pulumi/pulumi";
import type { WeeklyWindow } from "../../lib/maintenance.ts";
import type { Names } from "../../lib/names.ts";
import { poolIdentity, systemPools, type LastSystemPools, type PoolIdentity } from "../../lib/nodePools.ts";
import { featureProfiles, type ClusterFeatures, type FeatureSurroundings } from "./clusterFeatures.ts";
import {
  apiServerAccessProfile,
  bootstrapProfile,
  networkProfile,
  withoutUnusedPodRange,
  type ApiServerArgs,
  type ClusterNetworkArgs,
} from "./clusterNetwork.ts";
import { maintenanceWindows } from "./maintenanceWindows.ts";
import { fixedProperties, nodePool, type NodePoolArgs, type NodePoolProperties } from "./nodePool.ts";

/** Settings of the cluster autoscaler, in the configuration's units. */
export interface AutoscalerArgs {
  readonly expander: string;
  readonly balanceSimilarPools: boolean;
  readonly scanIntervalSeconds: number;
  readonly scaleDownUnneededMinutes: number;
  readonly scaleDownDelayAfterAddMinutes: number;
  readonly maxGracefulTerminationSeconds: number;
  readonly skipNodesWithLocalStorage: boolean;
}

export interface PrivateClusterArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly tenantId: string;
  readonly tier: "Free" | "Standard" | "Premium";
  readonly longTermSupport: boolean;
  /** Minor version. */
  readonly kubernetesVersion: string;
  /** What the last deployment left; undefined for the first. */
  readonly last: { readonly kubernetesVersion: string; readonly systemPools: LastSystemPools } | undefined;
  readonly network: ClusterNetworkArgs;
  readonly apiServer: ApiServerArgs;
  readonly systemPool: NodePoolArgs & { readonly name: string };
  readonly userPools: readonly (NodePoolArgs & { readonly name: string })[];
  readonly systemSubnetId: pulumi.Input<string>;
  readonly userSubnetId: pulumi.Input<string>;
  /** Where pods have a subnet of their own. */
  readonly podSubnetId?: pulumi.Input<string> | undefined;
  /** Group that the nodes' network interfaces join, where security rules name them by group. */
  readonly applicationSecurityGroupId?: pulumi.Input<string> | undefined;
  readonly autoscaler: AutoscalerArgs;
  readonly upgrades: {
    readonly channel: "patch" | "none";
    readonly nodeOsChannel: string;
    readonly clusterWindow?: WeeklyWindow | undefined;
    readonly nodeOsWindow?: WeeklyWindow | undefined;
  };
  readonly features: ClusterFeatures;
  readonly featureSurroundings: FeatureSurroundings;
  /** The registry the nodes pull from. */
  readonly registryId: string;
  readonly controlPlaneIdentityId: pulumi.Input<string>;
  readonly kubelet: {
    readonly id: pulumi.Input<string>;
    readonly clientId: pulumi.Input<string>;
    readonly principalId: pulumi.Input<string>;
  };
  readonly tags: Record<string, string>;
  /**
   * All that must work before the first node starts and that no input names: the firewall with its rules, the zone's
   * link, the role assignments. Nodes that cannot reach their hosts leave a cluster that has to be deleted.
   */
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

const systemTaint = "CriticalAddonsOnly=true:NoSchedule";

/** A private AKS cluster whose only way out is the stamp's firewall. */
export class PrivateCluster extends pulumi.ComponentResource {
  readonly cluster: ManagedCluster;
  /** Everything that must exist before a workload can be scheduled. */
  readonly pools: readonly AgentPool[];
  /** What the next deployment has to know of the system pools. */
  readonly systemPools: LastSystemPools;

  constructor(name: string, args: PrivateClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:PrivateCluster", name, {}, opts);
    const { names, resourceGroupName, zones, tags, kubernetesVersion, upgrades, features } = args;
    const clusterName = names.managedCluster();
    const surroundings = {
      podSubnet: args.network.podNetwork === "podSubnet",
      grouped: args.applicationSecurityGroupId !== undefined,
    };
    const around = {
      zones,
      version: kubernetesVersion,
      podSubnetId: args.podSubnetId,
      applicationSecurityGroupId: args.applicationSecurityGroupId,
      autoscaled: !features.nodeProvisioning,
    };
    const system = (pool: PoolIdentity): NodePoolProperties & { mode: string } => ({
      mode: "System",
      ...nodePool({ ...args.systemPool, taints: [systemTaint] }, pool.fixed, {
        ...around,
        subnetId: args.systemSubnetId,
      }),
    });
    // A new minor version is an upgrade; what AKS makes of the same one is AKS' business.
    const sameVersion = args.last?.kubernetesVersion === kubernetesVersion;
    const versions = (path: string): string[] => (sameVersion ? [path] : []);
    // The autoscaler owns the counts.
    const counts = (path: string): string[] => (around.autoscaled ? [path] : []);
    const plan = systemPools(
      poolIdentity(args.systemPool.name, fixedProperties(args.systemPool, zones, surroundings)),
      args.last?.systemPools,
    );

    this.cluster = new ManagedCluster(
      `${name}-cluster`,
      {
        resourceName: clusterName,
        resourceGroupName,
        location: args.location,
        sku: { name: "Base", tier: args.tier },
        supportPlan: args.longTermSupport ? "AKSLongTermSupport" : "KubernetesOfficial",
        kubernetesVersion,
        dnsPrefix: clusterName,
        nodeResourceGroup: names.nodeResourceGroup(),
        nodeResourceGroupProfile: { restrictionLevel: "ReadOnly" },
        identity: { type: "UserAssigned", userAssignedIdentities: [args.controlPlaneIdentityId] },
        identityProfile: {
          kubeletidentity: {
            resourceId: args.kubelet.id,
            clientId: args.kubelet.clientId,
            objectId: args.kubelet.principalId,
          },
        },
        apiServerAccessProfile: apiServerAccessProfile(args.apiServer),
        enableRBAC: true,
        disableLocalAccounts: true,
        aadProfile: { managed: true, enableAzureRBAC: true, tenantID: args.tenantId },
        networkProfile: networkProfile(args.network),
        bootstrapProfile: bootstrapProfile(args.network.egress, args.registryId),
        agentPoolProfiles: [
          {
            name: plan.inline.name,
            ...(plan.inlineIsRetired ? retired(system(plan.inline)) : system(plan.inline)),
          },
        ],
        autoScalerProfile: autoScalerProfile(args.autoscaler),
        autoUpgradeProfile: {
          upgradeChannel: upgrades.channel,
          nodeOSUpgradeChannel: upgrades.nodeOsChannel,
        },
        oidcIssuerProfile: { enabled: true },
        ...featureProfiles(features, args.featureSurroundings),
        tags,
      },
      {
        parent: this,
        dependsOn: args.dependsOn,
        transformations: [withoutUnusedPodRange],
        ignoreChanges: [
          ...versions("kubernetesVersion"),
          ...(plan.inlineIsRetired ? [] : counts("agentPoolProfiles[0].count")),
          ...versions("agentPoolProfiles[0].orchestratorVersion"),
        ],
      },
    );

    // A cluster takes one change at a time, so pools and maintenance windows follow one another.
    const pools: AgentPool[] = [];
    const add = (
      pool: string,
      agentPoolName: string,
      properties: NodePoolProperties & { mode: string },
    ): void => {
      pools.push(
        new AgentPool(
          `${name}-pool-${pool}`,
          { resourceGroupName, resourceName: this.cluster.name, agentPoolName, ...properties, tags },
          {
            parent: this,
            dependsOn: pools.slice(-1),
            ignoreChanges: [...counts("count"), ...versions("orchestratorVersion")],
            // azure-native deletes first whatever has a given name (provider.go, `deleteBeforeReplace`). A pool that is replaced has
            // another name, and what runs on it needs somewhere to go.
            deleteBeforeReplace: false,
          },
        ),
      );
    };
    if (plan.successor) add(args.systemPool.name, plan.successor.name, system(plan.successor));
    for (const pool of args.userPools) {
      const { name: agentPoolName, fixed } = poolIdentity(
        pool.name,
        fixedProperties(pool, zones, surroundings),
      );
      const properties = nodePool(pool, fixed, { ...around, subnetId: args.userSubnetId });
      add(pool.name, agentPoolName, { mode: "User", ...properties });
    }
    this.pools = pools;
    this.systemPools = {
      inline: plan.inline,
      pools: [plan.inline.name, ...(plan.successor ? [plan.successor.name] : [])],
    };

    maintenanceWindows(
      name,
      {
        resourceGroupName,
        clusterName: this.cluster.name,
        location: args.location,
        clusterWindow: upgrades.clusterWindow,
        nodeOsWindow: upgrades.nodeOsWindow,
      },
      { parent: this, dependsOn: pools.slice(-1) },
    );

    this.registerOutputs({ clusterId: this.cluster.id });
  }
}

/** A pool without nodes: it stays in the cluster's request, where AKS lets none be replaced. */
function retired({
  minCount: _,
  maxCount: __,
  ...pool
}: NodePoolProperties): NodePoolProperties & { mode: string } {
  return { ...pool, mode: "User", enableAutoScaling: false, count: 0 };
}

/** In the SDK's terms: texts, with units. */
function autoScalerProfile(autoscaler: AutoscalerArgs) {
  return {
    expander: autoscaler.expander,
    balanceSimilarNodeGroups: String(autoscaler.balanceSimilarPools),
    scanInterval: `${autoscaler.scanIntervalSeconds}s`,
    scaleDownUnneededTime: `${autoscaler.scaleDownUnneededMinutes}m`,
    scaleDownDelayAfterAdd: `${autoscaler.scaleDownDelayAfterAddMinutes}m`,
    maxGracefulTerminationSec: String(autoscaler.maxGracefulTerminationSeconds),
    skipNodesWithLocalStorage: String(autoscaler.skipNodesWithLocalStorage),
  };
}
