import { acme, azurePolicy, clusterExtensions, defender, withoutHosts } from "./catalogue/addOns.ts";
import * as aks from "./catalogue/aks.ts";
import * as monitoring from "./catalogue/monitoring.ts";
import { workload } from "./catalogue/workload.ts";
import {
  egressFeatureIds,
  type EgressContext,
  type EgressFeature,
  type EgressFeatureId,
  type EgressRule,
} from "./types.ts";

/**
 * Every feature that can be switched on for a stamp, with the hosts it needs outside of it. Registry, database, vault,
 * event hub and storage are absent: they have private endpoints.
 */
export const egressCatalogue: readonly EgressFeature[] = [
  ...Object.values(aks),
  ...Object.values(monitoring),
  azurePolicy,
  defender,
  clusterExtensions,
  acme,
  workload,
  ...withoutHosts,
].sort((a, b) => egressFeatureIds.indexOf(a.id) - egressFeatureIds.indexOf(b.id));

/** The egress that one feature needs, ready to become rules. */
export interface FeatureEgress {
  readonly feature: EgressFeature;
  readonly rules: readonly EgressRule[];
}

/** What must be let out for these features; features that need nothing are left out. */
export function egressFor(features: readonly EgressFeatureId[], context: EgressContext): FeatureEgress[] {
  return egressCatalogue
    .filter((feature) => features.includes(feature.id))
    .map((feature) => ({ feature, rules: feature.rules(context) }))
    .filter(({ rules }) => rules.length > 0);
}

/** A way out that security groups have to leave open as well. */
export interface EgressPort {
  readonly protocol: "Tcp" | "Udp";
  readonly port: number;
}

/** The ports on which anything leaves the stamp through the firewall, each once, in ascending order. */
export function egressPorts(egress: readonly FeatureEgress[]): EgressPort[] {
  const ports = new Map<string, EgressPort>();
  for (const { protocol, port } of egress.flatMap(({ rules }) => rules)) {
    const transport = protocol === "Udp" ? "Udp" : "Tcp";
    ports.set(`${transport} ${port}`, { protocol: transport, port });
  }
  return [...ports.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}
