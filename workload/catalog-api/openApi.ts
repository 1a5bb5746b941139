import type { TSchema } from "typebox";

/** What the description of the interface says of a route. Schemas of answers describe only; they cut nothing off. */
export interface RouteDescription {
  readonly summary: string;
  readonly description?: string;
  readonly security?: { [name: string]: string[] }[];
  readonly response: Readonly<Record<number, TSchema>>;
}

/** @param answers what is answered, by status. */
export function described(
  summary: string,
  answers: Readonly<Record<number, TSchema>>,
  { restricted = false, description }: { restricted?: boolean; description?: string } = {},
): RouteDescription {
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    ...(restricted ? { security: [{ apiKey: [] }] } : {}),
    response: answers,
  };
}

/** The head of the description; the routes add theirs. */
export const openApi = {
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Catalog API",
      version: "1.0",
      description: "Items with comments and ratings. Opinions and deletions are queued and answered 202.",
    },
    components: {
      securitySchemes: { apiKey: { type: "apiKey" as const, in: "header" as const, name: "X-API-KEY" } },
    },
  },
};
