import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

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

/** The pool of the cluster's own pods. */
export const systemPool = z
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

/** The name the system pool has in every cluster. */
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
