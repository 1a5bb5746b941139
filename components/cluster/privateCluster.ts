import { AgentPool } from "@pulumi/azure-native/containerservice/agentPool.js";
import { MaintenanceConfiguration } from "@pulumi/azure-native/containerservice/maintenanceConfiguration.js";
import { ManagedCluster } from "@pulumi/azure-native/containerservice/managedCluster.js";
import * as pulumi from "@pulumi/pulumi";
import { addressAt, parseCidr } from "../../lib/cidr.ts";
import type { WeeklyWindow } from "../../lib/maintenance.ts";
import { maintenanceWindows } from "../../lib/maintenance.ts";
import type { Names } from "../../lib/names.ts";
import { nodePool, type NodePoolArgs } from "./nodePool.ts";

export interface PrivateClusterArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly tenantId: string;
  /** Minor version. Patch versions come by themselves; a new minor version comes with a new generation of the stamp. */
  readonly kubernetesVersion: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly systemPool: NodePoolArgs & { readonly name: string };
  readonly userPools: readonly (NodePoolArgs & { readonly name: string })[];
  readonly systemSubnetId: pulumi.Input<string>;
  readonly userSubnetId: pulumi.Input<string>;
  /** Zone `privatelink.<region>.azmk8s.io`, linked to the stamp's network. */
  readonly apiZoneId: pulumi.Input<string>;
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

/** Place of the name server in the service range; the first address is the API server's. */
const dnsServiceIndex = 10;
/** Hours after which an unused image is removed from a node; at least 24 (azure-aks-docs image-cleaner.md, read 2026-08-21). */
const imageCleanerIntervalHours = 168;

/** A private AKS cluster whose only way out is the stamp's firewall. */
export class PrivateCluster extends pulumi.ComponentResource {
  readonly cluster: ManagedCluster;
  /** Everything that must exist before a workload can be scheduled. */
  readonly pools: readonly AgentPool[];

  constructor(name: string, args: PrivateClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:PrivateCluster", name, {}, opts);
    const { names, resourceGroupName, zones, tags } = args;
    const clusterName = names.managedCluster();

    this.cluster = new ManagedCluster(
      `${name}-cluster`,
      {
        resourceName: clusterName,
        resourceGroupName,
        location: args.location,
        sku: { name: "Base", tier: "Standard" },
        kubernetesVersion: args.kubernetesVersion,
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
        apiServerAccessProfile: {
          enablePrivateCluster: true,
          enablePrivateClusterPublicFQDN: false,
          privateDNSZone: args.apiZoneId,
          // It would give cluster-admin to whoever may write to the cluster through ARM, past its private address.
          disableRunCommand: true,
        },
        enableRBAC: true,
        disableLocalAccounts: true,
        aadProfile: { managed: true, enableAzureRBAC: true, tenantID: args.tenantId },
        networkProfile: {
          networkPlugin: "azure",
          networkPluginMode: "overlay",
          networkDataplane: "cilium",
          networkPolicy: "cilium",
          outboundType: "userDefinedRouting",
          podCidr: args.podCidr,
          serviceCidr: args.serviceCidr,
          dnsServiceIP: addressAt(parseCidr(args.serviceCidr), dnsServiceIndex),
          loadBalancerSku: "standard",
          // A private link service accepts nothing else, and changing it later replaces the cluster.
          loadBalancerProfile: { backendPoolType: "NodeIPConfiguration" },
        },
        agentPoolProfiles: [
          {
            name: args.systemPool.name,
            mode: "System",
            nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
            ...nodePool(args.systemPool, zones, args.systemSubnetId, args.kubernetesVersion),
          },
        ],
        autoScalerProfile: { balanceSimilarNodeGroups: "true", expander: "least-waste" },
        autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
        oidcIssuerProfile: { enabled: true },
        securityProfile: {
          workloadIdentity: { enabled: true },
          imageCleaner: { enabled: true, intervalHours: imageCleanerIntervalHours },
        },
        addonProfiles: { azurepolicy: { enabled: true, config: { version: "v2" } } },
        // The workload keeps no volumes; drivers that are not there need no rights and no patches.
        storageProfile: {
          diskCSIDriver: { enabled: false },
          fileCSIDriver: { enabled: false },
          blobCSIDriver: { enabled: false },
          snapshotController: { enabled: false },
        },
        metricsProfile: { costAnalysis: { enabled: true } },
        tags,
      },
      {
        parent: this,
        dependsOn: args.dependsOn,
        // The autoscaler owns the count, the upgrade channel the versions.
        ignoreChanges: [
          "kubernetesVersion",
          "agentPoolProfiles[0].count",
          "agentPoolProfiles[0].orchestratorVersion",
        ],
      },
    );

    // A cluster takes one change at a time, so pools and maintenance windows follow one another.
    const inCluster = { resourceGroupName, resourceName: this.cluster.name };
    const pools: AgentPool[] = [];
    for (const pool of args.userPools) {
      pools.push(
        new AgentPool(
          `${name}-pool-${pool.name}`,
          {
            ...inCluster,
            agentPoolName: pool.name,
            mode: "User",
            ...nodePool(pool, zones, args.userSubnetId, args.kubernetesVersion),
            tags,
          },
          { parent: this, dependsOn: pools.slice(-1), ignoreChanges: ["count", "orchestratorVersion"] },
        ),
      );
    }
    this.pools = pools;

    const { clusterUpgrade, nodeImage } = maintenanceWindows(args.location);
    const upgrades = new MaintenanceConfiguration(
      `${name}-upgrade-window`,
      {
        ...inCluster,
        configName: "aksManagedAutoUpgradeSchedule",
        maintenanceWindow: weekly(clusterUpgrade),
      },
      { parent: this, dependsOn: pools.slice(-1) },
    );
    new MaintenanceConfiguration(
      `${name}-node-image-window`,
      { ...inCluster, configName: "aksManagedNodeOSUpgradeSchedule", maintenanceWindow: weekly(nodeImage) },
      { parent: this, dependsOn: [upgrades] },
    );

    this.registerOutputs({ clusterId: this.cluster.id });
  }
}

function weekly({ dayOfWeek, startTime, durationHours }: WeeklyWindow) {
  return {
    schedule: { weekly: { dayOfWeek, intervalWeeks: 1 } },
    startTime,
    durationHours,
    utcOffset: "+00:00",
  };
}
