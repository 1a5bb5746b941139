import { defaultContentPolicy } from "../../lib/edge/contentPolicy.ts";

/**
 * What Front Door's rule set adds to every answer, by its defaults, but for Strict-Transport-Security: there is no HTTPS here. With them
 * the pages meet the same content policy as on the platform.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": defaultContentPolicy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};
