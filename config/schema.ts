import { z } from "zod";
import { refuseKubernetesVersion, defaultKubernetesVersion } from "./kubernetesVersions.ts";
import { location, privateRange, tags, wholeNumber } from "./fields.ts";

/** Cosmos DB: at least 1000 with autoscale, in thousands (concepts-limits.md of 2025-09-03). */
const throughput = { step: 1000, minimum: 1000, maximum: 1_000_000 };

const cosmos = z.strictObject({
  databaseName: z.string().min(1).max(255).default("catalog").meta({ description: "Name of the database." }),
  maxThroughput: wholeNumber(throughput.minimum, throughput.maximum)
    .multipleOf(throughput.step)
    .default(4000)
    .meta({ description: "Autoscale ceiling of the database in RU/s, in each region." }),
  zoneRedundant: z.record(z.string(), z.boolean()).default({}).meta({
    description: "Zone redundancy by location, where it is to differ from: on wherever the region has zones.",
  }),
});

const registry = z.strictObject({
  zoneRedundant: z
    .boolean()
    .default(true)
    .meta({ description: "Spread the registry and its replicas over zones, in regions that have them." }),
});

const frontDoor = z.strictObject({
  rateLimitPerMinute: z
    .int()
    .min(1)
    .default(1000)
    .meta({ description: "Requests per minute from one client address before the WAF blocks it." }),
  originResponseTimeoutSeconds: wholeNumber(16, 240)
    .default(60)
    .meta({ description: "Seconds Front Door waits for an answer from a stamp." }),
});

const logs = z.strictObject({
  retentionInDays: wholeNumber(30, 730).default(90).meta({ description: "Days the workspaces keep logs." }),
  dailyQuotaGb: z
    .number()
    .refine((quota) => quota === -1 || quota > 0, "The quota is a positive number, or -1 for none.")
    .default(-1)
    .meta({ description: "Gigabytes a day after which a workspace stops taking logs; -1 for no limit." }),
});

/** Configuration of a `global` stack. Only location has no default. */
export const globalConfigSchema = z.strictObject({
  location: location.meta({ description: "Azure location of the global resources that need one." }),
  retiredRegions: z.array(z.string()).default([]).meta({
    description:
      "Locations whose data may go: without a stamp file, and not listed here, a region stops the deployment.",
  }),
  cosmos: cosmos.prefault({}).meta({ description: "The Cosmos DB account." }),
  registry: registry.prefault({}).meta({ description: "The container registry." }),
  frontDoor: frontDoor
    .prefault({})
    .meta({ description: "Azure Front Door and its web application firewall." }),
  logs: logs.prefault({}).meta({ description: "The Log Analytics workspaces." }),
  tags,
});

export type GlobalConfig = z.output<typeof globalConfigSchema>;

/**
 * Only the shape of a size name is checked: which sizes a region offers changes by the week and by
 * subscription.
 */
const vmSize = z
  .string()
  .regex(
    /^Standard_[A-Z]+\d+[A-Za-z0-9-]*(_[A-Za-z0-9]+)*$/,
    "This is not the form of a VM size, such as Standard_D4ds_v5.",
  )
  .meta({ description: "VM size of the nodes.", examples: ["Standard_D4ds_v5"] });

/** AKS: at most 1000 nodes in a pool (container-service-limits of 2024-01-12). */
const largestPool = 1000;
/** Three nodes put one system node into each zone. */
const smallestSystemPool = 3;

const minCount = (smallest: number) =>
  wholeNumber(smallest, largestPool).meta({ description: "Fewest nodes." });
const maxCount = wholeNumber(1, largestPool).meta({
  description: "Most nodes, upgrade surge not counted. Sizes the subnet.",
});

function refuseCrossedCounts(pool: { minCount: number; maxCount: number }, context: z.RefinementCtx): void {
  if (pool.minCount <= pool.maxCount) return;
  const message = `minCount ${pool.minCount} is above maxCount ${pool.maxCount}.`;
  const params = { remedy: "Lower minCount or raise maxCount." };
  context.addIssue({ code: "custom", path: ["minCount"], message, params });
}

