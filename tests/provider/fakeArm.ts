import { ArmClient } from "../../provider/arm.ts";
import type { Connection } from "../../provider/connections.ts";

export const target =
  "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateLinkServices/pls";

/** A connection of {@link target} as ARM would show it. */
export function connection(name: string, status: string, description: string): Connection {
  return {
    id: `${target}/privateEndpointConnections/${name}`,
    name,
    properties: {
      privateEndpoint: { id: `/consumer/${name}` },
      privateLinkServiceConnectionState: { status, description, actionsRequired: "None" },
      provisioningState: "Succeeded",
    },
  };
}

/** Connections in memory behind ARM's protocol, with a clock that moves only when somebody sleeps. */
export class FakeArm {
  connections: Connection[] = [];
  /** False: the target itself does not exist. */
  exists = true;
  /** False: nothing answers. */
  reachable = true;
  /** True: every answer is 429. */
  busy = false;
  /** Called before each request, for what happens meanwhile. */
  onRequest: (method: string, path: string) => void = () => undefined;
  readonly requests: string[] = [];
  clock = 0;

  readonly client = new ArmClient({
    endpoint: "http://127.0.0.1:1",
    token: () => Promise.resolve(undefined),
    fetch: (input, init) => Promise.resolve(this.#answer(input as URL, init ?? {})),
    sleep: (milliseconds) => this.sleep(milliseconds),
    now: () => this.clock,
  });

  sleep(milliseconds: number): Promise<void> {
    this.clock += milliseconds;
    return Promise.resolve();
  }

  /** "name status" of each connection, in order. */
  get summary(): string[] {
    return this.connections.map(
      (each) => `${each.name} ${each.properties.privateLinkServiceConnectionState?.status ?? ""}`,
    );
  }

  /** What was written: "PUT name" and "DELETE name". */
  get writes(): string[] {
    return this.requests.filter((request) => !request.startsWith("GET"));
  }

  #answer(url: URL, init: RequestInit): Response {
    const method = init.method ?? "GET";
    const [, name] = /privateEndpointConnections(?:\/(.+))?$/.exec(url.pathname) ?? [];
    this.onRequest(method, url.pathname);
    if (!this.reachable) throw new TypeError("fetch failed");
    if (this.busy) return json(429, { error: { code: "TooManyRequests", message: "slow down" } });
    this.requests.push(name === undefined ? method : `${method} ${name}`);
    if (!this.exists) return json(404, { error: { code: "ResourceNotFound", message: "no such target" } });
    if (name === undefined) return json(200, { value: this.connections });
    const found = this.connections.find((each) => each.name === name);
    if (found === undefined) return json(404, { error: { code: "NotFound", message: "no such connection" } });
    if (method === "DELETE") {
      this.connections = this.connections.filter((each) => each !== found);
      return new Response(null, { status: 200 });
    }
    if (method === "PUT") {
      const body = JSON.parse(init.body as string) as { properties: Connection["properties"] };
      Object.assign(found.properties, body.properties);
    }
    return json(200, found);
  }
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}
