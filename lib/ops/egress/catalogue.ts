import type { EgressRule } from "../../egress/types.ts";
import { agentFeatures } from "./agents.ts";
import { azureFeatures } from "./azure.ts";
import { toolFeatures } from "./tools.ts";
import {
  opsFeatureIds,
  type AgentKind,
  type OpsEgressContext,
  type OpsEgressFeature,
  type OpsFeatureId,
  type OpsSource,
} from "./types.ts";

/** Everything that an operations network may let out, with the hosts it needs. */
export const opsCatalogue: readonly OpsEgressFeature[] = [
  ...azureFeatures,
  ...agentFeatures,
  ...toolFeatures,
].sort((a, b) => opsFeatureIds.indexOf(a.id) - opsFeatureIds.indexOf(b.id));

/** The part of an operations stack's configuration that decides which hosts it reaches. */
export interface OpsEgressSwitches {
  readonly agents: AgentKind;
  /** Whose machines install their tools when they start. */
  readonly installsTools: readonly OpsSource[];
  readonly stateBackend: "storage" | "pulumiCloud" | "elsewhere";
  readonly furtherFeatures: readonly OpsFeatureId[];
}

const agentHosts: Readonly<Record<AgentKind, readonly OpsFeatureId[]>> = {
  scaleSet: ["azure-pipelines", "scale-set-agents"],
  managedPool: ["azure-pipelines", "managed-devops-pool"],
  githubRunners: ["github-runners"],
  none: [],
};

/** The features whose hosts one subnet of an operations network has to reach. */
export function opsFeatures(switches: OpsEgressSwitches, source: OpsSource): OpsFeatureId[] {
  return [
    "azure-sign-in",
    "azure-resource-manager",
    "entra-ssh",
    "ubuntu-updates",
    ...agentHosts[switches.agents],
    ...(switches.installsTools.includes(source) ? (["toolchain"] as const) : []),
    "program",
    ...(switches.stateBackend === "pulumiCloud" ? (["pulumi-cloud"] as const) : []),
    ...switches.furtherFeatures,
    "configured",
  ];
}

/** The egress that one feature needs from one subnet, ready to become rules. */
export interface OpsFeatureEgress {
  readonly feature: OpsEgressFeature;
  readonly rules: readonly EgressRule[];
}

/** What must be let out of one subnet; features that need nothing there are left out. */
export function opsEgressFor(
  features: readonly OpsFeatureId[],
  context: OpsEgressContext,
  source: OpsSource,
): OpsFeatureEgress[] {
  if (source === "agents" && context.agents === "none") return [];
  return opsCatalogue
    .filter(({ id, from }) => features.includes(id) && from.includes(source))
    .map((feature) => ({ feature, rules: feature.rules(context, source) }))
    .filter(({ rules }) => rules.length > 0);
}

/** The ports on which anything leaves one subnet, each once, in ascending order. */
export function opsEgressPorts(egress: readonly OpsFeatureEgress[]): number[] {
  const ports = egress.flatMap(({ rules }) => rules.map(({ port }) => port));
  return [...new Set(ports)].sort((a, b) => a - b);
}
