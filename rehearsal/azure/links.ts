/** Private endpoint connections: the half of a private link that the target keeps. */
import { idKey, nameOfId } from "./ids.ts";
import type { AzureView, Effects, Resource } from "./model.ts";

export type LinkStatus = "Pending" | "Approved" | "Rejected" | "Disconnected";

export interface LinkConnection {
  /** Id of the connection, below its target. */
  readonly id: string;
  readonly name: string;
  /** The private endpoint that asked, or what Front Door's managed network calls its own. */
  readonly privateEndpointId: string;
  readonly groupId: string;
  /** The request message, by which an owner recognises who asked. */
  readonly description: string;
  readonly status: LinkStatus;
}

export function connectionsOf(target: Resource | undefined): LinkConnection[] {
  return (target?.facts["privateEndpointConnections"] ?? []) as LinkConnection[];
}

function withConnections(target: Resource, connections: readonly LinkConnection[]): Resource {
  return { ...target, facts: { ...target.facts, privateEndpointConnections: connections } };
}

/** Every connection has a name of its own, also beside those that earlier endpoints of the same id have left behind. */
function freeName(azure: AzureView, target: Resource, privateEndpointId: string): string {
  const taken = new Set(connectionsOf(target).map((connection) => connection.name));
  for (let number = 0; ; number += 1) {
    const name = `${nameOfId(privateEndpointId)}.${azure.guid(`${privateEndpointId}/${number}`)}`;
    if (!taken.has(name)) return name;
  }
}

/** A private endpoint asks its target for a connection. Asking again while one is there changes nothing. */
export function requestConnection(
  azure: AzureView,
  effects: Effects,
  targetId: string,
  ask: { privateEndpointId: string; groupId: string; description: string; approved: boolean },
): void {
  const target = azure.find(targetId);
  if (!target) return;
  const standing = connectionsOf(target).filter((connection) => connection.status !== "Disconnected");
  if (standing.some((connection) => idKey(connection.privateEndpointId) === idKey(ask.privateEndpointId)))
    return;
  const name = freeName(azure, target, ask.privateEndpointId);
  const connection: LinkConnection = {
    id: `${target.id}/privateEndpointConnections/${name}`,
    name,
    privateEndpointId: ask.privateEndpointId,
    groupId: ask.groupId,
    description: ask.description,
    status: ask.approved ? "Approved" : "Pending",
  };
  effects.put(withConnections(target, [...connectionsOf(target), connection]));
}

/** What the owner of the target decides about a connection. Returns the connection, or undefined if there is none. */
export function decideConnection(
  azure: AzureView,
  effects: Effects,
  targetId: string,
  name: string,
  status: LinkStatus,
  description: string | undefined,
): LinkConnection | undefined {
  const target = azure.find(targetId);
  const before = connectionsOf(target).find(
    (connection) => connection.name.toLowerCase() === name.toLowerCase(),
  );
  if (!target || !before) return undefined;
  const after = { ...before, status, description: description ?? before.description };
  effects.put(
    withConnections(
      target,
      connectionsOf(target).map((connection) => (connection === before ? after : connection)),
    ),
  );
  return after;
}

export function removeConnection(
  azure: AzureView,
  effects: Effects,
  targetId: string,
  name: string,
): boolean {
  const target = azure.find(targetId);
  const rest = connectionsOf(target).filter(
    (connection) => connection.name.toLowerCase() !== name.toLowerCase(),
  );
  if (!target || rest.length === connectionsOf(target).length) return false;
  effects.put(withConnections(target, rest));
  return true;
}

/** The asking side is gone: Azure leaves the connection behind as Disconnected until the owner removes it. */
export function disconnect(
  azure: AzureView,
  effects: Effects,
  targetId: string,
  privateEndpointId: string,
  keep: boolean,
): void {
  const target = azure.find(targetId);
  if (!target) return;
  const mine = (connection: LinkConnection) =>
    idKey(connection.privateEndpointId) === idKey(privateEndpointId);
  const connections = connectionsOf(target);
  effects.put(
    withConnections(
      target,
      keep
        ? connections.map((connection) =>
            mine(connection) ? { ...connection, status: "Disconnected" } : connection,
          )
        : connections.filter((connection) => !mine(connection)),
    ),
  );
}
