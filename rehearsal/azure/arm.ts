/** The part of Azure Resource Manager's REST interface that programs of ours call themselves, and a few local questions. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ArmError, ConnectionLost } from "./errors.ts";
import { approvalRequest } from "./faults/approvals.ts";
import type { AzureRequest } from "./faults/circumstances.ts";
import { faultOrderSchema, type FaultOrder } from "./faults/order.ts";
import { typicalMinutes } from "./durations.ts";
import {
  connectionsOf,
  decideConnection,
  removeConnection,
  type LinkConnection,
  type LinkStatus,
} from "./links.ts";
import { isObject, textAt, textsAt, valueAt, type Properties } from "../../lib/properties.ts";
import { resourceTypeOf } from "../../lib/resourceTypes.ts";
import { storageOrder, storageOrderSchema } from "./storageOrders.ts";
import type { Subscription } from "./subscription.ts";
import { waitInstead } from "./waits.ts";

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Questions and orders of the command line, which no real Azure has. */
export interface LocalControls {
  status(): Properties;
  hold(stack: string): void;
  release(stack: string): void;
  operationsSince(number: number): unknown;
  /** Takes resource groups away, by id; answers how many resources went. */
  lose(groupIds: readonly string[]): number;
  /** Lets simulated minutes pass. */
  pass(minutes: number): Promise<void>;
  /** Makes all origins of a stack answer their probes no longer, or again; answers how many origins that are. */
  ail(stack: string, reason: string | undefined): number;
  /** Lets faults happen, for a command by its process id; without any none happens any more. */
  setFaults(order: FaultOrder): void;
  stop(): void;
}

const originToken = "azure-native:cdn:AFDOrigin";

const statuses: readonly LinkStatus[] = ["Pending", "Approved", "Rejected", "Disconnected"];

function connectionBody(connection: LinkConnection): Properties {
  return {
    id: connection.id,
    name: connection.name,
    properties: {
      privateEndpoint: { id: connection.privateEndpointId },
      groupIds: [connection.groupId],
      privateLinkServiceConnectionState: {
        status: connection.status,
        description: connection.description,
        actionsRequired: "None",
      },
      provisioningState: "Succeeded",
    },
  };
}

async function decide(
  subscription: Subscription,
  target: string,
  request: AzureRequest,
  body: unknown,
): Promise<Answer> {
  const { name } = request.subject;
  const wanted = textAt(body, "properties.privateLinkServiceConnectionState.status");
  const status = statuses.find((option) => option === wanted);
  if (!status)
    throw new ArmError("InvalidParameter", 400, `'${wanted}' is no state of a private endpoint connection.`);
  subscription.faults?.accepted(subscription, request);
  const number = subscription.store.started(
    "",
    "approve",
    `${target}/privateEndpointConnections/${name}`,
    subscription.clock.now,
  );
  await subscription.clock.pass(
    typicalMinutes("Microsoft.Network/privateLinkServices/privateEndpointConnections", "approve"),
  );
  const description = textAt(body, "properties.privateLinkServiceConnectionState.description");
  const effects = {
    put: subscription.store.put.bind(subscription.store),
    remove: subscription.store.remove.bind(subscription.store),
  };
  const before = connectionsOf(subscription.view.find(target)).find((connection) => connection.name === name);
  if (before?.status === "Disconnected" && status === "Approved") {
    throw new ArmError(
      "PrivateEndpointConnectionIsDisconnected",
      400,
      `Connection '${name}' of '${target}' is disconnected and cannot be approved.`,
    );
  }
  const decided = decideConnection(subscription.view, effects, target, name, status, description);
  subscription.store.ended(number, subscription.clock.now);
  subscription.faults?.ended(subscription, request);
  if (!decided)
    throw new ArmError(
      "ResourceNotFound",
      404,
      `Private endpoint connection '${name}' of '${target}' was not found.`,
    );
  return { status: 200, body: connectionBody(decided) };
}

