import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";

/**
 * Sends what is meant for HTTPS without TLS. Azure's clients speak nothing else, and a certificate made for a test would prove nothing
 * about ours.
 *
 * @returns what puts it right again.
 */
export function plainHttps(): () => void {
  const original = https.request;
  https.request = ((options: http.RequestOptions, answered?: (response: http.IncomingMessage) => void) =>
    http.request({ ...options, agent: undefined, protocol: "http:" }, answered)) as typeof https.request;
  syncBuiltinESMExports();
  return () => {
    https.request = original;
    syncBuiltinESMExports();
  };
}
