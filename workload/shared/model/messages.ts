import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";

/** Ids are part of addresses and of partition keys; Cosmos DB refuses / \ ? # in them. */
export const idSchema = Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9._-]+$" });
const date = Type.String({ minLength: 20, maxLength: 32, pattern: "^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$" });
const secondsToLive = Type.Optional(Type.Integer({ minimum: 1 }));
const strict = { additionalProperties: false };

/** The parts of an item that a caller says. */
export const itemFields = {
  name: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }),
  description: Type.String({ maxLength: 4000 }),
  price: Type.Number({ minimum: 0, maximum: 1_000_000_000 }),
  imageUrl: Type.Optional(
    Type.String({
      maxLength: 300,
      // No ".." and no second slash at the start: it has to stay below /images/ of the same host.
      pattern: "^/images/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)*$",
      description: "A path below /images/.",
    }),
  ),
};
export const commentFields = {
  authorName: Type.String({ minLength: 1, maxLength: 100, pattern: "\\S" }),
  text: Type.String({ minLength: 1, maxLength: 2000, pattern: "\\S" }),
};
export const ratingFields = { rating: Type.Integer({ minimum: 1, maximum: 5 }) };

export const itemSchema = Type.Object({ id: idSchema, ...itemFields, lastUpdated: date }, strict);
export const commentSchema = Type.Object(
  { id: idSchema, catalogItemId: idSchema, ...commentFields, creationDate: date },
  strict,
);
export const ratingSchema = Type.Object(
  { id: idSchema, catalogItemId: idSchema, ...ratingFields, creationDate: date },
  strict,
);

const message = Type.Union([
  Type.Object({ action: Type.Literal("AddComment"), comment: commentSchema, secondsToLive }, strict),
  Type.Object({ action: Type.Literal("AddRating"), rating: ratingSchema, secondsToLive }, strict),
  Type.Object({ action: Type.Literal("AddCatalogItem"), item: itemSchema, secondsToLive }, strict),
  Type.Object(
    {
      action: Type.Literal("DeleteObject"),
      kind: Type.Union([Type.Literal("item"), Type.Literal("comment"), Type.Literal("rating")]),
      catalogItemId: idSchema,
      id: idSchema,
    },
    strict,
  ),
]);

/** A write that was accepted and is still to be done. Doing it twice is as good as doing it once. */
export type QueuedWrite = Static<typeof message>;

const compiled = Compile(message);

/** Properties that travel beside the body. */
export const properties = {
  correlationId: "correlationId",
  /** "TRUE" on the events by which the health service finds out whether the event hub takes any. */
  healthCheck: "HEALTHCHECK",
  /** The caller's trace, as W3C Trace Context has it. */
  trace: "traceparent",
} as const;

/** Events of one item stay in order, because they go to one partition. */
export function partitionKeyOf(write: QueuedWrite): string {
  switch (write.action) {
    case "AddComment":
      return write.comment.catalogItemId;
    case "AddRating":
      return write.rating.catalogItemId;
    case "AddCatalogItem":
      return write.item.id;
    case "DeleteObject":
      return write.catalogItemId;
  }
}

/** A body that no worker of this version can make anything of. */
export class Malformed extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "Malformed";
  }
}

/** @throws Malformed for anything but a queued write. */
export function parseWrite(body: string): QueuedWrite {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Malformed("The body is no JSON.");
  }
  if (compiled.Check(value)) return value;
  const action = (value as { action?: unknown } | null)?.action;
  const where = [...compiled.Errors(value)][0];
  throw new Malformed(
    `The body is no write that this version knows (action ${JSON.stringify(action)})${
      where === undefined ? "" : `: ${where.instancePath || "/"} ${where.message}`
    }.`,
  );
}
