import type * as pulumi from "@pulumi/pulumi";
import type { FixedPoolProperties } from "../../lib/nodePools.ts";

/** A node pool from the stamp's configuration. */
export interface NodePoolArgs {
  readonly vmSize: string;
  readonly minCount: number;
  readonly maxCount: number;
  readonly osSku: "AzureLinux3" | "Ubuntu";
  readonly osDiskType: "Ephemeral" | "Managed";
  readonly osDiskSizeGB?: number | undefined;
  readonly maxPods: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly maxSurgePercent: number;
  readonly drainTimeoutMinutes: number;
  readonly nodeSoakMinutes: number;
  readonly undrainableNodes: "Cordon" | "Schedule";
  readonly encryptionAtHost: boolean;
  readonly fips: boolean;
  readonly trustedLaunch: boolean;
  /** User pools only. */
  readonly taints?: readonly string[];
  readonly spot?: boolean;
}

/** What a pool takes from the cluster around it. */
export interface PoolSurroundings {
  readonly zones: readonly string[];
  /** Minor version of Kubernetes. */
  readonly version: string;
  readonly subnetId: pulumi.Input<string>;
  /** Subnet of the pods, where they have one. */
  readonly podSubnetId?: pulumi.Input<string> | undefined;
  /** Group that the nodes' network interfaces join. */
  readonly applicationSecurityGroupId?: pulumi.Input<string> | undefined;
  /** Whether the cluster autoscaler sets the count; node auto-provisioning excludes it. */
  readonly autoscaled: boolean;
}

/** What the inline system pool and the other pools have in common, in azure-native's terms. */
export interface NodePoolProperties {
  readonly type: string;
  readonly vmSize: string;
  readonly availabilityZones: string[];
  readonly count: number;
  readonly minCount?: number;
  readonly maxCount?: number;
  readonly enableAutoScaling: boolean;
  readonly orchestratorVersion: string;
  readonly osType: string;
  readonly osSKU: string;
  readonly osDiskType: string;
  readonly osDiskSizeGB?: number;
  readonly maxPods: number;
  readonly vnetSubnetID: pulumi.Input<string>;
  readonly podSubnetID?: pulumi.Input<string>;
  readonly podIPAllocationMode?: string;
  readonly networkProfile?: { readonly applicationSecurityGroups: pulumi.Input<string>[] };
  readonly enableNodePublicIP: boolean;
  readonly enableEncryptionAtHost: boolean;
  readonly enableFIPS: boolean;
  readonly securityProfile: { readonly enableSecureBoot: boolean; readonly enableVTPM: boolean };
  readonly scaleSetPriority?: string;
  readonly scaleSetEvictionPolicy?: string;
  readonly spotMaxPrice?: number;
  readonly upgradeSettings?: {
    readonly maxSurge: string;
    readonly drainTimeoutInMinutes: number;
    readonly nodeSoakDurationInMinutes: number;
    readonly undrainableNodeBehavior: string;
  };
  readonly nodeLabels?: Record<string, string>;
  readonly nodeTaints?: string[];
}

/** What of a configured pool cannot be changed once it exists. */
export function fixedProperties(
  pool: NodePoolArgs,
  zones: readonly string[],
  { podSubnet, grouped }: Pick<FixedPoolProperties, "podSubnet" | "grouped">,
): FixedPoolProperties {
  return {
    vmSize: pool.vmSize,
    availabilityZones: zones,
    osDiskType: pool.osDiskType,
    osDiskSizeGB: pool.osDiskSizeGB,
    maxPods: pool.maxPods,
    enableEncryptionAtHost: pool.encryptionAtHost,
    enableFIPS: pool.fips,
    trustedLaunch: pool.trustedLaunch,
    scaleSetPriority: pool.spot === true ? "Spot" : "Regular",
    podSubnet,
    grouped,
  };
}

/** AKS puts both on spot nodes by itself; written down, they are no drift (azure-aks-docs spot-node-pool.md). */
const spotMark = "kubernetes.azure.com/scalesetpriority";

/**
 * A pool in azure-native's terms, for the cluster's own request and for a resource of its own alike.
 *
 * @param fixed may be those of an earlier configuration, for a pool that has been replaced.
 */
export function nodePool(
  pool: NodePoolArgs,
  fixed: FixedPoolProperties,
  around: PoolSurroundings,
): NodePoolProperties {
  const { podSubnet, grouped, availabilityZones, osDiskSizeGB, scaleSetPriority, trustedLaunch, ...others } =
    fixed;
  const spot = scaleSetPriority === "Spot";
  const labels = { ...pool.labels, ...(spot ? { [spotMark]: "spot" } : {}) };
  const taints = [...(pool.taints ?? []), ...(spot ? [`${spotMark}=spot:NoSchedule`] : [])];
  return {
    type: "VirtualMachineScaleSets",
    ...others,
    availabilityZones: [...availabilityZones],
    ...(osDiskSizeGB === undefined ? {} : { osDiskSizeGB }),
    count: pool.minCount,
    enableAutoScaling: around.autoscaled,
    ...(around.autoscaled ? { minCount: pool.minCount, maxCount: pool.maxCount } : {}),
    orchestratorVersion: around.version,
    osType: "Linux",
    osSKU: pool.osSku,
    vnetSubnetID: around.subnetId,
    ...(podSubnet && around.podSubnetId !== undefined
      ? { podSubnetID: around.podSubnetId, podIPAllocationMode: "DynamicIndividual" }
      : {}),
    ...(grouped && around.applicationSecurityGroupId !== undefined
      ? { networkProfile: { applicationSecurityGroups: [around.applicationSecurityGroupId] } }
      : {}),
    enableNodePublicIP: false,
    securityProfile: { enableSecureBoot: trustedLaunch, enableVTPM: trustedLaunch },
    // Spot nodes are replaced, not upgraded in place: AKS takes no surge for them.
    ...(spot
      ? { scaleSetPriority, scaleSetEvictionPolicy: "Delete", spotMaxPrice: -1 }
      : {
          upgradeSettings: {
            maxSurge: `${pool.maxSurgePercent}%`,
            drainTimeoutInMinutes: pool.drainTimeoutMinutes,
            nodeSoakDurationInMinutes: pool.nodeSoakMinutes,
            undrainableNodeBehavior: pool.undrainableNodes,
          },
        }),
    ...(Object.keys(labels).length > 0 ? { nodeLabels: labels } : {}),
    ...(taints.length > 0 ? { nodeTaints: taints } : {}),
  };
}
