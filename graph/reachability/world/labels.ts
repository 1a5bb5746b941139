import { isObject, valueAt } from "../../../lib/properties.ts";

/** Labels or annotations of a Kubernetes object; keys may hold dots, which paths cannot. */
export function labelsAt(root: unknown, path: string): Record<string, string> {
  const value = valueAt(root, path);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]))
    : {};
}
