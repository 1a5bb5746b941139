import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

type Document = Record<string, unknown> & { id: string };

/**
 * As much of Cosmos DB's REST interface as reading and writing single documents takes: the account with its regions, a container with its
 * partition key, documents with the answers that matter. It has no queries.
 */
export class FakeCosmos {
  /** Requests for documents, as "POST itemComments [\"lamp\"]". */
  readonly asked: string[] = [];
  readonly authorizations = new Set<string>();
  /** How many requests are answered 429 before one is taken. */
  throttled = 0;
  readonly #documents = new Map<string, Document>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<FakeCosmos> {
    const server = createServer((request, response) => {
      void fake.#answer(request).then(({ status, body, headers = {} }) => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(body === undefined ? "" : JSON.stringify(body));
      });
    });
    const fake = new FakeCosmos(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return fake;
  }

  get endpoint(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async #answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body?: unknown; headers?: Record<string, string> }> {
    this.authorizations.add(decodeURIComponent(request.headers.authorization ?? ""));
    const path = (request.url ?? "").replace(/^\/+|\/+$/g, "").split("/");
    if (path[0] === "") {
      const location = [{ name: "East US", databaseAccountEndpoint: this.endpoint }];
      return {
        status: 200,
        body: {
          id: "account",
          writableLocations: location,
          readableLocations: location,
          enableMultipleWriteLocations: true,
          userConsistencyPolicy: { defaultConsistencyLevel: "Session" },
        },
      };
    }
    const [, , , container = "", , id] = path;
    if (path.length === 4)
      return {
        status: 200,
        body: {
          id: container,
          _rid: "r",
          partitionKey: { paths: [container === "catalogItems" ? "/id" : "/catalogItemId"], kind: "Hash" },
        },
      };
    const partition = String(request.headers["x-ms-documentdb-partitionkey"]);
    this.asked.push(`${request.method} ${container} ${partition}`);
    if (this.throttled > 0) {
      this.throttled -= 1;
      return {
        status: 429,
        body: { code: "429", message: "throttled" },
        headers: { "x-ms-retry-after-ms": "1" },
      };
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent =
      chunks.length === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString("utf8")) as Document);
    const key = `${container} ${partition} ${id ?? sent?.id ?? ""}`;
    const found = this.#documents.get(key);
    switch (request.method) {
      case "POST":
        if (found !== undefined) return { status: 409, body: { code: "Conflict", message: "exists" } };
        this.#documents.set(key, sent ?? { id: "" });
        return { status: 201, body: { ...sent, _etag: "e", _ts: 1 } };
      case "PUT":
        if (found === undefined) return { status: 404, body: { code: "NotFound", message: "none" } };
        this.#documents.set(key, sent ?? { id: "" });
        return { status: 200, body: sent };
      case "DELETE":
        return this.#documents.delete(key)
          ? { status: 204 }
          : { status: 404, body: { code: "NotFound", message: "none" } };
      default:
        return found === undefined
          ? { status: 404, body: { code: "NotFound", message: "none" } }
          : { status: 200, body: { ...found, _etag: "e", _ts: 1 } };
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
