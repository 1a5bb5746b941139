import { aksCore } from "./aksCore.ts";
import { azureMonitor } from "./azureMonitor.ts";
import { azurePolicy } from "./azurePolicy.ts";
import { nodeImage } from "./nodeImage.ts";
import type { EgressContext, EgressFeature, EgressFeatureId, EgressRule } from "./types.ts";
import { workload } from "./workload.ts";

/** Every feature that knows hosts outside of a stamp. */
export const egressCatalogue: readonly EgressFeature[] = [
  aksCore,
  nodeImage,
  azureMonitor,
  azurePolicy,
  workload,
];

/** The features a stamp has switched on. Registry, database and vault are absent: they have private endpoints. */
export const stampFeatures: readonly EgressFeatureId[] = [
  "aks-core",
  "node-image",
  "azure-monitor",
  "azure-policy",
  "workload",
];

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
