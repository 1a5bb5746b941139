import type { Region } from "./regions.ts";

/** Redundancy of a storage account that should survive as much as its region allows, named as ARM names it. */
export type StorageSku = "Standard_RAGZRS" | "Standard_RAGRS" | "Standard_ZRS" | "Standard_LRS";

/** Copies over zones where the region has them, and a readable copy in the paired region where there is one. */
export function storageSku(region: Pick<Region, "zones" | "pair">): StorageSku {
  if (region.pair === null) return region.zones ? "Standard_ZRS" : "Standard_LRS";
  return region.zones ? "Standard_RAGZRS" : "Standard_RAGRS";
}

/** Whether an account of this SKU can be read in the paired region at any time, not only after a failover. */
export function hasReadableCopy(sku: StorageSku): boolean {
  return sku.includes("_RA");
}
