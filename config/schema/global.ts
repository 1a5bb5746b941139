import { z } from "zod";
import { location, tags } from "../fields.ts";
import { cosmos } from "./global/cosmos.ts";
import { frontDoor } from "./global/frontDoor.ts";
import { logs } from "./global/logs.ts";
import { registry } from "./global/registry.ts";

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
