/** What azure-native's diff decides: which inputs changed, and which of the changes force a replacement. */
import { definitionOf } from "./types/index.ts";
import { isObject, type Properties } from "../../lib/properties.ts";
import { sameValue } from "./values.ts";

export interface PropertyChange {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/** Changes between two sets of inputs, leaf by leaf; lists of different length count as one change. */
export function changesBetween(
  before: unknown,
  after: unknown,
  path = "",
): Omit<PropertyChange, "replaces">[] {
  if (sameValue(before, after)) return [];
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) =>
      changesBetween(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => changesBetween(item, after[index], `${path}[${index}]`));
  }
  return [{ path, kind: "update" }];
}

/** The changes of a resource of that type, with those marked that no update can make. */
export function diffOf(token: string, before: Properties, after: Properties): PropertyChange[] {
  const definition = definitionOf(token);
  const fixed = [
    ...definition.info.names,
    definition.info.scopeInput ?? "",
    "resourceGroupName",
    "location",
    ...(definition.createOnly ?? []),
  ];
  const isFixed = (path: string) =>
    fixed.some(
      (name) => name !== "" && (path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)),
    );
  return changesBetween(before, after).map((change) => ({ ...change, replaces: isFixed(change.path) }));
}
