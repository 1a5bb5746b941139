/** How a rule is matched: by the name in the request (Http, Https), or by the addresses behind a name (Tcp, Udp). */
export type EgressProtocol = "Https" | "Http" | "Tcp" | "Udp";

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
  readonly protocol: EgressProtocol;
  readonly port: number;
  /** What breaks without it. */
  readonly reason: string;
  /** The document the hosts were read from, with its date, or the configuration key that lists them. */
  readonly source: string;
  /** The firewall opens the TLS connection and looks inside. The caller has to trust the firewall's authority. */
  readonly inspected?: boolean;
}

/** A host that the workload itself may call. */
export interface AllowedHost {
  readonly host: string;
  readonly protocol: EgressProtocol;
  readonly port: number;
  readonly reason: string;
  readonly inspected: boolean;
}

/** What a catalogue entry may depend on. */
export interface EgressContext {
  /** The stamp's region, as ARM names it: some hosts carry it. */
  readonly location: string;
  /** Telemetry goes through private endpoints (an Azure Monitor private link scope), so nothing of it passes here. */
  readonly privateMonitoring: boolean;
  /** Directory of the authority that cert-manager asks, as a URL; undefined where none is asked. */
  readonly acmeServer: string | undefined;
  /** Hosts that the workload itself may call, from the stamp's configuration. */
  readonly allowedHosts: readonly AllowedHost[];
}

/** Something that can be switched on for a stamp and may need hosts outside of it. */
export interface EgressFeature {
  readonly id: EgressFeatureId;
  readonly title: string;
  /** Why the feature needs no host of its own, for those that need none. */
  readonly none?: string;
  readonly rules: (context: EgressContext) => readonly EgressRule[];
}

/** Every entry of the catalogue, in the order in which rules are written. */
export const egressFeatureIds = [
  "workload-identity",
  "aks-core",
  "aks-images",
  "aks-tag",
  "node-image",
  "ubuntu-patches",
  "public-api-server",
  "container-insights",
  "managed-prometheus",
  "application-insights",
  "log-queries",
  "azure-policy",
  "defender",
  "keda",
  "cost-analysis",
  "node-provisioning",
  "disk-csi",
  "file-csi",
  "blob-csi",
  "secrets-store",
  "cluster-extensions",
  "acme",
  "workload",
] as const;

export type EgressFeatureId = (typeof egressFeatureIds)[number];
