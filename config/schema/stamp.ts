import { z } from "zod";
import { location, tags } from "../fields.ts";
import { cluster } from "./stamp/cluster.ts";
import { edge } from "./stamp/edge.ts";
import { firewall } from "./stamp/firewall.ts";
import { network } from "./stamp/network.ts";

/** Configuration of a `stamp` stack. Only location and network.addressSpace have no default. */
export const stampConfigSchema = z.strictObject({
  location: location.meta({ description: "Azure location; must be the one in the stack's name." }),
  zones: z
    .array(z.enum(["1", "2", "3"]))
    .min(1, "A stamp needs at least one zone.")
    .refine((zones) => new Set(zones).size === zones.length, "A zone is listed twice.")
    .default(["1", "2", "3"])
    .meta({ description: "Availability zones of everything that can be put into zones." }),
  network: network.meta({ description: "The stamp's virtual network." }),
  cluster: cluster.prefault({}).meta({ description: "The AKS cluster." }),
  firewall: firewall.prefault({}).meta({ description: "The Azure Firewall all egress goes through." }),
  edge: edge.prefault({}).meta({ description: "The stamp as an origin of Front Door." }),
  tags,
});

export type StampConfig = z.output<typeof stampConfigSchema>;
