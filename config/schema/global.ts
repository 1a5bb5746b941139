import { z } from "zod";
import { location, tags } from "../fields.ts";
import { budgetSection } from "./budget.ts";
import { alerts } from "./global/alerts.ts";
import { cosmos } from "./global/cosmos.ts";
import { firewallPolicy } from "./global/firewallPolicy.ts";
import { frontDoor } from "./global/frontDoor.ts";
import {
  activityLogs,
  archive,
  ddos,
  defender,
  diagnostics,
  entraLogs,
  locks,
  sentinel,
} from "./global/governance.ts";
import { logs } from "./global/logs.ts";
import { policy } from "./global/policy.ts";
import { registry } from "./global/registry.ts";
import { storage } from "./global/storage.ts";
import { vault } from "./global/vault.ts";
import { webTest } from "./global/webTest.ts";

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
  logs: logs.prefault({}).meta({ description: "Where logs, telemetry and metrics are kept." }),
  alerts: alerts.prefault({}).meta({ description: "Alerts, and who is told about them." }),
  webTest: webTest.prefault({}).meta({ description: "Requests from outside, along the ways users take." }),
  firewallPolicy: firewallPolicy
    .prefault({})
    .meta({ description: "What holds for the firewalls of all stamps." }),
  vault: vault.prefault({}).meta({ description: "The key vault of what belongs to no region." }),
  storage: storage
    .prefault({})
    .meta({ description: "The storage account of the sorry page and the images." }),
  archive: archive.prefault({}).meta({ description: "Where logs are kept for auditors." }),
  activityLogs: activityLogs.prefault({}).meta({ description: "The activity log of the subscription." }),
  entraLogs: entraLogs.prefault({}).meta({ description: "The logs of Microsoft Entra ID." }),
  defender: defender.prefault({}).meta({ description: "Microsoft Defender for Cloud." }),
  sentinel: sentinel.prefault({}).meta({ description: "Microsoft Sentinel." }),
  policy: policy.prefault({}).meta({ description: "What Azure Policy looks after, for everybody." }),
  ddos: ddos.prefault({}).meta({ description: "Protection of public addresses against denial of service." }),
  diagnostics: diagnostics.prefault({}).meta({ description: "What the global resources report." }),
  locks: locks.prefault({}).meta({ description: "Locks against deletion from outside." }),
  budget: budgetSection(20_000),
  tags,
});

export type GlobalConfig = z.output<typeof globalConfigSchema>;
