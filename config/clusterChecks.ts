import { parseCidr } from "../lib/cidr.ts";
import {
  hasLocalDisk,
  isArm64,
  isConfidential,
  localDiskGiB,
  parseVmSize,
  type VmSize,
} from "../lib/vmSizes.ts";
import type { ClusterConfig } from "./schema/stamp/cluster.ts";
import type { StampConfig } from "./schema/stamp.ts";
import { UserError } from "./userError.ts";

/** What AKS would refuse, and what to do instead. */
interface Refusal {
  readonly key: string;
  readonly problem: string;
  readonly remedy: string;
}

/** One precondition of AKS that a schema cannot hold, because it is about several keys or about the region. */
export interface ClusterCheck {
  /** What must be true, as a sentence. */
  readonly rule: string;
  readonly refuse: (config: Checked) => Refusal | undefined;
}

/** What the preconditions are about. */
type Checked = Pick<StampConfig, "location" | "cluster">;

type Pool = ClusterConfig["systemPool"] & { readonly spot?: boolean };

/** The first refusal among the pools, under the pool's own key. */
function forPools(
  refuse: (pool: Pool, size: VmSize | undefined, cluster: ClusterConfig) => Refusal | undefined,
): ClusterCheck["refuse"] {
  return ({ cluster }) => {
    const pools: [string, Pool][] = [
      ["cluster.systemPool", cluster.systemPool],
      ...cluster.userPools.map((pool, index): [string, Pool] => [`cluster.userPools[${index}]`, pool]),
    ];
    for (const [path, pool] of pools) {
      const refusal = refuse(pool, parseVmSize(pool.vmSize), cluster);
      if (refusal) return { ...refusal, key: `${path}.${refusal.key}` };
    }
    return undefined;
  };
}

const hasPrivateApi = ({ apiServer }: ClusterConfig): boolean => apiServer.access !== "public";

/** Regions without API server VNet integration (azure-aks-docs api-server-vnet-integration.md, as of 2026-08-21). */
const withoutVnetIntegration = ["qatarcentral"];

/** The name server is the eleventh address of the service range; AKS takes ranges from /13 on (ip-address-planning). */
const serviceRange = { largest: 13, smallest: 27 };

/**
 * The preconditions of AKS, each small enough to be read alone. Sources: azure-aks-docs (snapshot of 2026-08-21), the
 * preconditions of Azure/terraform-azurerm-aks and of Azure/terraform-azurerm-avm-ptn-aks-production.
 */
