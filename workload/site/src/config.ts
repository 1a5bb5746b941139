/** What a stamp tells its pages, in `/config.js`. */
export interface SiteConfig {
  /** Path or address of the catalogue API, with its version. */
  readonly apiBase: string;
  /** Region whose storage the pages came from; empty where nobody said. */
  readonly region: string;
}

const defaults: SiteConfig = { apiBase: "/catalogservice/api/1.0", region: "" };

/** The configuration, with defaults for whatever is missing or of another kind. */
export function readConfig(given: unknown): SiteConfig {
  const text = (key: keyof SiteConfig): string => {
    const value: unknown =
      typeof given === "object" && given !== null ? (given as Record<string, unknown>)[key] : undefined;
    return typeof value === "string" ? value : defaults[key];
  };
  return {
    apiBase: text("apiBase").replace(/\/$/, "") || defaults.apiBase,
    region: text("region"),
  };
}
