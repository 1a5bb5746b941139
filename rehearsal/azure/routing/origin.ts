import { stackOfMessage } from "../../../lib/origin.ts";
import { nameOfId } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import { numberAt, textAt } from "../../../lib/properties.ts";
import { isEnabled } from "../types/cdn/origin.ts";
import { profileOf } from "../types/cdn/limits.ts";
import { connectionsFor, sharedLinkOf, type SharedLink } from "../types/cdn/sharedLink.ts";
import { ailmentOf } from "./ailing.ts";
import { kubernetesBreak, missingServiceBreak } from "./kubernetesOrigin.ts";
import { storageBreak } from "./storageOrigin.ts";
import type { Break, OriginState } from "./types.ts";

/** Azure's own defaults for an origin that names neither. */
const defaults = { priority: 1, weight: 500 } as const;

function connectionBreak(azure: AzureView, origin: Resource, link: SharedLink): Break | undefined {
  const { ours, others } = connectionsFor(azure, origin.id, link);
  if (ours.some((connection) => connection.status === "Approved")) return undefined;
  const target = nameOfId(link.targetId);
  const mine = ours.at(-1);
  const strangers =
    others.length === 0
      ? ""
      : `; of others there are ${others.map((connection) => `'${connection.description}' (${connection.status})`).join(", ")}`;
  return {
    link: "private link connection",
    text: mine
      ? `the connection '${mine.name}' to '${target}' is ${mine.status}, not Approved${strangers}`
      : `'${target}' has no connection from this Front Door${strangers}`,
  };
}

function chainBreak(azure: AzureView, origin: Resource, probePath: string): Break | undefined {
  const link = sharedLinkOf(origin.inputs);
  // A public origin is somewhere on the internet, which is not modelled.
  if (!link) return undefined;
  const hostName = textAt(origin.inputs, "originHostHeader") ?? textAt(origin.inputs, "hostName") ?? "";
  const target = azure.find(link.targetId);
  if (!target)
    return /\/privateLinkServices\//i.test(link.targetId)
      ? missingServiceBreak(azure, link.targetId)
      : { link: "private link target", text: `'${nameOfId(link.targetId)}' is not there` };
  const connection = connectionBreak(azure, origin, link);
  if (connection) return connection;
  if (target.arm.toLowerCase() === "microsoft.storage/storageaccounts")
    return storageBreak(azure, target, { hostName, groupId: link.groupId, probePath });
  return kubernetesBreak(azure, target, {
    hostName,
    path: probePath,
    frontDoorId: textAt(profileOf(azure, origin.id)?.outputs, "frontDoorId") ?? "",
  });
}

/** How an origin stands, its share of the requests left open. */
export function originState(azure: AzureView, origin: Resource, probePath: string): OriginState {
  const enabled = isEnabled(origin.inputs);
  const found = ailmentOf(origin) ?? chainBreak(azure, origin, probePath);
  return {
    id: origin.id,
    name: origin.name,
    hostName: textAt(origin.inputs, "hostName") ?? "",
    stack: stackOfMessage(sharedLinkOf(origin.inputs)?.message ?? ""),
    enabled,
    priority: numberAt(origin.inputs, "priority") ?? defaults.priority,
    weight: numberAt(origin.inputs, "weight") ?? defaults.weight,
    healthy: found === undefined,
    broken: enabled ? found : { link: "origin enabled", text: "it is disabled" },
    share: 0,
  };
}
