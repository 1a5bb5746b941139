import type { Properties } from "./rule.ts";
import { isUnknownValue } from "./unknown.ts";

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

/** Compares with one of Azure's words without regard to case. */
export function isText(value: unknown, word: string): boolean {
  return typeof value === "string" && value.toLowerCase() === word.toLowerCase();
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
 * unknown value is thrown at the end and makes Pulumi say that the rule could not be decided yet.
 */
export function every(...checks: readonly (() => void)[]): void {
  let unknown: Error | undefined;
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!isUnknownValue(error)) throw error;
      unknown ??= error;
    }
  }
  if (unknown !== undefined) throw unknown;
}
