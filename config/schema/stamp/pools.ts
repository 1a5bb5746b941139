import { z } from "zod";
import { longestPoolName } from "../../../lib/nodePools.ts";
import { wholeNumber } from "../../fields.ts";

/**
 * Only the shape of a size name is checked: which sizes a region offers changes by the week and by
 * subscription.
 */
export const vmSize = z
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

/** The address plan keeps addresses for a third of a pool more. */
const largestSurge = 33;

/** What the system pool and the user pools have in common, all with defaults. */
const machines = {
  osSku: z.enum(["AzureLinux3", "Ubuntu"]).default("AzureLinux3").meta({
    description: "Operating system of the nodes.",
  }),
  osDiskType: z.enum(["Ephemeral", "Managed"]).default("Ephemeral").meta({
    description:
      "Where the OS disk is: on the machine itself, which needs a size with a disk of its own, or on managed storage.",
  }),
  osDiskSizeGB: wholeNumber(30, 2048)
    .optional()
    .meta({ description: "Size of the OS disk in GiB. Left out, AKS takes what the VM size offers." }),
  maxPods: wholeNumber(30, 250).default(110).meta({ description: "Most pods on a node." }),
  labels: z
    .record(
      z
        .string()
        .regex(
          /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
          "This is not a Kubernetes label.",
        )
        .refine(
          (key) => !/^(.+\.)?(kubernetes\.io|k8s\.io|kubernetes\.azure\.com)\//.test(key),
          "Labels below kubernetes.io, k8s.io and kubernetes.azure.com belong to the platform.",
        ),
      z
        .string()
        .regex(
          /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/,
          "This is not the value of a Kubernetes label.",
        ),
    )
    .default({})
    .meta({ description: "Kubernetes labels of the nodes." }),
  maxSurgePercent: wholeNumber(1, largestSurge)
    .default(largestSurge)
    .meta({ description: "Nodes an upgrade adds, in percent of the pool." }),
  drainTimeoutMinutes: wholeNumber(1, 1440)
    .default(30)
    .meta({ description: "Minutes an upgrade waits for a pod that may not be evicted yet." }),
  nodeSoakMinutes: wholeNumber(0, 30)
    .default(0)
    .meta({ description: "Minutes an upgrade waits after each node before it takes the next." }),
  undrainableNodes: z.enum(["Cordon", "Schedule"]).default("Cordon").meta({
    description:
      "What becomes of a node that cannot be drained during an upgrade: set aside, so that the upgrade goes on, or kept, so that it fails.",
  }),
  encryptionAtHost: z.boolean().default(false).meta({
    description:
      "Encrypt caches and temporary disks on the host. The subscription needs the feature Microsoft.Compute/EncryptionAtHost.",
  }),
  fips: z.boolean().default(false).meta({ description: "Node images with FIPS 140 validated cryptography." }),
  trustedLaunch: z.boolean().default(true).meta({
    description: "Secure boot and a virtual TPM. Not for ARM and confidential sizes.",
  }),
};

function refuseCrossedCounts(pool: { minCount: number; maxCount: number }, context: z.RefinementCtx): void {
  if (pool.minCount <= pool.maxCount) return;
  const message = `minCount ${pool.minCount} is above maxCount ${pool.maxCount}.`;
  const params = { remedy: "Lower minCount or raise maxCount." };
  context.addIssue({ code: "custom", path: ["minCount"], message, params });
}

/** The pool of the cluster's own pods. */
export const systemPool = z
  .strictObject({
    vmSize: vmSize.default("Standard_D4ds_v5"),
    minCount: minCount(smallestSystemPool).default(3),
    maxCount: maxCount.default(6),
    ...machines,
  })
  .superRefine(refuseCrossedCounts);

const taint = z
  .string()
  .regex(
    /^([a-z0-9.-]+\/)?[A-Za-z0-9][A-Za-z0-9_.-]*=[A-Za-z0-9_.-]*:(NoSchedule|PreferNoSchedule|NoExecute)$/,
    "This is not a taint such as team=catalog:NoSchedule.",
  );

const userPool = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9]*$/,
        "A pool name is a lower-case letter and further lower-case letters or digits.",
      )
      .max(longestPoolName, `A pool name has at most ${longestPoolName} characters; a hash takes the rest.`)
      .meta({
        description:
          "Name of the node pool, at most 8 characters. Azure's name ends in a hash of all that cannot be changed on a pool.",
      }),
    vmSize: vmSize.default("Standard_D4ds_v5"),
    minCount: minCount(0).default(3),
    maxCount: maxCount.default(20),
    ...machines,
    taints: z
      .array(taint)
      .default([])
      .meta({ description: "Kubernetes taints of the nodes.", examples: [["team=catalog:NoSchedule"]] }),
    spot: z.boolean().default(false).meta({
      description: "Spot machines: cheaper, and taken away at any time. For work that can start over.",
    }),
  })
  .superRefine(refuseCrossedCounts);

/** The name the system pool has in every cluster, before the hash. */
export const systemPoolName = "system";

/** The pools of the workload. */
export const userPools = z
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
