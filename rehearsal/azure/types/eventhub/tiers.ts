import type { AzureView, Resource } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";

/** What one tier of Event Hubs takes. */
export interface Tier {
  readonly units: readonly number[];
  readonly partitions: number;
  readonly retentionDays: number;
  /** Per event hub, `$Default` included. */
  readonly consumerGroups: number;
  /** Per namespace; per processing unit in the Premium tier. */
  readonly hubs: number;
}

const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);

/**
 * Includes event-hubs-common-limits and event-hubs-tier-limits of MicrosoftDocs/azure-docs, rendered copy of 2026; the
 * numbers in which processing units come are unverified.
 */
export const tiers: Readonly<Record<string, Tier>> = {
  Basic: { units: upTo(40), partitions: 32, retentionDays: 1, consumerGroups: 1, hubs: 10 },
  Standard: { units: upTo(40), partitions: 32, retentionDays: 7, consumerGroups: 20, hubs: 10 },
  Premium: {
    units: [1, 2, 4, 6, 8, 10, 12, 16],
    partitions: 100,
    retentionDays: 90,
    consumerGroups: 100,
    hubs: 100,
  },
};

/** The tier of a namespace that exists; the parents of hubs and groups are checked before. */
export function tierOf(
  azure: AzureView,
  namespaceId: string,
): { name: string; tier: Tier; namespace: Resource | undefined } {
  const namespace = azure.find(namespaceId);
  const name = textAt(namespace?.inputs, "sku.name") ?? "Standard";
  const tier = tiers[name];
  if (!tier) throw new Error(`namespace ${namespaceId} has the unknown tier ${name}`);
  return { name, tier, namespace };
}
