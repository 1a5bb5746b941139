import { Type, type TSchema } from "typebox";
import {
  commentFields,
  commentSchema,
  idSchema,
  itemFields,
  itemSchema,
  ratingFields,
  ratingSchema,
} from "../shared/model/messages.ts";

const strict = { additionalProperties: false };

export const itemParams = Type.Object({ id: idSchema });
export const commentParams = Type.Object({ id: idSchema, commentId: idSchema });
export const ratingParams = Type.Object({ id: idSchema, ratingId: idSchema });
/** Queries are text: the number is checked by its pattern and its range, "abc" and "0" are refused. */
export const listQuery = Type.Object(
  { limit: Type.Optional(Type.String({ pattern: "^([1-9]\\d?|100)$", description: "1 to 100." })) },
  strict,
);
export const newItem = Type.Object({ id: Type.Optional(idSchema), ...itemFields }, strict);
export const changedItem = Type.Object(itemFields, strict);
export const newComment = Type.Object(commentFields, strict);
export const newRating = Type.Object(ratingFields, strict);

const accepted = Type.Object({ id: idSchema });
export const ratingSummary = Type.Object({
  averageRating: Type.Union([Type.Number(), Type.Null()]),
  numberOfVotes: Type.Integer({ minimum: 0 }),
});
const problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  correlationId: Type.String(),
});

/** How the interface describes its answers; Fastify does not shape answers by it. */
export interface Described {
  readonly summary: string;
  readonly description?: string;
  readonly answers?: Readonly<Record<number, TSchema | "empty">>;
  readonly restricted?: boolean;
}

export const shapes = {
  item: itemSchema,
  items: Type.Array(itemSchema),
  comment: commentSchema,
  comments: Type.Array(commentSchema),
  rating: ratingSchema,
  accepted,
  problem,
};
