import refusedSuffixes from "./data/refusedSuffixes.json" with { type: "json" };
import retired from "./data/retiredHosts.json" with { type: "json" };

/** Why a host must not be let out to, and what to do instead, as sentences. */
export interface HostRefusal {
  readonly problem: string;
  readonly remedy: string;
}

/** Letters, digits and hyphens in at least two labels, of which the first may be a star for any name below. */
const hostPattern =
  /^(?=.{4,253}$)(\*\.|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Registries of countries that hand names out one label deeper: example.co.uk, example.com.au. */
const countryRegistry = /^(ac|co|com|edu|gob|gov|go|ne|net|or|org)\.[a-z]{2}$/;

/**
 * Looks for what makes a host a hole rather than a rule.
 *
 * @param host as configured, in lower case.
 * @param options.wildcards whether the rule may have a star: network rules resolve names, which a star has none of.
 * @returns undefined for a host that may be allowed.
 */
export function refuseHost(
  host: string,
  { wildcards = true }: { readonly wildcards?: boolean } = {},
): HostRefusal | undefined {
  if (host === "*") {
    return {
      problem: "A star alone allows every host there is, and makes all other rules decorative.",
      remedy: "List the hosts the workload calls.",
    };
  }
  if (!hostPattern.test(host)) {
    return {
      problem: `'${host}' is not a host name such as api.example.com or *.example.com.`,
      remedy:
        "Write the name in lower case, without protocol, port or path; a star stands for the whole first label only.",
    };
  }
  return retiredHost(host) ?? privateService(host) ?? wideStar(host, wildcards);
}

/** Retired names are refused, so that dead rules do not pile up and nobody takes the name over behind them. */
function retiredHost(host: string): HostRefusal | undefined {
  const entry = retired.hosts.find((known) => matches(known.host, host));
  if (entry === undefined) return undefined;
  return {
    problem: `${host} was retired on ${entry.since} (${entry.source}).`,
    remedy: `Use ${entry.replacement}.`,
  };
}

function privateService(host: string): HostRefusal | undefined {
  const entry = refusedSuffixes.private.find(({ suffix }) => below(suffix, host));
  if (entry === undefined) return undefined;
  return {
    problem: `${host} belongs to ${entry.service}, which the platform reaches by private endpoint; through the firewall it leads to anybody's account.`,
    remedy: "Remove it, and give the account a private endpoint in the stamp's network.",
  };
}

function wideStar(host: string, wildcards: boolean): HostRefusal | undefined {
  if (!host.startsWith("*.")) return undefined;
  const domain = host.slice(2);
  if (!wildcards) {
    return {
      problem: `${host} has a star, and a network rule resolves the names of its hosts.`,
      remedy: "Name the hosts one by one, or use the protocol Https.",
    };
  }
  const shared = refusedSuffixes.shared.find((suffix) => suffix === domain);
  if (domain.includes(".") && shared === undefined && !countryRegistry.test(domain)) return undefined;
  return {
    problem: `${host} allows far more than one service: anybody can have a name below ${domain}.`,
    remedy: "Name the hosts, or a star below a domain of one owner, such as *.api.example.com.",
  };
}

/** Whether a host is named by a pattern, whose star stands for any number of labels. A star can be asked about as well. */
function matches(pattern: string, host: string): boolean {
  return pattern.startsWith("*.") ? below(pattern.slice(2), host) : pattern === host;
}

/** Whether a host, or the domain of a star, is the suffix itself or below it. */
function below(suffix: string, host: string): boolean {
  const name = host.startsWith("*.") ? host.slice(2) : host;
  return name === suffix || name.endsWith(`.${suffix}`);
}
