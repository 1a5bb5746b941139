import { idKey, nameOfId, typeOfId } from "../ids.ts";
import type { AzureView } from "../model.ts";

/** The group in which Azure keeps the Network Watchers that it makes by itself. */
const watcherGroup = "networkwatcherrg";
const watcherName = /^networkwatcher_([a-z0-9]+)$/;

/** The region of a Network Watcher that Azure made, by its name; undefined for any other. */
export function watchedRegion(watcherId: string): string | undefined {
  return watcherName.exec(nameOfId(watcherId).toLowerCase())?.[1];
}

/**
 * Whether this is a Network Watcher that nobody made, or its group: Azure makes one along with the first virtual network of
 * a region (network-watcher-create.md of MicrosoftDocs/azure-docs).
 */
export function isAutomaticWatcher(azure: AzureView, id: string): boolean {
  const networks = azure.ofType("Microsoft.Network/virtualNetworks");
  if (typeOfId(id) === "Microsoft.Resources/resourceGroups")
    return nameOfId(id).toLowerCase() === watcherGroup && networks.length > 0;
  if (!new RegExp(`/resourcegroups/${watcherGroup}/.*/networkwatchers/[^/]+$`).test(idKey(id))) return false;
  const region = watchedRegion(id);
  return region !== undefined && networks.some(({ location }) => location === region);
}
