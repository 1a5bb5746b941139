import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/**
 * What the tiers offer. Source: event-hubs-common-limits and -tier-limits includes of MicrosoftDocs/azure-docs, rendered copy
 * of 2026; the numbers in which processing units come are unverified.
 */
const eventHubTiers = {
  Standard: { partitions: 32, retentionDays: 7, units: Array.from({ length: 40 }, (_, index) => index + 1) },
  Premium: { partitions: 100, retentionDays: 90, units: [1, 2, 4, 6, 8, 10, 12, 16] },
} as const;

const mostUnits = 40;

const autoInflate = z.strictObject({
  enabled: z.boolean().default(true).meta({
    description: "Let Azure add throughput units by itself. Standard only; it never takes any away.",
  }),
  maximumThroughputUnits: wholeNumber(1, mostUnits)
    .default(10)
    .meta({ description: "Throughput units it may go up to." }),
});

/** The Event Hubs namespace. */
export const eventHubs = z
  .strictObject({
    tier: z.enum(["Standard", "Premium"]).default("Standard").meta({
      description:
        "Premium has machines of its own, longer retention and more partitions. A stamp cannot change it later.",
    }),
    capacity: wholeNumber(1, mostUnits)
      .default(2)
      .meta({ description: "Throughput units (Standard) or processing units (Premium)." }),
    autoInflate: autoInflate.prefault({}).meta({ description: "Growth of a Standard namespace." }),
    partitions: wholeNumber(1, eventHubTiers.Premium.partitions)
      .default(eventHubTiers.Standard.partitions)
      .meta({
        description:
          "Partitions of the event hub: as many workers can read side by side. Cannot be changed later in the Standard tier.",
      }),
    retentionHours: wholeNumber(1, eventHubTiers.Premium.retentionDays * 24)
      .default(eventHubTiers.Standard.retentionDays * 24)
      .meta({ description: "Hours that events are kept." }),
  })
  .superRefine((hubs, context) => {
    const { partitions, retentionDays, units } = eventHubTiers[hubs.tier];
    const refuse = (path: string[], message: string, remedy: string): void =>
      context.addIssue({ code: "custom", path, message, params: { remedy } });

    if (hubs.partitions > partitions) {
      refuse(
        ["partitions"],
        `${hubs.tier} has at most ${partitions} partitions.`,
        "Lower it, or take the tier Premium.",
      );
    }
    if (hubs.retentionHours > retentionDays * 24) {
      refuse(
        ["retentionHours"],
        `${hubs.tier} keeps events for at most ${retentionDays * 24} hours.`,
        "Lower it, or take the tier Premium.",
      );
    }
    if (!(units as readonly number[]).includes(hubs.capacity)) {
      const offered = units.join(", ");
      refuse(
        ["capacity"],
        `${hubs.tier} does not come with ${hubs.capacity} units.`,
        `Choose one of ${offered}.`,
      );
    }
    const { enabled, maximumThroughputUnits } = hubs.autoInflate;
    if (hubs.tier === "Standard" && enabled && maximumThroughputUnits < hubs.capacity) {
      refuse(
        ["autoInflate", "maximumThroughputUnits"],
        `It is below capacity ${hubs.capacity}.`,
        "Raise it, or lower capacity.",
      );
    }
  });
