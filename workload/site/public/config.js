// The defaults, for a site that is served beside its API. `npx bulkhead content` writes this file anew for each stamp.
globalThis.siteConfig = { apiBase: "/catalogservice/api/1.0", region: "" };
