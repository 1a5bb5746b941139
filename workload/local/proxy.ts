/** One address for all parts, with the paths of Front Door's routes. */
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Handler } from "./folder.ts";
import { securityHeaders } from "./securityHeaders.ts";

/** Who answers the paths that begin with a prefix. */
export interface Route {
  readonly prefix: string;
  readonly handler: Handler;
}

/** Headers that belong to one connection and are not handed on (RFC 9110, section 7.6.1). */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

function handedOn(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
}

/** Hands requests on to a port of this machine; while nobody listens there the answer is 502, as from Front Door. */
export function forwardTo(port: number): Handler {
  return (request, response) => {
    const { method, url } = request;
    const onward = ask(
      { host: "127.0.0.1", port, method, path: url, headers: handedOn(request.headers) },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, handedOn(answer.headers));
        answer.pipe(response);
      },
    );
    onward.on("error", () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { "content-type": "text/plain" }).end("Nobody answers here.\n");
    });
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  };
}

/** The longest prefix that fits decides, as at Front Door. */
function routeOf(routes: readonly Route[], pathname: string): Route | undefined {
  return routes
    .filter(({ prefix }) => pathname.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)
    .at(0);
}

function answer(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  // A proxy answers "Host" itself; an address that is none must not end the process.
  const pathname = URL.parse(request.url ?? "/", "http://localhost")?.pathname;
  const route = pathname === undefined ? undefined : routeOf(routes, pathname);
  if (route === undefined) response.writeHead(404).end();
  else route.handler(request, response);
}

export interface Proxy {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on this machine's own address only.
 *
 * @param port 0 for any that is free.
 * @throws the server's error, with code EADDRINUSE for a port that somebody else has.
 */
export async function startProxy(routes: readonly Route[], port: number): Promise<Proxy> {
  const server: Server = createServer((request, response) => answer(routes, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
