/** Reading nested values of resources by path, without a type for each of the hundreds of ARM shapes. */

/** The inputs or outputs of a resource, in azure-native's flattened form. */
export type Properties = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * All values at a dotted path. `[]` steps into every element of a list, so one path can give many values:
 * `ipConfigurations[].subnet.id`.
 */
export function valuesAt(root: unknown, path: string): unknown[] {
  let values: unknown[] = [root];
  for (const step of path.split(".")) {
    const list = step.endsWith("[]");
    const key = list ? step.slice(0, -2) : step;
    const found: unknown[] = [];
    for (const value of values) {
      const next = isObject(value) ? value[key] : undefined;
      if (list) {
        if (Array.isArray(next)) found.push(...(next as unknown[]));
      } else if (next !== undefined && next !== null) found.push(next);
    }
    values = found;
  }
  return values;
}

export function valueAt(root: unknown, path: string): unknown {
  return valuesAt(root, path)[0];
}

export function textAt(root: unknown, path: string): string | undefined {
  const value = valueAt(root, path);
  return typeof value === "string" ? value : undefined;
}

/** A number, also one that a program gave as text. */
export function numberAt(root: unknown, path: string): number | undefined {
  const value = valueAt(root, path);
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
    ? Number(value)
    : undefined;
}

export function flagAt(root: unknown, path: string): boolean | undefined {
  const value = valueAt(root, path);
  return typeof value === "boolean" ? value : undefined;
}

export function textsAt(root: unknown, path: string): string[] {
  return valuesAt(root, path).filter((value) => typeof value === "string");
}

export function objectsAt(root: unknown, path: string): Properties[] {
  return valuesAt(root, path).filter(isObject);
}
