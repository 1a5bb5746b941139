import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** Cosmos DB: at least 1000 with autoscale, in thousands (concepts-limits.md of 2025-09-03). */
const throughput = { step: 1000, minimum: 1000, maximum: 1_000_000 };

/** The Cosmos DB account. */
export const cosmos = z.strictObject({
  databaseName: z.string().min(1).max(255).default("catalog").meta({ description: "Name of the database." }),
  maxThroughput: wholeNumber(throughput.minimum, throughput.maximum)
    .multipleOf(throughput.step)
    .default(4000)
    .meta({ description: "Autoscale ceiling of the database in RU/s, in each region." }),
  zoneRedundant: z.record(z.string(), z.boolean()).default({}).meta({
    description: "Zone redundancy by location, where it is to differ from: on wherever the region has zones.",
  }),
});
