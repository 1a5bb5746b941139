import { randomUUID } from "node:crypto";
import { HttpProblem } from "../shared/http/problems.ts";
import { inRequest, type HttpServer } from "../shared/http/server.ts";
import { catalogOf, needsKey, lifetimeOf, queue, type CatalogSource } from "./access.ts";
import { limitOf } from "./items.ts";
import { described } from "./openApi.ts";
import {
  commentParams,
  itemParams,
  listQuery,
  newComment,
  newRating,
  ratingParams,
  ratingSummary,
  shapes,
} from "./schemas.ts";

/**
 * Comments and ratings. Writes are queued, whether there is such an item or not: asking the database first would make its outage
 * theirs as well.
 */
export function addOpinions(server: HttpServer, base: string, source: CatalogSource): void {
  server.get(
    `${base}/:id/comments`,
    {
      schema: {
        params: itemParams,
        querystring: listQuery,
        ...described("Comments, the newest first", { 200: shapes.comments }),
      },
    },
    (request) =>
      inRequest(request, () =>
        catalogOf(source).database.listComments(request.params.id, limitOf(request.query)),
      ),
  );

  server.get(
    `${base}/:id/comments/:commentId`,
    {
      schema: {
        params: commentParams,
        ...described("One comment", { 200: shapes.comment, 404: shapes.problem }),
      },
    },
    (request) =>
      inRequest(request, async () => {
        const { id, commentId } = request.params;
        const comment = await catalogOf(source).database.getComment(id, commentId);
        if (comment === undefined) throw notYet("comment", commentId);
        return comment;
      }),
  );

  server.post(
    `${base}/:id/comments`,
    {
      schema: {
        params: itemParams,
        body: newComment,
        ...described("Queues a comment", { 202: shapes.accepted }),
      },
    },
    (request, reply) =>
      inRequest(request, async () => {
        const id = randomUUID();
        await queue(catalogOf(source), request, id, {
          action: "AddComment",
          comment: {
            id,
            catalogItemId: request.params.id,
            ...request.body,
            creationDate: new Date().toISOString(),
          },
          ...lifetimeOf(request),
        });
        return reply.code(202).header("location", `comments/${id}`).send({ id });
      }),
  );

  server.get(
    `${base}/:id/ratings`,
    { schema: { params: itemParams, ...described("The ratings in one figure", { 200: ratingSummary }) } },
    (request) => inRequest(request, () => catalogOf(source).database.summarizeRatings(request.params.id)),
  );

  server.get(
    `${base}/:id/ratings/:ratingId`,
    {
      schema: {
        params: ratingParams,
        ...described("One rating", { 200: shapes.rating, 404: shapes.problem }),
      },
    },
    (request) =>
      inRequest(request, async () => {
        const { id, ratingId } = request.params;
        const rating = await catalogOf(source).database.getRating(id, ratingId);
        if (rating === undefined) throw notYet("rating", ratingId);
        return rating;
      }),
  );

  server.post(
    `${base}/:id/ratings`,
    {
      schema: {
        params: itemParams,
        body: newRating,
        ...described("Queues a rating", { 202: shapes.accepted }),
      },
    },
    (request, reply) =>
      inRequest(request, async () => {
        const id = randomUUID();
        await queue(catalogOf(source), request, id, {
          action: "AddRating",
          rating: {
            id,
            catalogItemId: request.params.id,
            ...request.body,
            creationDate: new Date().toISOString(),
          },
          ...lifetimeOf(request),
        });
        return reply.code(202).header("location", `ratings/${id}`).send({ id });
      }),
  );

  server.delete(
    `${base}/:id/comments/:commentId`,
    {
      onRequest: needsKey(source),
      schema: {
        params: commentParams,
        ...described("Queues the deletion of a comment", { 202: shapes.accepted }, { restricted: true }),
      },
    },
    (request, reply) =>
      inRequest(request, async () => {
        const { id: catalogItemId, commentId: id } = request.params;
        await queue(catalogOf(source), request, randomUUID(), {
          action: "DeleteObject",
          kind: "comment",
          catalogItemId,
          id,
        });
        return reply.code(202).header("location", `../comments/${id}`).send({ id });
      }),
  );

  server.delete(
    `${base}/:id/ratings/:ratingId`,
    {
      onRequest: needsKey(source),
      schema: {
        params: ratingParams,
        ...described("Queues the deletion of a rating", { 202: shapes.accepted }, { restricted: true }),
      },
    },
    (request, reply) =>
      inRequest(request, async () => {
        const { id: catalogItemId, ratingId: id } = request.params;
        await queue(catalogOf(source), request, randomUUID(), {
          action: "DeleteObject",
          kind: "rating",
          catalogItemId,
          id,
        });
        return reply.code(202).header("location", `../ratings/${id}`).send({ id });
      }),
  );
}

const notYet = (what: string, id: string): HttpProblem =>
  new HttpProblem(
    404,
    "Not found",
    `There is no ${what} ${id}; one that was queued takes a moment to appear.`,
  );