async function connections(
  subscription: Subscription,
  method: string,
  target: string,
  name: string | undefined,
  body: unknown,
): Promise<Answer> {
  const resource = subscription.view.find(target);
  if (!resource) throw new ArmError("ResourceNotFound", 404, `The Resource '${target}' was not found.`);
  if (!(name === undefined ? ["GET"] : ["GET", "PUT", "DELETE"]).includes(method)) {
    throw new ArmError(
      "MethodNotAllowed",
      405,
      `The private endpoint connections of '${target}' do not answer ${method}.`,
    );
  }
  if (name === undefined)
    return { status: 200, body: { value: connectionsOf(resource).map(connectionBody) } };
  if (method === "PUT") {
    const request = approvalRequest(subscription.view, resource, name);
    const work = () => decide(subscription, target, request, body);
    if (!subscription.faults?.asked(subscription, request)) return work();
    // Azure does what it was asked; whatever it says is not heard.
    void work().catch(() => undefined);
    throw new ConnectionLost("Put", request.id);
  }
  if (method === "DELETE") {
    const effects = {
      put: subscription.store.put.bind(subscription.store),
      remove: subscription.store.remove.bind(subscription.store),
    };
    return { status: removeConnection(subscription.view, effects, target, name) ? 200 : 204 };
  }
  const found = connectionsOf(resource).find((connection) => connection.name === name);
  if (!found)
    throw new ArmError(
      "ResourceNotFound",
      404,
      `Private endpoint connection '${name}' of '${target}' was not found.`,
    );
  return { status: 200, body: connectionBody(found) };
}

function resource(subscription: Subscription, id: string): Answer {
  const found = subscription.read(id);
  if (!found) throw new ArmError("ResourceNotFound", 404, `The Resource '${id}' was not found.`);
  const { id: armId, name, arm, location, outputs } = found;
  return { status: 200, body: { id: armId, name, type: arm, location, properties: outputs } };
}

/** An origin that somebody writes past Pulumi: it exists, and what the body leaves out goes back to Azure's default. */
async function writeOrigin(subscription: Subscription, id: string, body: unknown): Promise<Answer> {
  const previous = subscription.view.find(id);
  if (!previous)
    throw new ArmError(
      "NotImplemented",
      501,
      `The local Azure makes no origin for anybody but Pulumi: ${id}.`,
    );
  const { names, token } = resourceTypeOf(originToken) ?? { names: [], token: originToken };
  const path = ["resourceGroupName", ...names].map((name) => [name, previous.inputs[name]] as const);
  const properties = valueAt(body, "properties");
  const inputs = { ...Object.fromEntries(path), ...(isObject(properties) ? properties : {}) };
  await subscription.update(token, "", previous.id, inputs);
  return resource(subscription, previous.id);
}

/** Nothing is kept at the local edge, so that a purge is only checked, and written down as an operation. */
function purge({ store, clock, view }: Subscription, endpointId: string, body: unknown): Answer {
  const endpoint = view.find(endpointId);
  if (!endpoint) throw new ArmError("ResourceNotFound", 404, `The Resource '${endpointId}' was not found.`);
  const paths = textsAt(body, "contentPaths[]");
  if (paths.length === 0 || !paths.every((path) => path.startsWith("/")))
    throw new ArmError("BadRequest", 400, "contentPaths must name paths that begin with a slash.");
  store.ended(store.started("", "purge", `${endpoint.id}/purge`, clock.now), clock.now);
  return { status: 202 };
}

function local(controls: LocalControls, method: string, url: URL): Answer {
  const stack = url.searchParams.get("stack") ?? "";
  const order = `${method} ${url.pathname.replace("/local/", "")}`;
  switch (order) {
    case "GET status":
      return { status: 200, body: controls.status() };
    case "GET operations":
      return { status: 200, body: controls.operationsSince(Number(url.searchParams.get("since") ?? 0)) };
    case "POST hold":
      controls.hold(stack);
      return { status: 204 };
    case "POST release":
      controls.release(stack);
      return { status: 204 };
    case "POST stop":
      controls.stop();
      return { status: 202 };
    default:
      throw new ArmError("NotFound", 404, `The local Azure has no order '${order}'.`);
  }
}

