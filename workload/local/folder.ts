/** A folder as a static website: what the storage accounts of the platform do. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as path from "node:path";

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The file of a path, or undefined: nothing outside the folder, and no folder. */
async function fileAt(folder: string, pathname: string): Promise<string | undefined> {
  let relative: string;
  try {
    relative = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const file = path.join(folder, relative.endsWith("/") ? `${relative}index.html` : relative);
  if (!file.startsWith(folder + path.sep)) return undefined;
  try {
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves a folder. As the static websites of the platform have it, a path that is not there is answered with status 404 and, if there is
 * one, the first page.
 *
 * @param folder absolute.
 * @param prefix part of the path that is no part of the folder.
 */
export function serveFolder(folder: string, prefix = ""): Handler {
  return (request, response) => {
    void (async () => {
      if (request.method !== "GET" && request.method !== "HEAD") {
        response.writeHead(405, { allow: "GET, HEAD" }).end();
        return;
      }
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const found = await fileAt(folder, pathname.slice(prefix.length));
      const file = found ?? (await fileAt(folder, "/"));
      if (file === undefined) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(found === undefined ? 404 : 200, {
        "content-type": contentTypes[path.extname(file)] ?? "application/octet-stream",
        "cache-control": "no-cache",
      });
      if (request.method === "HEAD") response.end();
      else createReadStream(file).pipe(response);
    })();
  };
}
