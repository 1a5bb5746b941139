/**
 * Hash of the style sheet in content/sorry/index.html, which stands inside the page because nothing else can be relied on
 * when it is needed. Without it browsers would show the page unstyled.
 */
export const sorryStyleHash = "sha256-nfxRulu/BIwLCfzNfF+rnoRey1XEhFrCic2W3GSKrdA=";

/** What pages may load, unless the configuration says otherwise: what comes from the same host, and the sorry page's style. */
export const defaultContentPolicy = [
  "default-src 'self'",
  `style-src 'self' '${sorryStyleHash}'`,
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join("; ");
