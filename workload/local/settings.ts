/** What the services are told, as files, by the table that the program fills a stamp's vault by. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { componentKeys, type ComponentId } from "../../lib/workload/components.ts";
import { runtimeKeys, type RuntimeKeyId } from "../../lib/workload/runtimeKeys.ts";

/** Without it there is no telemetry, which nobody here would receive. */
type NotHere = "applicationInsights";
export type LocalValues = Readonly<Record<Exclude<RuntimeKeyId, NotHere>, string>>;

/** Values for one run. Names of hosts are under "invalid", which resolves nowhere (RFC 6761): nothing here may reach Azure. */
export function localValues(): LocalValues {
  return {
    eventHubsNamespace: "events.invalid",
    eventHubName: "events",
    consumerGroup: "worker",
    storageAccount: "devstoreaccount1",
    checkpointContainer: "checkpoints",
    poisonTable: "poison",
    healthContainer: "health",
    healthBlob: "stamp.health",
    cosmosEndpoint: "https://cosmos.invalid/",
    cosmosDatabase: "catalogue",
    logAnalyticsWorkspace: "00000000-0000-0000-0000-000000000000",
    apiKey: randomBytes(24).toString("base64url"),
  };
}

/**
 * Writes the files of one component: its own and no others, as its volume has them in a stamp.
 *
 * @returns the folder, for SECRETS_DIR.
 */
export function writeSettings(folder: string, component: ComponentId, values: LocalValues): string {
  const own = join(folder, component);
  mkdirSync(own, { recursive: true });
  for (const key of componentKeys[component])
    if (key !== "applicationInsights") writeFileSync(join(own, runtimeKeys[key].file), values[key]);
  return own;
}
