import type { EgressRule } from "../../egress/types.ts";

/** From where an operations network lets something out. */
export type OpsSource = "jumpBoxes" | "agents";

/** How agents come to be. */
export type AgentKind = "scaleSet" | "managedPool" | "githubRunners" | "none";

/** What an entry of the catalogue may depend on. */
export interface OpsEgressContext {
  readonly agents: AgentKind;
  /** Organisation in Azure DevOps, by name; undefined where any may be meant. */
  readonly organization: string | undefined;
  /** Hosts that the configuration adds, by HTTPS. */
  readonly allowedHosts: Readonly<Record<OpsSource, readonly string[]>>;
}

/** Every entry of the catalogue, in the order in which rules are written. */
export const opsFeatureIds = [
  "azure-sign-in",
  "azure-resource-manager",
  "entra-ssh",
  "ubuntu-updates",
  "azure-pipelines",
  "scale-set-agents",
  "managed-devops-pool",
  "github-runners",
  "toolchain",
  "program",
  "pulumi-cloud",
  "base-images",
  "microsoft-graph",
  "configured",
] as const;

export type OpsFeatureId = (typeof opsFeatureIds)[number];

/** Something that people or agents do here and that needs hosts outside of the network. */
export interface OpsEgressFeature {
  readonly id: OpsFeatureId;
  readonly title: string;
  readonly from: readonly OpsSource[];
  readonly rules: (context: OpsEgressContext, source: OpsSource) => readonly EgressRule[];
}
