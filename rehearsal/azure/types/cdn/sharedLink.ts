/** The private endpoint that Front Door's own network makes for a private origin, and who shares it. */
import { idKey } from "../../ids.ts";
import { connectionsOf, disconnect, requestConnection, type LinkConnection } from "../../links.ts";
import type { AzureView, Effects } from "../../model.ts";
import { textAt, valueAt, type Properties } from "../../../../lib/properties.ts";
import { profileIdOf } from "./limits.ts";

/** What an origin asks for. */
export interface SharedLink {
  readonly location: string;
  readonly targetId: string;
  readonly groupId: string;
  readonly message: string;
}

export function sharedLinkOf(inputs: Properties): SharedLink | undefined {
  if (valueAt(inputs, "sharedPrivateLinkResource") === undefined) return undefined;
  const read = (path: string) => textAt(inputs, `sharedPrivateLinkResource.${path}`) ?? "";
  return {
    location: read("privateLinkLocation").toLowerCase().replaceAll(" ", ""),
    targetId: read("privateLink.id"),
    groupId: read("groupId"),
    message: read("requestMessage"),
  };
}

/** private-link.md: one endpoint per profile, location, resource and group id. */
function keyOf(originId: string, link: SharedLink): string {
  return [idKey(profileIdOf(originId)), link.location, idKey(link.targetId), link.groupId.toLowerCase()].join(
    "|",
  );
}

/** The endpoint lives in a subscription of Microsoft's. */
function managedEndpointId(azure: AzureView, originId: string, link: SharedLink): string {
  const key = keyOf(originId, link);
  return `/subscriptions/${azure.guid("front door")}/resourceGroups/eafd-Prod-${link.location}/providers/Microsoft.Network/privateEndpoints/${azure.guid(key)}`;
}

function isShared(azure: AzureView, originId: string, link: SharedLink): boolean {
  return azure.below(profileIdOf(originId)).some((other) => {
    const theirs = idKey(other.id) === idKey(originId) ? undefined : sharedLinkOf(other.inputs);
    return theirs !== undefined && keyOf(other.id, theirs) === keyOf(originId, link);
  });
}

/** Asks the owner of the target for a connection; the owner finds it Pending, with the request message. */
export function askFor(azure: AzureView, effects: Effects, originId: string, link: SharedLink): void {
  requestConnection(azure, effects, link.targetId, {
    privateEndpointId: managedEndpointId(azure, originId, link),
    groupId: link.groupId,
    description: link.message,
    approved: false,
  });
}

/** The last origin that used the endpoint takes it along; the target keeps the connection as Disconnected. */
export function giveUp(azure: AzureView, effects: Effects, originId: string, link: SharedLink): void {
  if (isShared(azure, originId, link)) return;
  disconnect(azure, effects, link.targetId, managedEndpointId(azure, originId, link), true);
}

export function isSameLink(originId: string, a: SharedLink | undefined, b: SharedLink | undefined): boolean {
  return a !== undefined && b !== undefined && keyOf(originId, a) === keyOf(originId, b);
}

/** Connections of the origin's target, those of this profile's own endpoint apart from everybody else's. */
export function connectionsFor(
  azure: AzureView,
  originId: string,
  link: SharedLink,
): { readonly ours: readonly LinkConnection[]; readonly others: readonly LinkConnection[] } {
  const endpoint = idKey(managedEndpointId(azure, originId, link));
  const all = connectionsOf(azure.find(link.targetId));
  const isOurs = (connection: LinkConnection) => idKey(connection.privateEndpointId) === endpoint;
  return { ours: all.filter(isOurs), others: all.filter((connection) => !isOurs(connection)) };
}
