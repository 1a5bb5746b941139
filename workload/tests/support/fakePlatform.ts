/** A platform of a few lines: the paths of the three services and a site, in memory, with faults on demand. */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Item {
  id: string;
  name: string;
  description: string;
  price: number;
  imageUrl?: string;
}

export interface Comment {
  id: string;
  catalogItemId: string;
  authorName: string;
  text: string;
  creationDate: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is a text. */
  body?: unknown;
}

export interface FakePlatform {
  readonly url: string;
  readonly items: Item[];
  readonly comments: Comment[];
  readonly ratings: { id: string; catalogItemId: string; rating: number }[];
  /** What was asked, as "GET /path". */
  readonly asked: string[];
  /** Milliseconds between the taking of a comment or rating and its showing up. */
  delay: number;
  /** Looks at every request first; what it returns is the answer. */
  override:
    ((method: string, path: string, headers: IncomingMessage["headers"]) => Reply | undefined) | undefined;
  close(): Promise<void>;
}

export const apiKey = "the-key";
const api = "/catalogservice/api/1.0/catalogitem";

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

const problem = (status: number, title: string, correlationId: string): Reply => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: { type: "about:blank", status, title, correlationId },
});

/** @param pages answers what is not below /catalogservice or /healthservice. */
export async function fakePlatform(
  pages: (path: string) => Reply = () => ({ status: 404 }),
): Promise<FakePlatform> {
  const items: Item[] = [
    {
      id: randomUUID(),
      name: "Lamp",
      description: "Gives light.",
      price: 12.5,
      imageUrl: "/images/lamp.svg",
    },
  ];
  const comments: Comment[] = [];
  const ratings: { id: string; catalogItemId: string; rating: number }[] = [];
  const asked: string[] = [];

  function later(work: () => void): void {
    if (platform.delay === 0) work();
    else setTimeout(work, platform.delay);
  }

  async function answer(method: string, path: string, request: IncomingMessage, id: string): Promise<Reply> {
    const restricted = method === "PUT" || method === "DELETE" || (method === "POST" && path === api);
    const overridden = platform.override?.(method, path, request.headers);
    if (overridden !== undefined) return overridden;
    if (path.startsWith("/healthservice/")) return { status: 200, body: { healthy: true } };
    if (!path.startsWith(api)) return pages(path);
    if (restricted && request.headers["x-api-key"] !== apiKey)
      return problem(401, "The key is missing or wrong.", id);
    const [itemId, part, newId] = path.slice(api.length + 1).split("/");
    if (itemId === undefined || itemId === "") {
      if (method === "GET") return { status: 200, body: items };
      const made = { id: randomUUID(), ...((await bodyOf(request)) as unknown as Omit<Item, "id">) };
      items.push(made);
      return { status: 201, body: made };
    }
    const index = items.findIndex((item) => item.id === itemId);
    if (index < 0) return problem(404, "There is no such item.", id);
    if (method === "DELETE") {
      items.splice(index, 1);
      return { status: 202, headers: { location: itemId } };
    }
    if (part === undefined) return { status: 200, body: items[index] };
    if (method === "GET" && newId !== undefined)
      return { status: [...comments, ...ratings].some((entry) => entry.id === newId) ? 200 : 404, body: {} };
    if (method === "GET" && part === "comments")
      return { status: 200, body: comments.filter(({ catalogItemId }) => catalogItemId === itemId) };
    if (method === "GET") {
      const mine = ratings.filter(({ catalogItemId }) => catalogItemId === itemId);
      const sum = mine.reduce((total, { rating }) => total + rating, 0);
      return {
        status: 200,
        body: { averageRating: mine.length === 0 ? null : sum / mine.length, numberOfVotes: mine.length },
      };
    }
    const given = await bodyOf(request);
    const made = randomUUID();
    later(() => {
      if (part === "comments")
        comments.push({
          id: made,
          catalogItemId: itemId,
          authorName: String(given["authorName"]),
          text: String(given["text"]),
          creationDate: new Date().toISOString(),
        });
      else ratings.push({ id: made, catalogItemId: itemId, rating: Number(given["rating"]) });
    });
    return { status: 202, headers: { location: `${part}/${made}` } };
  }

  const server: Server = createServer((request, response) => {
    const { method = "GET" } = request;
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const correlationId = String(request.headers["x-correlation-id"] ?? randomUUID());
    asked.push(`${method} ${path}`);
    void answer(method, path, request, correlationId).then(({ status, headers = {}, body }) => {
      response.writeHead(status, {
        "content-type": typeof body === "string" ? "text/plain" : "application/json",
        "x-server-name": "fake",
        "x-server-location": "East US",
        "x-requested-api-version": "1.0",
        "x-correlation-id": correlationId,
        "x-content-type-options": "nosniff",
        ...headers,
      });
      response.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const platform: FakePlatform = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    items,
    comments,
    ratings,
    asked,
    delay: 0,
    override: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return platform;
}
