import type * as pulumi from "@pulumi/pulumi";
import { upgradeSurge } from "../../lib/addressPlan.ts";

/** Size of a node pool, from the stamp's configuration. */
export interface NodePoolArgs {
  readonly vmSize: string;
  readonly minCount: number;
  readonly maxCount: number;
}

/** Pods on one node. The overlay gives every node 256 addresses for them. */
const maxPods = 110;
/** Minutes an upgrade waits for a pod that may not be evicted yet. */
const drainTimeoutInMinutes = 30;

/** What the inline system pool and the user pools have in common, in azure-native's terms. */
export interface NodePoolProperties {
  readonly type: string;
  readonly vmSize: string;
  readonly count: number;
  readonly minCount: number;
  readonly maxCount: number;
  readonly enableAutoScaling: boolean;
  readonly availabilityZones: string[];
  readonly orchestratorVersion: string;
  readonly osType: string;
  readonly osSKU: string;
  readonly osDiskType: string;
  readonly maxPods: number;
  readonly vnetSubnetID: pulumi.Input<string>;
  readonly enableNodePublicIP: boolean;
  readonly securityProfile: { readonly enableSecureBoot: boolean; readonly enableVTPM: boolean };
  readonly upgradeSettings: { readonly maxSurge: string; readonly drainTimeoutInMinutes: number };
}

/** A pool of that size. */
export function nodePool(
  pool: NodePoolArgs,
  zones: readonly string[],
  vnetSubnetID: pulumi.Input<string>,
  orchestratorVersion: string,
): NodePoolProperties {
  return {
    type: "VirtualMachineScaleSets",
    vmSize: pool.vmSize,
    count: pool.minCount,
    minCount: pool.minCount,
    maxCount: pool.maxCount,
    enableAutoScaling: true,
    availabilityZones: [...zones],
    orchestratorVersion,
    osType: "Linux",
    osSKU: "AzureLinux3",
    osDiskType: "Ephemeral",
    maxPods,
    vnetSubnetID,
    enableNodePublicIP: false,
    securityProfile: { enableSecureBoot: true, enableVTPM: true },
    upgradeSettings: { maxSurge: `${upgradeSurge * 100}%`, drainTimeoutInMinutes },
  };
}
