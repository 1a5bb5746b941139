/** A named set of hosts that one feature calls, and why. Becomes one rule of the firewall. */
export interface EgressRule {
  /** Short name in kebab case, unique in the catalogue. */
  readonly name: string;
  /**
   * Fully qualified names, or names whose first label is "*". A bare "*" never occurs: it would make every other rule
   * decorative. May be empty when `fqdnTags` is not.
   */
  readonly hosts: readonly string[];
  /** Sets of hosts that Azure keeps up to date under one name, for example AzureKubernetesService. */
  readonly fqdnTags?: readonly string[];
  readonly protocol: "Https" | "Http";
  readonly port: 443 | 80;
  /** What breaks without it. */
  readonly reason: string;
  /** The document the hosts were read from. */
  readonly source: string;
}

/** What a catalogue entry may depend on. */
export interface EgressContext {
  /** The stamp's region, as ARM names it: some hosts carry it. */
  readonly location: string;
  /** Hosts that the workload itself may call, from the stamp's configuration. */
  readonly allowedHosts: readonly string[];
}

/** Something that can be switched on for a stamp and needs hosts outside of it. */
export interface EgressFeature {
  readonly id: EgressFeatureId;
  readonly title: string;
  readonly rules: (context: EgressContext) => readonly EgressRule[];
}

export type EgressFeatureId = "aks-core" | "node-image" | "azure-monitor" | "azure-policy" | "workload";
