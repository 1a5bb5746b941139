import { createHash } from "node:crypto";

/**
 * What a node pool is made with and cannot change later: another value is another pool. AKS answers
 * PropertyChangeNotAllowed (private baseline of terraform-azurerm-aks: host encryption, zones, OS disk, size; the
 * agent pool API of 2025-09-01 for the others).
 */
export interface FixedPoolProperties {
  readonly vmSize: string;
  readonly availabilityZones: readonly string[];
  readonly osDiskType: "Ephemeral" | "Managed";
  /** GiB; undefined lets AKS take what the size offers. */
  readonly osDiskSizeGB?: number | undefined;
  readonly maxPods: number;
  readonly enableEncryptionAtHost: boolean;
  readonly enableFIPS: boolean;
  /** Chooses the node image; a pool made without it cannot turn it on (azure-aks-docs use-trusted-launch.md). */
  readonly trustedLaunch: boolean;
  readonly scaleSetPriority: "Regular" | "Spot";
  /** Whether pods have addresses of a subnet instead of the overlay's. */
  readonly podSubnet: boolean;
  /** Whether the nodes joined an application security group, which they do only when they are made. */
  readonly grouped: boolean;
}

/** A pool by its name and by what it was made with. */
export interface PoolIdentity {
  readonly name: string;
  readonly fixed: FixedPoolProperties;
}

/** AKS: names of Linux pools have at most 12 characters, letters and digits (azure-aks-docs create-node-pools.md). */
const longestName = 12;
const hashLength = 4;

/** Characters that are left for the name in the configuration. */
export const longestPoolName = longestName - hashLength;

/**
 * The name of a pool in Azure: the configured one and a hash of all that cannot be changed. Changing any of it gives
 * another name, so that Pulumi makes the new pool before it removes the old one instead of asking for what AKS refuses.
 */
export function poolIdentity(base: string, fixed: FixedPoolProperties): PoolIdentity {
  const values = Object.entries(fixed)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash("sha256").update(JSON.stringify(values)).digest();
  const space = 36 ** hashLength;
  const hash = (digest.readUInt32BE(0) % space).toString(36).padStart(hashLength, "0");
  return { name: `${base}${hash}`, fixed };
}

/** What the last deployment left of a cluster's system pools. */
export interface LastSystemPools {
  /** The pool the cluster was made with. */
  readonly inline: PoolIdentity;
  /** Names of all system pools that exist. */
  readonly pools: readonly string[];
}

/** What this deployment makes of them. */
export interface SystemPools {
  /** The pool that stands in the cluster's own request; AKS takes no other there once the cluster exists. */
  readonly inline: PoolIdentity;
  /** Scaled to nothing: another system pool has taken over. */
  readonly inlineIsRetired: boolean;
  /** The system pool that has taken over or will, as a resource of its own. */
  readonly successor: PoolIdentity | undefined;
}

/**
 * How the wanted system pool comes about. AKS refuses to add or rename a pool in the cluster's own request ("A new agent
 * pool was introduced"), so a system pool with other fixed properties is a pool beside the first one: one deployment adds
 * it, and the next, which finds it in place, empties the first. A cluster is never without a system pool.
 */
export function systemPools(wanted: PoolIdentity, last: LastSystemPools | undefined): SystemPools {
  if (last === undefined || last.inline.name === wanted.name)
    return { inline: wanted, inlineIsRetired: false, successor: undefined };
  return {
    inline: last.inline,
    inlineIsRetired: last.pools.includes(wanted.name),
    successor: wanted,
  };
}
