import { z } from "zod";
import { checkName } from "../../../lib/nameRules.ts";
import { wholeNumber } from "../../fields.ts";

/** Cosmos DB: at least 1000 with autoscale, in thousands (concepts-limits.md of 2025-09-03). */
const throughput = { step: 1000, minimum: 1000, maximum: 1_000_000 };

/** "Periodic backup and restore" of azure-databases-docs: minutes between backups, hours they are kept. */
const periodic = { interval: [60, 1440], retention: [8, 720] } as const;

const backup = z
  .strictObject({
    mode: z.enum(["continuous30Days", "continuous7Days", "periodic"]).default("continuous30Days").meta({
      description:
        "Point-in-time restore over 30 or 7 days, or copies. Azure has no way back from continuous.",
    }),
    intervalInMinutes: wholeNumber(...periodic.interval)
      .default(240)
      .meta({ description: "Minutes between two periodic backups." }),
    retentionInHours: wholeNumber(...periodic.retention)
      .default(48)
      .meta({ description: "Hours a periodic backup is kept: at least two intervals." }),
    storage: z
      .enum(["Geo", "Zone", "Local"])
      .default("Geo")
      .meta({ description: "Where periodic backups are kept." }),
  })
  .refine(({ intervalInMinutes, retentionInHours }) => retentionInHours * 60 >= 2 * intervalInMinutes, {
    message: "Fewer than two periodic backups would be kept.",
    path: ["retentionInHours"],
    params: { remedy: "Keep backups for at least two intervals." },
  });

/** The Cosmos DB account. */
export const cosmos = z.strictObject({
  accountName: z
    .string()
    .refine((name) => checkName("Microsoft.DocumentDB/databaseAccounts", name) === undefined, {
      message: "Azure does not take this as the name of an account.",
      params: { remedy: "Write 3 to 44 lower-case letters, digits and hyphens." },
    })
    .optional()
    .meta({
      description:
        "Name of an account that was restored from a backup, to go on with in place of the platform's own. It has to be imported first; the runbook cosmos-restore says how.",
      examples: ["cosno-bh-gl-restored"],
    }),
  databaseName: z.string().min(1).max(255).default("catalog").meta({ description: "Name of the database." }),
  maxThroughput: wholeNumber(throughput.minimum, throughput.maximum)
    .multipleOf(throughput.step)
    .default(4000)
    .meta({ description: "Autoscale ceiling of each container in RU/s, in each region." }),
  zoneRedundant: z.record(z.string(), z.boolean()).default({}).meta({
    description:
      "Zone redundancy by location, where it is to differ from: on wherever the region has zones. A region that is there keeps what it was added with.",
  }),
  backup: backup.prefault({}).meta({ description: "How the account is backed up." }),
});
