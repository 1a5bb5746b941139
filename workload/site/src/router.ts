/** Where somebody is. The part behind # never leaves the browser, so every storage account can serve the pages. */
export type Place =
  { readonly page: "list" } | { readonly page: "item"; readonly id: string } | { readonly page: "unknown" };

export function placeOf(hash: string): Place {
  if (hash === "" || hash === "#" || hash === "#/") return { page: "list" };
  const [, encoded] = /^#\/item\/([^/]+)$/.exec(hash) ?? [];
  if (encoded === undefined) return { page: "unknown" };
  try {
    return { page: "item", id: decodeURIComponent(encoded) };
  } catch {
    return { page: "unknown" };
  }
}

export function itemHash(id: string): string {
  return `#/item/${encodeURIComponent(id)}`;
}
