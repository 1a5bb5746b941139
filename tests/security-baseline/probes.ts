/** Looks at hosts over the network. */
import * as http from "node:http";
import * as https from "node:https";
import * as tls from "node:tls";
import type { HttpAnswer, Probes, TlsAnswer } from "./outside.ts";

/** Milliseconds: a host that is closed often says nothing at all. */
const patience = 10_000;

function connect(host: string, port: number, version: tls.SecureVersion): Promise<TlsAnswer> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port,
      servername: host,
      minVersion: version,
      maxVersion: version,
      // OpenSSL 3 offers TLS 1.0 and 1.1 at security level 0 only; else the refusal would be our own.
      ...(version === "TLSv1" || version === "TLSv1.1" ? { ciphers: "DEFAULT:@SECLEVEL=0" } : {}),
      timeout: patience,
    });
    const end = (answer: TlsAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("secureConnect", () => {
      const { valid_to: validTo } = socket.getPeerCertificate();
      end({ accepted: true, detail: socket.getProtocol() ?? version, validUntil: Date.parse(validTo) });
    });
    socket.once("timeout", () => end({ accepted: false, detail: "no answer" }));
    socket.once("error", (error: Error & { code?: string }) =>
      end({ accepted: false, detail: error.code ?? error.message }),
    );
  });
}

function ask(url: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith("https:") ? https.get : http.get;
    const request = get(
      url,
      { timeout: patience, headers: { "user-agent": "bulkhead security baseline" } },
      (response) => {
        response.resume();
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve({ status: response.statusCode ?? 0, headers });
      },
    );
    request.once("timeout", () => request.destroy(new Error("no answer")));
    request.once("error", (error: Error & { code?: string }) =>
      reject(new Error(error.code ?? error.message)),
    );
  });
}

/** Probes on the usual ports. */
export const networkProbes: Probes = {
  tls: (host, version) => connect(host, 443, version),
  http: ask,
  now: () => Date.now(),
};

/** For tests: the same on another port. */
export const connectTo = connect;
