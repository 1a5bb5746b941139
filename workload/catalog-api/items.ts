import { randomUUID } from "node:crypto";
import { HttpProblem } from "../shared/http/problems.ts";
import { inRequest, type HttpServer } from "../shared/http/server.ts";
import type { CatalogItem } from "../shared/model/catalog.ts";
import { catalogOf, needsKey, lifetimeOf, queue, type CatalogSource } from "./access.ts";
import { changedItem, itemParams, listQuery, newItem, shapes } from "./schemas.ts";
import { described } from "./openApi.ts";

export const noSuchItem = (id: string): HttpProblem =>
  new HttpProblem(404, "Not found", `The catalogue has no item ${id}.`);

/** How many items a list has unless it says. */
export const defaultLimit = 50;
export const limitOf = ({ limit }: { limit?: string }): number =>
  limit === undefined ? defaultLimit : Number(limit);

/** List, read, create, replace and delete. */
export function addItems(server: HttpServer, base: string, source: CatalogSource): void {
  server.get(
    base,
    { schema: { querystring: listQuery, ...described("Items, the newest first", { 200: shapes.items }) } },
    (request) => inRequest(request, () => catalogOf(source).database.listItems(limitOf(request.query))),
  );

  server.get(
    `${base}/:id`,
    { schema: { params: itemParams, ...described("One item", { 200: shapes.item, 404: shapes.problem }) } },
    (request) =>
      inRequest(request, async () => {
        const { id } = request.params;
        const item = await catalogOf(source).database.getItem(id);
        if (item === undefined) throw noSuchItem(id);
        return item;
      }),
  );

  server.post(
    base,
    {
      onRequest: needsKey(source),
      schema: {
        body: newItem,
        ...described(
          "Creates an item",
          { 201: shapes.item, 202: shapes.accepted, 409: shapes.problem },
          { restricted: true, description: "With Prefer: respond-async it is queued and answered 202." },
        ),
      },
    },
    (request, reply) =>
      inRequest(request, async () => {
        const catalog = catalogOf(source);
        const item: CatalogItem = {
          ...request.body,
          id: request.body.id ?? randomUUID(),
          lastUpdated: new Date().toISOString(),
        };
        void reply.header("location", `catalogitem/${item.id}`);
        const lifetime = lifetimeOf(request);
        if (request.headers["prefer"] === "respond-async") {
          await queue(catalog, request, item.id, { action: "AddCatalogItem", item, ...lifetime });
          return reply.code(202).send({ id: item.id });
        }
        if ((await catalog.database.createItem(item, lifetime.secondsToLive)) === "exists")
          throw new HttpProblem(409, "Already there", `There is an item ${item.id}. Change it by PUT.`);
        return reply.code(201).send(item);
      }),
  );

  server.put(
    `${base}/:id`,
    {
      onRequest: needsKey(source),
      schema: {
        params: itemParams,
        body: changedItem,
        ...described("Replaces an item", { 200: shapes.item, 404: shapes.problem }, { restricted: true }),
      },
    },
    (request) =>
      inRequest(request, async () => {
        const catalog = catalogOf(source);
        const { id } = request.params;
        const item: CatalogItem = { ...request.body, id, lastUpdated: new Date().toISOString() };
        if (!(await catalog.database.replaceItem(item))) throw noSuchItem(id);
        return item;
      }),
  );

  server.delete(
    `${base}/:id`,
    {
      onRequest: needsKey(source),
      schema: {
        params: itemParams,
        ...described(
          "Deletes an item with its comments and ratings",
          { 202: shapes.accepted },
          { restricted: true },
        ),
      },
    },
    (request, reply) =>
      inRequest(request, async () => {
        const catalog = catalogOf(source);
        const { id } = request.params;
        await queue(catalog, request, randomUUID(), {
          action: "DeleteObject",
          kind: "item",
          catalogItemId: id,
          id,
        });
        return reply.code(202).header("location", `../catalogitem/${id}`).send({ id });
      }),
  );
}
