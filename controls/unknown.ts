import type { Properties } from "./types.ts";

/** Thrown when a check reads a value that is not known before the update. */
export class UnknownValue extends Error {
  /** Where it was read, for example `networkSecurityGroup.id`. */
  readonly path: string;

  constructor(path: string) {
    super(`${path} is not known yet`);
    this.path = path;
  }
}

/**
 * How Pulumi writes an unknown value of each type on the wire (@pulumi/policy 1.21, proxy.js: boolean, number, string,
 * array, asset, archive, object).
 */
export const unknownMarks: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** What stands for an unknown text in inputs that are written by hand. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Where an error says that a value is unknown, our own or Pulumi's; undefined for every other error. */
export function unknownPath(error: unknown): string | undefined {
  if (error instanceof UnknownValue) return error.path;
  // Pulumi's class is not in the declarations of its package; it is told by what it carries.
  if (error instanceof Error && "unknownTypeSentinel" in error && "props" in error) {
    return Array.isArray(error.props) ? error.props.join(".") : "a value";
  }
  return undefined;
}

/** Inputs that throw {@link UnknownValue} where a value is read that is not known yet. */
export function guardUnknown(props: Properties): Properties {
  return guard(props, []) as Properties;
}

function guard(value: unknown, path: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const field: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || typeof field === "function") return field;
      const here = [...path, key];
      if (unknownMarks.has(field)) throw new UnknownValue(here.join("."));
      return guard(field, here);
    },
  });
}
