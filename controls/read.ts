import { isText } from "../lib/properties.ts";
import type { Properties, Resource } from "./types.ts";
import { unknownPath } from "./unknown.ts";

export { isText };

/** The value at a path such as ["networkProfile", "outboundType"]; undefined when a part is missing. Throws when a part is unknown. */
export function at(props: Properties, ...path: readonly string[]): unknown {
  let value: unknown = props;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Properties)[key];
  }
  return value;
}

/** Whether an input says "Disabled", in any case: Azure compares its enumerations without regard to case. False says it too. */
export function isDisabled(value: unknown): boolean {
  return value === false || isText(value, "Disabled");
}

/** Whether a reference such as `{ id }` names something. Throws when the id is unknown: it could still turn out to be none. */
export function refersToSomething(reference: unknown): boolean {
  const id = at({ reference }, "reference", "id");
  return typeof id === "string" && id !== "";
}

/** A value for a message: a text in quotes, anything else as JSON. */
export function quote(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : JSON.stringify(value);
}

/** A list; empty when the value is none. */
export function list(value: unknown): readonly Properties[] {
  return Array.isArray(value) ? (value as readonly Properties[]) : [];
}

/**
 * Runs every check even when one of them meets an unknown value, so that what is certainly wrong is shown at once; the first
 * unknown value is thrown at the end and leaves the control undecided.
 */
export function every(...checks: readonly (() => void)[]): void {
  let unknown: Error | undefined;
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof Error) || unknownPath(error) === undefined) throw error;
      unknown ??= error;
    }
  }
  if (unknown !== undefined) throw unknown;
}

/**
 * Whether a text is the ARM id of a resource. Compares the last type and name in the id with
 * the inputs of the resource, and whole ids where Pulumi names the resource; throws when that is not known yet.
 */
export function refersTo(reference: unknown, resource: Resource): boolean {
  if (typeof reference !== "string" || reference === "") return false;
  const [name = "", kind = ""] = reference.toLowerCase().split("/").toReversed();
  // `Registry` is `registries` in an id.
  const singular = (resource.type.split(":").at(-1) ?? "").toLowerCase().replace(/y$/, "");
  if (!kind.startsWith(singular)) return false;
  const names = Object.keys(resource.props)
    .filter((key) => /(^n|N)ame$/.test(key) && key !== "resourceGroupName")
    .map((key) => resource.props[key]);
  if (names.some((own) => typeof own === "string" && own.toLowerCase() === name)) return true;
  return names.length === 0 && resource.id?.toLowerCase() === reference.toLowerCase();
}

/** The texts of a list; empty when the value is none. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

/** Whether a text fits one of some patterns, in which `*` stands for any run of characters. Without regard to case. */
export function fitsAny(text: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const literal = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${literal.join(".*")}$`, "i").test(text);
  });
}

/** Every text anywhere in a value. Throws when one of them is unknown. */
export function textsWithin(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [key, ...textsWithin((value as Properties)[key])]);
}
