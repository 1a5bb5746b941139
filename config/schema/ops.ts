import { z } from "zod";
import { location, tags } from "../fields.ts";
import { budgetSection } from "./budget.ts";
import { diagnostics } from "./global/governance.ts";
import { agents } from "./ops/agents.ts";
import { bastion } from "./ops/bastion.ts";
import { egress } from "./ops/egress.ts";
import { jumpBoxes } from "./ops/machines.ts";
import { network } from "./ops/network.ts";
import { state } from "./ops/state.ts";

/** Configuration of an `ops` stack. Only location and network.addressSpace have no default. */
export const opsConfigSchema = z.strictObject({
  location: location.meta({ description: "Azure location; must be the one in the stack's name." }),
  zones: z
    .array(z.enum(["1", "2", "3"]))
    .min(1, "An operations network needs at least one zone.")
    .refine((zones) => new Set(zones).size === zones.length, "A zone is listed twice.")
    .default(["1", "2", "3"])
    .meta({ description: "Availability zones of everything that can be put into zones." }),
  lifecycle: z.enum(["active", "leaving"]).default("active").meta({
    description:
      "leaving: stamps take their private endpoints out of this network at their next deployment, after which the stack can be destroyed.",
  }),
  network: network.meta({ description: "The operations network." }),
  egress: egress.prefault({}).meta({ description: "The way out of the network." }),
  bastion: bastion.prefault({}).meta({ description: "Azure Bastion, the way in." }),
  jumpBoxes: jumpBoxes.prefault({}).meta({ description: "Machines from which people work." }),
  agents: agents.prefault({}).meta({ description: "Machines on which pipelines run." }),
  state: state.prefault({}).meta({ description: "Where Pulumi keeps its state." }),
  diagnostics: diagnostics.prefault({}).meta({ description: "What the resources report." }),
  budget: budgetSection(3000),
  tags,
});

export type OpsConfig = z.output<typeof opsConfigSchema>;
