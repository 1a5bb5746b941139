/** What the internet must see of the platform, and what it must not. Pure but for the probes that are handed in. */
import { securityHeaderList, type SecurityHeaderValues } from "../../lib/edge/securityHeaders.ts";

/** Hosts of a deployment, read from its contracts; no secrets. */
export interface BaselineHosts {
  /** Host names that users call: Front Door's own and the customer's. */
  readonly open: readonly string[];
  /** Host names of the platform's services: reachable by private endpoints alone. */
  readonly closed: readonly string[];
  /** Headers that every answer has to carry. */
  readonly headers: SecurityHeaderValues;
}

/** What a connection to a host came to. */
export interface TlsAnswer {
  readonly accepted: boolean;
  /** Why not, or which version. */
  readonly detail: string;
  /** Last day of the certificate, in milliseconds since 1970; undefined when none was seen. */
  readonly validUntil?: number | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** How hosts are looked at. */
export interface Probes {
  tls(host: string, version: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3"): Promise<TlsAnswer>;
  /** One request, redirects not followed; throws an Error when there is no answer. */
  http(url: string): Promise<HttpAnswer>;
  now(): number;
}

/** A check with its outcome. */
export interface BaselineCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly detail: string;
}

/** Days that a certificate must be good for: Front Door renews its own long before. */
export const leastDays = 14;

const day = 86_400_000;

/** A cross-site script in a query: Microsoft's default rule set 2.1 refuses it (rule 941100 and its like). */
const attack = "/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E";

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function openHost(
  host: string,
  headers: SecurityHeaderValues,
  probes: Probes,
): Promise<BaselineCheck[]> {
  const checks: BaselineCheck[] = [];
  const add = (name: string, passed: boolean, detail: string): void =>
    void checks.push({ name: `${host}: ${name}`, passed, detail });

  for (const version of ["TLSv1", "TLSv1.1"] as const) {
    const { accepted, detail } = await probes.tls(host, version);
    add(`${version} is refused`, !accepted, detail);
  }
  const modern = await probes.tls(host, "TLSv1.2");
  add("TLSv1.2 is accepted", modern.accepted, modern.detail);
  const days = modern.validUntil === undefined ? 0 : Math.floor((modern.validUntil - probes.now()) / day);
  add(`the certificate is good for ${leastDays} days`, modern.accepted && days >= leastDays, `${days} days`);

  try {
    const { status, headers: found } = await probes.http(`http://${host}/`);
    const to = found["location"] ?? "";
    add("HTTP leads to HTTPS", status >= 300 && status < 400 && to.startsWith("https://"), `${status} ${to}`);
  } catch (error) {
    add("HTTP leads to HTTPS", true, `nothing answers: ${message(error)}`);
  }
  try {
    const { headers: found } = await probes.http(`https://${host}/`);
    for (const { name, value } of securityHeaderList(headers)) {
      const actual = found[name.toLowerCase()];
      add(`${name} is set`, actual === value, actual ?? "it is missing");
    }
  } catch (error) {
    add("answers", false, message(error));
  }
  try {
    const { status } = await probes.http(`https://${host}${attack}`);
    add("an attack is refused", status === 403, String(status));
  } catch (error) {
    add("an attack is refused", false, message(error));
  }
  return checks;
}

/**
 * A service without a public side refuses before it looks at who asks: no address, no connection, or 403. An answer of 401 is a
 * service that would let somebody in.
 */
async function closedHost(host: string, probes: Probes): Promise<BaselineCheck> {
  const name = `${host}: is closed`;
  try {
    const { status } = await probes.http(`https://${host}/`);
    return { name, passed: status === 403, detail: `it answered ${status}` };
  } catch (error) {
    return { name, passed: true, detail: message(error) };
  }
}

/** Every check of every host. Without a host that is open there is nothing to show, which is a failure. */
export async function checkOutside(hosts: BaselineHosts, probes: Probes): Promise<BaselineCheck[]> {
  const checks: BaselineCheck[] = [];
  if (hosts.open.length === 0)
    checks.push({ name: "there is a host that users call", passed: false, detail: "the list is empty" });
  for (const host of hosts.open) checks.push(...(await openHost(host, hosts.headers, probes)));
  for (const host of hosts.closed) checks.push(await closedHost(host, probes));
  return checks;
}
