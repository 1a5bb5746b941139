import table from "./catalogue.json" with { type: "json" };

/** What a type of resource can send to Azure Monitor. */
export interface DiagnosticsOffer {
  /** Names for many categories at once; what they contain is Azure's to decide. */
  readonly groups: readonly string[];
  /** Categories that have a Log Analytics table of their own. */
  readonly dedicated: readonly string[];
  /** Categories that share the table AzureDiagnostics, or have none. */
  readonly shared: readonly string[];
  /** Whether platform metrics can be sent along. */
  readonly metrics: boolean;
}

const { _meta, ...rows } = table;

/** The date on which the catalogue was taken from its sources, which stand in catalogue.json. */
export const diagnosticsDate: string = _meta.date;

const offers: ReadonlyMap<string, DiagnosticsOffer> = new Map(
  Object.entries<DiagnosticsOffer>(rows).map(([arm, offer]) => [arm.toLowerCase(), offer]),
);

/** What an ARM type offers; undefined for a type that takes no diagnostic settings. */
export function diagnosticsOffer(armType: string): DiagnosticsOffer | undefined {
  return offers.get(armType.toLowerCase());
}

/** All log categories of an ARM type, none for a type that is not in the catalogue. */
export function logCategories(armType: string): readonly string[] {
  const offer = diagnosticsOffer(armType);
  return offer === undefined ? [] : [...offer.dedicated, ...offer.shared];
}

/** Every category of the cluster's own logs. */
export const clusterLogCategories: readonly string[] = logCategories(
  "Microsoft.ContainerService/managedClusters",
);
