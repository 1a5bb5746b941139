/**
 * Where web tests can come from, by the name that Azure wants, with the region that it stands for. The names tell of cities
 * that are long out of date.
 * Source: azure-monitor-docs app/availability.md, "Location population tags", ms.date 2025-04-01.
 */
export const webTestLocations: Readonly<Record<string, string>> = {
  "emea-au-syd-edge": "Australia East",
  "latam-br-gru-edge": "Brazil South",
  "us-fl-mia-edge": "Central US",
  "apac-hk-hkn-azr": "East Asia",
  "us-va-ash-azr": "East US",
  "emea-ch-zrh-edge": "France South",
  "emea-fr-pra-edge": "France Central",
  "apac-jp-kaw-edge": "Japan East",
  "emea-gb-db3-azr": "North Europe",
  "us-il-ch1-azr": "North Central US",
  "us-tx-sn1-azr": "South Central US",
  "apac-sg-sin-azr": "Southeast Asia",
  "emea-se-sto-edge": "UK West",
  "emea-nl-ams-azr": "West Europe",
  "us-ca-sjc-azr": "West US",
  "emea-ru-msa-edge": "UK South",
};

/** Seconds between two requests of one location that Azure takes: ARM schema of webtests 2022-06-15, "frequency". */
export const webTestFrequencies = [300, 600, 900] as const;

/** Locations a test takes at most, and tests an Application Insights takes. Source: app/availability.md, as above. */
export const webTestLimits = { locations: 16, testsPerComponent: 100 } as const;

/**
 * How many locations must fail before a test counts as failed: all but two, as the same page recommends, so that neither one
 * broken provider raises an alarm nor one that still answers hides an outage.
 */
export function failedLocations(locations: number): number {
  return Math.max(1, locations - 2);
}

/** The window of the alert: it holds one request of each location. Metric alerts know no ten minutes. */
export function webTestWindow(frequencySeconds: number): "PT5M" | "PT15M" {
  return frequencySeconds <= 300 ? "PT5M" : "PT15M";
}
