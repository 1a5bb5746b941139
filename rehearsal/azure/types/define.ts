import { resourceTypeOf } from "../../../lib/resourceTypes.ts";
import type { TypeDefinition } from "../model.ts";

/** Joins what the local Azure knows of a type with its row in the table of ids. */
export function define(token: string, knowledge: Omit<TypeDefinition, "token" | "info">): TypeDefinition {
  const info = resourceTypeOf(token);
  if (!info) throw new Error(`lib/resourceTypes.ts has no row for ${token}`);
  return { token, info, ...knowledge };
}
