/** Reading nested values of resources by path, without a type for each of the hundreds of ARM shapes. */

/** The inputs or outputs of a resource, in azure-native's flattened form. */
export type Properties = Record<string, unknown>;

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

/** Whether a value is one of Azure's words: Azure takes its enumerations in any case. */
export function isText(value: unknown, word: string): boolean {
  return typeof value === "string" && value.toLowerCase() === word.toLowerCase();
}

/** One of Azure's words in the spelling of its specification, see {@link isText}. Other texts stay as they are. */
export function wordOf(text: string, words: readonly string[]): string {
  return words.find((word) => isText(text, word)) ?? text;
}

/** The text at a path, as {@link wordOf} spells it. */
export function wordAt(root: unknown, path: string, words: readonly string[]): string | undefined {
  const text = textAt(root, path);
  return text === undefined ? undefined : wordOf(text, words);
}

/** Numbers pass through the engine as they are, but a program may well give them as text. */
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

/** The value where it is an object; an empty one otherwise. */
export function objectOrEmpty(value: unknown): Properties {
  return isObject(value) ? value : {};
}

/** The objects of a value that is a list; none otherwise. */
export function objectsOf(value: unknown): Properties[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Every text of a value, with the path where it stands. */
export function allTexts(value: unknown, path = ""): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => allTexts(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    // Maps keyed by resource id (user-assigned identities) refer by their keys.
    ...(key.startsWith("/") ? [{ path: `${path}.${key}`, text: key }] : []),
    ...allTexts(item, path === "" ? key : `${path}.${key}`),
  ]);
}