/** An upload, or a question before one, as it comes from inside the network. */
function storage({ store, view }: Subscription, body: unknown): unknown {
  const order = storageOrderSchema.safeParse(body);
  if (!order.success) throw new ArmError("InvalidInput", 400, "That is no order to a storage account.");
  const effects = { put: store.put.bind(store), remove: store.remove.bind(store) };
  return storageOrder(view, effects, order.data) ?? null;
}

async function answer(
  subscription: Subscription,
  controls: LocalControls,
  request: IncomingMessage,
  body: unknown,
): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const method = request.method ?? "GET";
  if (method === "POST" && url.pathname === "/local/storage")
    return { status: 200, body: storage(subscription, body) };
  if (method === "POST" && url.pathname === "/local/lose")
    return { status: 200, body: { resources: controls.lose(textsAt(body, "groups[]")) } };
  if (method === "POST" && url.pathname === "/local/faults") {
    const order = faultOrderSchema.safeParse(body);
    if (!order.success) throw new ArmError("InvalidInput", 400, "Those are no faults.");
    controls.setFaults(order.data);
    return { status: 204 };
  }
  if (method === "POST" && url.pathname === "/local/pass") {
    await controls.pass(Number(url.searchParams.get("minutes") ?? 0));
    return { status: 204 };
  }
  if (method === "POST" && url.pathname === "/local/ail") {
    const reason = textAt(body, "reason");
    return { status: 200, body: { origins: controls.ail(url.searchParams.get("stack") ?? "", reason) } };
  }
  if (url.pathname.startsWith("/local/")) return local(controls, method, url);
  if (!url.searchParams.has("api-version")) {
    throw new ArmError(
      "MissingApiVersionParameter",
      400,
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const id = decodeURIComponent(url.pathname);
  const link = /^(.*)\/privateEndpointConnections(?:\/([^/]+))?$/i.exec(id);
  if (link?.[1] !== undefined) return connections(subscription, method, link[1], link[2], body);
  if (method === "GET") return resource(subscription, id);
  const purged = /^(.*\/afdEndpoints\/[^/]+)\/purge$/i.exec(id)?.[1];
  if (method === "POST" && purged !== undefined) return purge(subscription, purged, body);
  if (method === "PUT" && /\/origins\/[^/]+$/i.test(id)) return writeOrigin(subscription, id, body);
  throw new ArmError("NotImplemented", 501, `The local Azure does not answer ${method} ${id}.`);
}

function read(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      try {
        resolve(text === "" ? undefined : JSON.parse(text));
      } catch {
        reject(new ArmError("InvalidRequestContent", 400, "The request content was not valid JSON."));
      }
    });
    request.on("error", reject);
  });
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** Starts to answer on a free port of loopback. */
export function serveArm(
  subscription: Subscription,
  controls: LocalControls,
): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    subscription.clock.enter();
    let counted = true;
    const leave = () => {
      if (counted) subscription.clock.leave();
      counted = false;
    };
    read(request)
      .then((body) => {
        const pending = answer(subscription, controls, request, body);
        // An approval waits for simulated time, so it must not hold the clock.
        leave();
        return pending;
      })
      .then(
        (result) => send(response, result),
        async (error: unknown) => {
          if (error instanceof ConnectionLost) {
            request.socket.destroy();
            return;
          }
          const known =
            error instanceof ArmError ? error : new ArmError("InternalServerError", 500, String(error));
          const headers = error === known ? await waitInstead(subscription.clock, known) : undefined;
          send(response, {
            status: known.status,
            ...(headers === undefined ? {} : { headers }),
            body: { error: { code: known.code, message: known.message } },
          });
        },
      )
      .finally(leave);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({ server, port: isObject(address) ? Number(address["port"]) : 0 });
    });
  });
}
