/** What Azure says of VM sizes in a region. */
import { objectsAt, textAt, textsAt } from "../../lib/properties.ts";
import { apiVersions } from "./apiVersions.ts";
import type { World } from "./world.ts";

/** A VM size as a region offers it to a subscription. */
export interface Sku {
  readonly name: string;
  /** The family as quotas name it: "standardDDSv5Family". */
  readonly family: string;
  /** Zones that have it, restricted ones left out. */
  readonly zones: readonly string[];
  /** Why the whole region is closed for it: "NotAvailableForSubscription" or "QuotaId"; undefined when it is open. */
  readonly closed: string | undefined;
  readonly capabilities: ReadonlyMap<string, string>;
}

function skuOf(answer: unknown): Sku {
  const restrictions = objectsAt(answer, "restrictions[]");
  const whole = restrictions.find((restriction) => textAt(restriction, "type") === "Location");
  const shut = new Set(
    restrictions
      .filter((restriction) => textAt(restriction, "type") === "Zone")
      .flatMap((restriction) => textsAt(restriction, "restrictionInfo.zones[]")),
  );
  return {
    name: textAt(answer, "name") ?? "",
    family: textAt(answer, "family") ?? "",
    zones: objectsAt(answer, "locationInfo[]")
      .flatMap((info) => textsAt(info, "zones[]"))
      .filter((zone) => !shut.has(zone))
      .sort(),
    closed: whole === undefined ? undefined : (textAt(whole, "reasonCode") ?? "restricted"),
    capabilities: new Map(
      objectsAt(answer, "capabilities[]").map((capability) => [
        textAt(capability, "name") ?? "",
        textAt(capability, "value") ?? "",
      ]),
    ),
  };
}

/** The VM sizes of a region, by name in lower case. */
export async function skusOf(
  { arm, subscriptionId }: Pick<World, "arm" | "subscriptionId">,
  location: string,
): Promise<ReadonlyMap<string, Sku>> {
  const filter = encodeURIComponent(`location eq '${location}'`);
  const answers = await arm.list(
    `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/skus?$filter=${filter}`,
    apiVersions.computeSkus,
  );
  return new Map(
    answers
      .filter((answer) => textAt(answer, "resourceType") === "virtualMachines")
      .map(skuOf)
      .map((sku) => [sku.name.toLowerCase(), sku]),
  );
}