export const clusterChecks: readonly ClusterCheck[] = [
  {
    rule: "Long-term support needs the tier Premium.",
    refuse: ({ cluster }) =>
      cluster.longTermSupport && cluster.tier !== "Premium"
        ? {
            key: "cluster.longTermSupport",
            problem: `The tier ${cluster.tier} has no long-term support.`,
            remedy: `Write cluster.tier: "Premium", or false.`,
          }
        : undefined,
  },
  {
    rule: "Cost analysis needs the tier Standard or Premium.",
    refuse: ({ cluster }) =>
      cluster.features.costAnalysis && cluster.tier === "Free"
        ? {
            key: "cluster.features.costAnalysis",
            problem: "The tier Free has no cost analysis.",
            remedy: "Write false, or choose another cluster.tier.",
          }
        : undefined,
  },
  {
    rule: "Authorized IP ranges mean nothing to a private API server.",
    refuse: ({ cluster }) =>
      hasPrivateApi(cluster) && cluster.apiServer.authorizedIpRanges.length > 0
        ? {
            key: "cluster.apiServer.authorizedIpRanges",
            problem: "Nobody reaches a private API server from a public range.",
            remedy: `Remove them, or write cluster.apiServer.access: "public".`,
          }
        : undefined,
  },
  {
    rule: "A public API server answers to named ranges only.",
    refuse: ({ cluster }) =>
      !hasPrivateApi(cluster) && cluster.apiServer.authorizedIpRanges.length === 0
        ? {
            key: "cluster.apiServer.authorizedIpRanges",
            problem: "A public API server without them answers to the whole internet.",
            remedy: "List the ranges that your deployments and people come from.",
          }
        : undefined,
  },
  {
    rule: "0.0.0.0/0 is no restriction.",
    refuse: refuseWholeInternet,
  },
  {
    rule: "API server VNet integration is not offered in every region.",
    refuse: ({ cluster, location }) =>
      cluster.apiServer.access === "vnetIntegration" && withoutVnetIntegration.includes(location)
        ? {
            key: "cluster.apiServer.access",
            problem: `API server VNet integration is not offered in ${location}.`,
            remedy: `Write "privateLink".`,
          }
        : undefined,
  },
  {
    rule: "Node auto-provisioning works in the overlay only.",
    refuse: ({ cluster }) =>
      cluster.features.nodeProvisioning && cluster.podNetwork !== "overlay"
        ? {
            key: "cluster.features.nodeProvisioning",
            problem: "Node auto-provisioning does not know pod subnets.",
            remedy: `Write cluster.podNetwork: "overlay", or false.`,
          }
        : undefined,
  },
  {
    rule: "Node auto-provisioning excludes the cluster autoscaler, so pools have a fixed size.",
    refuse: (config) =>
      config.cluster.features.nodeProvisioning
        ? forPools(({ minCount, maxCount }) =>
            minCount === maxCount
              ? undefined
              : {
                  key: "maxCount",
                  problem: "With node auto-provisioning a pool does not scale.",
                  remedy: `Write ${minCount} as in minCount, and let node auto-provisioning add what is missing.`,
                },
          )(config)
        : undefined,
  },
  {
    rule: "Nodes of a network isolated cluster take their patches with new images.",
    refuse: ({ cluster }) =>
      cluster.egress === "networkIsolated" && cluster.upgrades.nodeOsChannel === "SecurityPatch"
        ? {
            key: "cluster.upgrades.nodeOsChannel",
            problem: "A network isolated cluster knows only the channels NodeImage and None.",
            remedy: `Write "NodeImage".`,
          }
        : undefined,
  },
  {
    rule: "Snapshots are of managed disks.",
    refuse: ({ cluster }) =>
      cluster.features.snapshotController && !cluster.features.diskCsiDriver
        ? {
            key: "cluster.features.snapshotController",
            problem: "There are no disks to take snapshots of.",
            remedy: "Write cluster.features.diskCsiDriver: true as well, or false here.",
          }
        : undefined,
  },
  {
    rule: "The service range holds the name server and is smaller than /12.",
    refuse: refuseServiceRange,
  },
  {
    rule: "An ephemeral OS disk needs a size with a disk of its own.",
    refuse: forPools((pool, size) =>
      pool.osDiskType === "Ephemeral" && size !== undefined && !hasLocalDisk(size)
        ? {
            key: "osDiskType",
            problem: `${pool.vmSize} has no disk of its own to keep the OS on.`,
            remedy: `Choose a size with a "d" behind the number, such as Standard_D4ds_v5, or write "Managed".`,
          }
        : undefined,
    ),
  },
  {
    rule: "An ephemeral OS disk is no larger than the machine's own disk.",
    refuse: forPools((pool, size) => {
      const room = size === undefined ? undefined : localDiskGiB(size);
      return pool.osDiskType === "Ephemeral" &&
        pool.osDiskSizeGB !== undefined &&
        room !== undefined &&
        pool.osDiskSizeGB > room
        ? {
            key: "osDiskSizeGB",
            problem: `${pool.vmSize} has a disk of ${room} GiB of its own to keep the OS on.`,
            remedy: `Write ${room} or less, remove it, choose a larger size, or write osDiskType: "Managed".`,
          }
        : undefined;
    }),
  },
  {
    rule: "ARM and confidential sizes have no Trusted Launch.",
    refuse: forPools((pool, size) =>
      pool.trustedLaunch && size !== undefined && (isArm64(size) || isConfidential(size))
        ? {
            key: "trustedLaunch",
            problem: `${pool.vmSize} is ${isArm64(size) ? "an ARM" : "a confidential"} size and has no Trusted Launch.`,
            remedy: "Write false, or choose another size.",
          }
        : undefined,
    ),
  },
  {
    rule: "FIPS images have no Trusted Launch.",
    refuse: forPools((pool) =>
      pool.trustedLaunch && pool.fips
        ? {
            key: "fips",
            problem: "AKS has no node image that is both FIPS validated and made for Trusted Launch.",
            remedy: "Write trustedLaunch: false, or false here.",
          }
        : undefined,
    ),
  },
  {
    rule: "System pods do not run on burstable machines.",
    refuse: ({ cluster }) =>
      parseVmSize(cluster.systemPool.vmSize)?.family === "B"
        ? {
            key: "cluster.systemPool.vmSize",
            problem: `${cluster.systemPool.vmSize} is burstable, which AKS does not support for system pools.`,
            remedy: "Choose a size of another family, such as Standard_D4ds_v5.",
          }
        : undefined,
  },
  {
    rule: "System pods need at least two cores.",
    refuse: refuseFewCores,
  },
];

/** azure-aks-docs use-system-pools.md: 4 vCPU recommended; quotas-skus-regions.md: fewer than 2 are refused. */
const smallestSystemCores = 2;

function refuseWholeInternet({ cluster }: Checked): Refusal | undefined {
  const wide = cluster.apiServer.authorizedIpRanges.find((range) => range.endsWith("/0"));
  return wide === undefined
    ? undefined
    : {
        key: "cluster.apiServer.authorizedIpRanges",
        problem: `${wide} is the whole internet.`,
        remedy: "List the ranges that your deployments and people come from.",
      };
}

function refuseServiceRange({ cluster }: Checked): Refusal | undefined {
  const { prefix } = parseCidr(cluster.serviceCidr);
  if (prefix >= serviceRange.largest && prefix <= serviceRange.smallest) return undefined;
  return {
    key: "cluster.serviceCidr",
    problem: `AKS cannot use a /${prefix} for services.`,
    remedy: `Choose a range from /${serviceRange.largest} to /${serviceRange.smallest}.`,
  };
}

function refuseFewCores({ cluster }: Checked): Refusal | undefined {
  const size = parseVmSize(cluster.systemPool.vmSize);
  if (size === undefined || size.vcpus >= smallestSystemCores) return undefined;
  return {
    key: "cluster.systemPool.vmSize",
    problem: `${cluster.systemPool.vmSize} has ${size.vcpus} cores, and system pods need ${smallestSystemCores}.`,
    remedy: "Choose a larger size.",
  };
}

/**
 * Checks the cluster's configuration against what AKS accepts, before anything is asked of Azure.
 *
 * @param file base name of the stack file, for messages.
 * @throws UserError for the first precondition that does not hold.
 */
export function checkCluster(config: Checked, file: string): void {
  for (const { refuse } of clusterChecks) {
    const refusal = refuse(config);
    if (refusal !== undefined) throw new UserError({ file, ...refusal });
  }
}
