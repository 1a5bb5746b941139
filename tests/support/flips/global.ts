import type { Flip } from "../flips.ts";

/** Other values for the keys of the global stack that are neither switches nor choices. */
export const flips: Readonly<Record<string, Flip>> = {
  location: { to: "westus3" },
  // Permits what is stopped otherwise.
  retiredRegions: { to: ["nowhere"], refused: /nowhere/ },
  "cosmos.databaseName": { to: "other" },
  "cosmos.maxThroughput": { to: 5000 },
  "cosmos.zoneRedundant": { to: { westeurope: false } },
  "frontDoor.rateLimitPerMinute": { to: 2000 },
  "frontDoor.originResponseTimeoutSeconds": { to: 90 },
  "logs.retentionInDays": { to: 120 },
  "logs.dailyQuotaGb": { to: 5 },
  tags: { to: { team: "other" } },
};