const systemPool = z
  .strictObject({
    vmSize: vmSize.default("Standard_D4ds_v5"),
    minCount: minCount(smallestSystemPool).default(3),
    maxCount: maxCount.default(6),
  })
  .superRefine(refuseCrossedCounts);

const userPool = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9]{0,11}$/,
        "A pool name is a lower-case letter and up to 11 lower-case letters or digits.",
      )
      .meta({ description: "Name of the node pool." }),
    vmSize: vmSize.default("Standard_D4ds_v5"),
    minCount: minCount(0).default(3),
    maxCount: maxCount.default(20),
  })
  .superRefine(refuseCrossedCounts);

const kubernetesVersion = z
  .string()
  .superRefine((text, context) => {
    const refusal = refuseKubernetesVersion(text);
    if (refusal === undefined) return;
    context.addIssue({ code: "custom", message: refusal.problem, params: { remedy: refusal.remedy } });
  })
  .default(defaultKubernetesVersion)
  .meta({ description: "Minor version of Kubernetes, in quotes.", examples: [defaultKubernetesVersion] });

/** The name the system pool has in every cluster. */
export const systemPoolName = "system";

const userPools = z
  .array(userPool)
  .min(1, "A cluster needs a pool for the workload: the system pool takes none.")
  .superRefine((pools, context) => {
    const names = [systemPoolName, ...pools.map(({ name }) => name)];
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      const params = { remedy: "Give the pool another name." };
      context.addIssue({
        code: "custom",
        path: [index - 1, "name"],
        message: `There is another pool '${name}'.`,
        params,
      });
    });
  });

const cluster = z.strictObject({
  kubernetesVersion,
  podCidr: privateRange("Overlay addresses of pods; the same in every stamp. Each node takes a /24.").default(
    "192.168.0.0/16",
  ),
  serviceCidr: privateRange("Addresses of Kubernetes services; the same in every stamp.").default(
    "172.16.0.0/16",
  ),
  systemPool: systemPool.prefault({}).meta({ description: "The pool of the cluster's own pods." }),
  userPools: userPools.prefault([{ name: "workload" }]).meta({ description: "The pools of the workload." }),
});

/** Letters, digits and hyphens in at least two labels; "*." in front stands for any one host below. */
const hostPattern = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

const firewall = z.strictObject({
  tier: z.enum(["Premium", "Standard"]).default("Premium").meta({
    description: "Premium inspects for intrusions; Standard costs less and does not.",
  }),
  publicIpCount: wholeNumber(1, 250).default(1).meta({
    description: "Public addresses for egress; each gives 2,496 SNAT ports per firewall instance.",
  }),
  allowedHosts: z
    .array(z.string().regex(hostPattern, "This is not a host name such as api.example.com or *.example.com."))
    .default([])
    .meta({
      description: "Hosts that the workload may reach over HTTPS, on top of those the platform needs.",
    }),
});

const edge = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta({ description: "false drains the stamp: Front Door sends it no requests." }),
  weight: wholeNumber(1, 1000)
    .default(500)
    .meta({ description: "Share of the requests among stamps of one priority." }),
  priority: wholeNumber(1, 5).default(1).meta({
    description: "Stamps of a higher number are used when none of a lower one is healthy.",
  }),
});

/** Configuration of a `stamp` stack. Only location and network.addressSpace have no default. */
export const stampConfigSchema = z.strictObject({
  location: location.meta({ description: "Azure location; must be the one in the stack's name." }),
  zones: z
    .array(z.enum(["1", "2", "3"]))
    .min(1, "A stamp needs at least one zone.")
    .refine((zones) => new Set(zones).size === zones.length, "A zone is listed twice.")
    .default(["1", "2", "3"])
    .meta({ description: "Availability zones of everything that can be put into zones." }),
  network: z
    .strictObject({
      addressSpace: privateRange(
        "Address space of the virtual network; all subnets are cut from it. A /20 is usual.",
      ),
    })
    .meta({ description: "The stamp's virtual network." }),
  cluster: cluster.prefault({}).meta({ description: "The AKS cluster." }),
  firewall: firewall.prefault({}).meta({ description: "The Azure Firewall all egress goes through." }),
  edge: edge.prefault({}).meta({ description: "The stamp as an origin of Front Door." }),
  tags,
});

export type StampConfig = z.output<typeof stampConfigSchema>;
