import type { AllowedHost, EgressContext, EgressFeatureId, EgressProtocol } from "./types.ts";

/** The part of a stamp's configuration that decides which hosts it needs. */
export interface EgressSwitches {
  readonly location: string;
  readonly cluster: {
    readonly egress: string;
    readonly apiServer: { readonly access: string };
    readonly upgrades: { readonly nodeOsChannel: string };
    readonly systemPool: { readonly osSku: string };
    readonly userPools: readonly { readonly osSku: string }[];
    readonly features: Readonly<Record<FeatureSwitch, boolean>>;
  };
  readonly certificate: { readonly issuer: string; readonly acme?: { readonly server: string } | undefined };
  readonly gateway: { readonly protocol: string };
  /** Azure Monitor over private endpoints. */
  readonly privateLinkScope: { readonly enabled: boolean };
  readonly firewall: {
    readonly aksFqdnTag: boolean;
    readonly furtherFeatures: readonly EgressFeatureId[];
    readonly allowedHosts: readonly (string | ConfiguredHost)[];
  };
}

/** An entry of `firewall.allowedHosts` that says more than the name. */
export interface ConfiguredHost {
  readonly host: string;
  readonly protocol: EgressProtocol;
  /** Left out, 80 for Http and 443 otherwise. */
  readonly port?: number | undefined;
  readonly reason?: string | undefined;
  readonly inspected: boolean;
}

type FeatureSwitch =
  | "azurePolicy"
  | "containerInsights"
  | "managedPrometheus"
  | "defender"
  | "keda"
  | "costAnalysis"
  | "diskCsiDriver"
  | "fileCsiDriver"
  | "blobCsiDriver"
  | "nodeProvisioning";

/** The entry of the catalogue that each switch of `cluster.features` stands for. */
const bySwitch: Readonly<Record<FeatureSwitch, EgressFeatureId>> = {
  azurePolicy: "azure-policy",
  containerInsights: "container-insights",
  managedPrometheus: "managed-prometheus",
  defender: "defender",
  keda: "keda",
  costAnalysis: "cost-analysis",
  diskCsiDriver: "disk-csi",
  fileCsiDriver: "file-csi",
  blobCsiDriver: "blob-csi",
  nodeProvisioning: "node-provisioning",
};

/** What the workload needs whatever is switched on or off. */
const always: readonly EgressFeatureId[] = [
  "workload-identity",
  "application-insights",
  "log-queries",
  "secrets-store",
  "workload",
];

/**
 * The features whose hosts a stamp has to reach.
 *
 * A network isolated cluster starts its nodes and takes its images without any way out, so what AKS itself needs is not
 * opened. What its add-ons and the workload call is not affected: that goes out as in every other cluster.
 */
export function egressFeatures({
  certificate,
  cluster,
  firewall,
  gateway,
}: EgressSwitches): EgressFeatureId[] {
  const isolated = cluster.egress === "networkIsolated";
  const patchedUbuntu =
    cluster.upgrades.nodeOsChannel === "SecurityPatch" &&
    [cluster.systemPool, ...cluster.userPools].some(({ osSku }) => osSku.startsWith("Ubuntu"));
  const core: readonly (readonly [EgressFeatureId, boolean])[] = [
    ["aks-core", !isolated],
    ["aks-images", !isolated],
    ["aks-tag", !isolated && firewall.aksFqdnTag],
    ["node-image", !isolated],
    ["ubuntu-patches", !isolated && patchedUbuntu],
    ["public-api-server", cluster.apiServer.access === "public"],
    // Without HTTPS at the gateway nobody asks for a certificate.
    ["acme", certificate.issuer === "acme" && gateway.protocol === "https"],
  ];
  const chosen = Object.entries(bySwitch)
    .filter(([name]) => cluster.features[name as FeatureSwitch])
    .map(([, id]) => id);
  return [
    ...core.filter(([, on]) => on).map(([id]) => id),
    ...chosen,
    ...always,
    ...firewall.furtherFeatures,
  ];
}

/** What the rules of a stamp's features depend on. */
export function egressContext(config: EgressSwitches): EgressContext {
  return {
    location: config.location,
    privateMonitoring: config.privateLinkScope.enabled,
    acmeServer: config.certificate.acme?.server,
    allowedHosts: config.firewall.allowedHosts.map(allowedHost),
  };
}

/** An entry of `firewall.allowedHosts` with everything it leaves unsaid. */
export function allowedHost(entry: string | ConfiguredHost): AllowedHost {
  const given: ConfiguredHost =
    typeof entry === "string" ? { host: entry, protocol: "Https", inspected: false } : entry;
  return {
    host: given.host,
    protocol: given.protocol,
    port: given.port ?? (given.protocol === "Http" ? 80 : 443),
    reason: given.reason ?? "Listed as firewall.allowedHosts in the stamp's configuration.",
    inspected: given.inspected,
  };
}
