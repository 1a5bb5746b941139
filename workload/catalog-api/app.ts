import swagger from "@fastify/swagger";
import type { Environment } from "../shared/config/numbers.ts";
import { addProbes, type Readiness } from "../shared/http/probes.ts";
import { HttpProblem } from "../shared/http/problems.ts";
import { createServer, type HttpServer } from "../shared/http/server.ts";
import type { Logger } from "../shared/log.ts";
import type { CatalogSource } from "./access.ts";
import { addItems } from "./items.ts";
import { openApi } from "./openApi.ts";
import { addOpinions } from "./opinions.ts";

/** Where the gateway sends requests for it. */
export const basePath = "/catalogservice";
export const apiVersion = "1.0";

export interface CatalogApp {
  readonly log: Logger;
  readonly env: Environment;
  readonly catalog: CatalogSource;
  readonly readiness: () => Readiness;
}

/** The HTTP side of the catalog API. */
export async function createApp({ log, env, catalog, readiness }: CatalogApp): Promise<HttpServer> {
  const server = createServer(log, env);
  await server.register(swagger, openApi);
  const api = `${basePath}/api/`;
  server.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith(api)) void reply.header("x-requested-api-version", apiVersion);
  });
  const items = `${api}${apiVersion}/catalogitem`;
  addItems(server, items, catalog);
  addOpinions(server, items, catalog);
  server.all<{ Params: { version: string } }>(
    `${api}:version/*`,
    { schema: { hide: true } },
    async (request) => {
      const { version } = request.params;
      throw version === apiVersion
        ? new HttpProblem(404, "Not found", "There is nothing at this address.")
        : new HttpProblem(
            400,
            "Unknown version",
            `This service speaks version ${apiVersion} of the interface only.`,
          );
    },
  );
  server.get(`${basePath}/openapi.json`, { schema: { hide: true } }, async () => server.swagger());
  addProbes(server, basePath, readiness);
  return server;
}
