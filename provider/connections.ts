import { sameId } from "./targets.ts";

/** A private endpoint connection as ARM shows it on its target (Microsoft.Network and Microsoft.Storage agree on this part). */
export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly properties: {
    readonly privateEndpoint?: { readonly id?: string };
    readonly privateLinkServiceConnectionState?: ConnectionState;
    readonly provisioningState?: string;
  };
}

/** While a connection is pending, its description is the message that the requester sent along. */
export interface ConnectionState {
  readonly status?: string;
  readonly description?: string;
  readonly [more: string]: unknown;
}

/** The connections that carry our request message, by what can be done with them. */
export interface OurConnections {
  /** They carry traffic. */
  readonly approved: readonly Connection[];
  /** They wait for us, or somebody rejected them: approving makes them work. */
  readonly approvable: readonly Connection[];
  /** Left behind: the private endpoint on the other side is gone, and nothing brings it back but a new request. */
  readonly ended: readonly Connection[];
}

/** What a connection says about itself: "Pending", "Approved", "Rejected" or "Disconnected"; "Deleting" while it goes away. */
export function statusOf(connection: Connection): string {
  if (connection.properties.provisioningState === "Deleting") return "Deleting";
  return connection.properties.privateLinkServiceConnectionState?.status ?? "Unknown";
}

/** Whether a connection was requested with this message. The message must match exactly: nothing else tells ours from others. */
export function isOurs(connection: Connection, requestMessage: string): boolean {
  return connection.properties.privateLinkServiceConnectionState?.description === requestMessage;
}

/** Sorts out, among all connections of a target, those that carry our message. */
export function findOurs(connections: readonly Connection[], requestMessage: string): OurConnections {
  const ours = connections
    .filter((connection) => isOurs(connection, requestMessage))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const withStatus = (...statuses: string[]) =>
    ours.filter((connection) => statuses.includes(statusOf(connection)));
  return {
    approved: withStatus("Approved"),
    approvable: withStatus("Pending", "Rejected"),
    ended: ours.filter((connection) => !["Approved", "Pending", "Rejected"].includes(statusOf(connection))),
  };
}

/**
 * Why an update is needed, in words; undefined when all is well. One approved connection is enough only when no other one of
 * ours waits: a requester that made a new connection uses the new one, and the old one may still look approved for a while.
 */
export function whatIsWrong(
  connections: readonly Connection[],
  requestMessage: string,
  recordedId: string | undefined,
): string | undefined {
  const ours = findOurs(connections, requestMessage);
  const waiting = ours.approvable[0];
  if (waiting !== undefined) return `the connection ${waiting.name} is ${statusOf(waiting)}`;
  if (ours.approved.some((connection) => sameId(connection.id, recordedId))) return undefined;
  const recorded = connections.find((connection) => sameId(connection.id, recordedId));
  // Somebody gave it another description; traffic flows, and touching it could not be told from touching a stranger's.
  if (recorded !== undefined && statusOf(recorded) === "Approved") return undefined;
  if (recorded !== undefined) return `the connection ${recorded.name} is ${statusOf(recorded)}`;
  return ours.approved.length > 0 ? "the connection was made anew" : "the connection is gone";
}

/** The approved connection to record: the one recorded before while it lives, else the first by id. */
export function pickApproved(ours: OurConnections, recordedId: string | undefined): Connection | undefined {
  return ours.approved.find((connection) => sameId(connection.id, recordedId)) ?? ours.approved[0];
}

/**
 * The body that approves a connection. It keeps the request message as description, or the connection could not be found
 * again. Throws when the connection does not carry our message.
 */
export function approvalOf(connection: Connection, requestMessage: string): unknown {
  if (!isOurs(connection, requestMessage)) {
    const description = connection.properties.privateLinkServiceConnectionState?.description ?? "";
    throw new Error(
      `The connection ${connection.name} was requested with '${description}', not with '${requestMessage}': ` +
        "it is not ours to approve.",
    );
  }
  const endpoint = connection.properties.privateEndpoint?.id;
  return {
    name: connection.name,
    properties: {
      ...(endpoint === undefined ? {} : { privateEndpoint: { id: endpoint } }),
      privateLinkServiceConnectionState: {
        ...connection.properties.privateLinkServiceConnectionState,
        status: "Approved",
        description: requestMessage,
      },
    },
  };
}

/** All connections of a target in one line, for messages. */
export function describe(connections: readonly Connection[] | undefined): string {
  if (connections === undefined) return "the target does not exist";
  if (connections.length === 0) return "the target has no connections";
  const each = connections.map((connection) => {
    const description = connection.properties.privateLinkServiceConnectionState?.description ?? "";
    return `${connection.name} ${statusOf(connection)} '${description}'`;
  });
  return `the target has ${each.join(", ")}`;
}
