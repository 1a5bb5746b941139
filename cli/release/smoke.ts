/**
 * The smoke test of a stamp that gets no requests yet. Front Door does not lead to it, so it is asked by its own name at an
 * address that leads to its gateway: a port forward on an agent of the operations network, say.
 */
import { request } from "node:https";
import { runSmoke } from "../../workload/smoke/smoke.ts";
import { UserError } from "../../config/userError.ts";

/** Where a stamp's gateway answers from here. */
export interface Way {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `--smoke-via`.
 *
 * @param texts `stamp-eastus-b=127.0.0.1:8443`, one for each stamp.
 */
export function waysOf(texts: readonly string[]): ReadonlyMap<string, Way> {
  return new Map(
    texts.map((text) => {
      const match = /^([a-z0-9.-]+)=([A-Za-z0-9.-]+):(\d{1,5})$/.exec(text);
      const port = Number(match?.[3]);
      if (match?.[1] === undefined || match[2] === undefined || port < 1 || port > 65_535)
        throw new UserError({
          key: "--smoke-via",
          problem: `'${text}' names no stamp and address.`,
          remedy: "Write it like stamp-eastus-b=127.0.0.1:8443.",
        });
      return [match[1], { host: match[2], port }];
    }),
  );
}

/**
 * A fetch that always connects to one address, whatever the URL's host: that stays the name in TLS and in the Host header, and
 * the certificate is checked against it.
 *
 * @param send tests send without TLS.
 */
export function fetchVia(way: Way, send: typeof request = request): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    const body = asked.body === null ? undefined : Buffer.from(await asked.arrayBuffer());
    const headers = Object.fromEntries(asked.headers);
    return new Promise((resolve, reject) => {
      const outgoing = send(
        {
          host: way.host,
          port: way.port,
          servername: url.hostname,
          method: asked.method,
          path: `${url.pathname}${url.search}`,
          headers: { ...headers, host: url.host, ...(body ? { "content-length": body.length } : {}) },
          signal: asked.signal,
        },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on("data", (part: Buffer) => parts.push(part));
          incoming.on("error", reject);
          incoming.on("end", () => {
            const status = incoming.statusCode ?? 500;
            const list = Object.entries(incoming.headers).flatMap(([name, value]) =>
              [value ?? []].flat().map((one): [string, string] => [name, one]),
            );
            const empty = [204, 205, 304].includes(status);
            resolve(new Response(empty ? null : Buffer.concat(parts), { status, headers: list }));
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  };
}

/**
 * @param hostName the name that the stamp answers to.
 * @param frontDoorId the GUID that its gateway asks for in X-Azure-FDID.
 * @returns what is wrong, or undefined.
 */
export async function smokeStamp(
  way: Way,
  hostName: string,
  frontDoorId: string,
  apiKey: string | undefined,
  say: (line: string) => void,
): Promise<string | undefined> {
  const report = await runSmoke({
    baseUrl: `https://${hostName}`,
    fetch: fetchVia(way),
    headers: { "X-Azure-FDID": frontDoorId },
    checks: "without-site",
    ...(apiKey === undefined ? {} : { apiKey }),
    onCheck: ({ name, passed, detail }) => say(`${passed ? "✔" : "✖"} ${name}: ${detail}`),
  });
  const failed = report.checks.filter(({ passed }) => !passed);
  return failed.length === 0 ? undefined : failed.map(({ name, detail }) => `${name}: ${detail}`).join("; ");
}
