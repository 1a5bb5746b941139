import { z } from "zod";
import { location, tags } from "../fields.ts";
import { budgetSection } from "./budget.ts";
import { alerts } from "./stamp/alerts.ts";
import { certificate } from "./stamp/certificate.ts";
import { cluster } from "./stamp/cluster.ts";
import { diagnostics } from "./stamp/diagnostics.ts";
import { edge } from "./stamp/edge.ts";
import { eventHubs } from "./stamp/eventHubs.ts";
import { firewall } from "./stamp/firewall.ts";
import { gateway } from "./stamp/gateway.ts";
import { ingress } from "./stamp/ingress.ts";
import { locks } from "./stamp/locks.ts";
import { network } from "./stamp/network.ts";
import { people } from "./stamp/people.ts";
import { privateLinkScope } from "./stamp/privateLinkScope.ts";
import { storage } from "./stamp/storage.ts";
import { vault } from "./stamp/vault.ts";
import { secretsStore } from "./stamp/secretsStore.ts";
import { workload } from "./stamp/workload.ts";

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
  people: people.prefault({}).meta({ description: "Who may do what in the cluster." }),
  firewall: firewall.prefault({}).meta({ description: "The Azure Firewall all egress goes through." }),
  ingress: ingress
    .prefault({})
    .meta({ description: "A further way into the stamp, beside Front Door's private link." }),
  gateway: gateway.prefault({}).meta({ description: "The gateway that requests reach first." }),
  certificate: certificate.prefault({}).meta({ description: "The certificate of the gateway." }),
  secretsStore: secretsStore.prefault({}).meta({ description: "The Secrets Store CSI driver." }),
  workload: workload.prefault({}).meta({ description: "What runs in the stamp." }),
  edge: edge.prefault({}).meta({ description: "The stamp as an origin of Front Door." }),
  alerts: alerts.prefault({}).meta({ description: "The alerts of the stamp." }),
  vault: vault.prefault({}).meta({ description: "The stamp's Key Vault." }),
  eventHubs: eventHubs.prefault({}).meta({ description: "The Event Hubs namespace." }),
  storage: storage.prefault({}).meta({ description: "The stamp's storage accounts." }),
  privateLinkScope: privateLinkScope
    .prefault({})
    .meta({ description: "Azure Monitor through a private endpoint." }),
  diagnostics: diagnostics
    .prefault({})
    .meta({ description: "What the stamp's resources report to the regional workspace." }),
  budget: budgetSection(5000),
  locks: locks.prefault({}).meta({ description: "Locks against deletion from outside." }),
  tags,
});

export type StampConfig = z.output<typeof stampConfigSchema>;
