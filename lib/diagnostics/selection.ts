import { diagnosticsOffer, logCategories } from "./catalogue.ts";

/** One diagnostic setting, as far as the type of its resource decides it. */
export interface DiagnosticsSelection {
  /** What follows the resource's id: a storage account keeps its logs at its services. */
  readonly path: string;
  /** The ARM type that the setting is about. */
  readonly arm: string;
  readonly logs: readonly LogSelection[];
  readonly metrics: boolean;
  /** Whether any log has a table of its own. Azure takes the wish for such tables only where there are some. */
  readonly dedicatedTables: boolean;
}

/** A category, or a group of categories. */
export type LogSelection = { readonly categoryGroup: string } | { readonly category: string };

/** Log categories by ARM type, where they are to differ from what stands here. */
export type LogChoices = Readonly<Record<string, readonly string[]>>;

/**
 * Types whose group `allLogs` would send too much, or the same twice. All others send that group, so that a category that
 * Azure adds later is not missed.
 */
const chosenLogs: LogChoices = {
  // Of the audit logs, the one without reads: kube-audit is many times as large and most of it is the cluster watching
  // itself. `diagnostics.clusterLogs` of a stamp changes it.
  "Microsoft.ContainerService/managedClusters": [
    "kube-audit-admin",
    "guard",
    "cluster-autoscaler",
    "kube-controller-manager",
    "cloud-controller-manager",
  ],
  // The structured logs. `allLogs` would add the old unstructured ones, which repeat them, and flow traces, which have to
  // be asked for in the firewall itself.
  "Microsoft.Network/azureFirewalls": [
    "AZFWApplicationRule",
    "AZFWNetworkRule",
    "AZFWNatRule",
    "AZFWThreatIntel",
    "AZFWIdpsSignature",
    "AZFWDnsQuery",
    "AZFWFqdnResolveFailure",
  ],
  // Those of the API for NoSQL, the only one in use; the aggregates of DataPlaneRequests would repeat it.
  "Microsoft.DocumentDB/databaseAccounts": [
    "ControlPlaneRequests",
    "DataPlaneRequests",
    "PartitionKeyRUConsumption",
    "PartitionKeyStatistics",
    "QueryRuntimeStatistics",
  ],
  // Without the category of the classic CDN.
  "Microsoft.Cdn/profiles": [
    "FrontDoorAccessLog",
    "FrontDoorHealthProbeLog",
    "FrontDoorWebApplicationFirewallLog",
  ],
  // The audit log of configuration changes and the rule counters; flows come from the network's flow logs.
  "Microsoft.Network/networkSecurityGroups": ["NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"],
};

/** The log categories that are chosen for an ARM type; undefined where it sends all. */
export function usualLogs(armType: string): readonly string[] | undefined {
  return chosenLogs[armType];
}

/** Types that could have a setting and get none, with the reason. */
export const withoutSetting: Readonly<Record<string, string>> = {
  "Microsoft.Insights/components":
    "A component that belongs to a workspace writes to its tables already; a setting would send everything twice.",
  "Microsoft.Storage/storageAccounts/blobServices":
    "The settings of a blob service are a resource of their own; its logs are asked for with the account's.",
};

/** A storage account has its logs at these services, which are always called "default". */
const storageServices = ["blobServices", "fileServices", "queueServices", "tableServices"];

/**
 * The diagnostic settings that a resource gets: one, or several for a storage account; none for a type that offers nothing.
 *
 * @param choices log categories by ARM type instead of the usual ones.
 * @param metrics whether platform metrics are sent where the type has some.
 * @throws RangeError for a chosen category that the type does not have.
 */
export function diagnosticsOf(
  armType: string,
  choices: LogChoices,
  metrics: boolean,
): readonly DiagnosticsSelection[] {
  if (withoutSetting[armType] !== undefined) return [];
  if (armType !== "Microsoft.Storage/storageAccounts") return settingFor(armType, "", choices, metrics);
  return [
    ...settingFor(armType, "", choices, metrics),
    ...storageServices.flatMap((service) =>
      settingFor(`${armType}/${service}`, `/${service}/default`, choices, metrics),
    ),
  ];
}

function settingFor(
  arm: string,
  path: string,
  choices: LogChoices,
  metrics: boolean,
): readonly DiagnosticsSelection[] {
  const offer = diagnosticsOffer(arm);
  if (offer === undefined) return [];
  const chosen = choices[arm] ?? chosenLogs[arm];
  const known = logCategories(arm);
  const unknown = chosen?.find((category) => !known.includes(category));
  if (unknown !== undefined)
    throw new RangeError(`${arm} has no log category ${unknown}: it has ${known.join(", ")}.`);

  const all = offer.groups.includes("allLogs") ? [{ categoryGroup: "allLogs" }] : categories(known);
  const logs = chosen === undefined ? all : categories(chosen);
  const withMetrics = metrics && offer.metrics;
  // Azure refuses a setting that sends nothing.
  if (logs.length === 0 && !withMetrics) return [];
  const dedicatedTables = (chosen ?? known).some((category) => offer.dedicated.includes(category));
  return [{ arm, path, logs, metrics: withMetrics, dedicatedTables }];
}

function categories(names: readonly string[]): readonly LogSelection[] {
  return names.map((category) => ({ category }));
}
