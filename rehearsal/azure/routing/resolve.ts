/** Where Front Door sends a request, read from nothing but what is in the subscription. */
import { idKey, parentId } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import { numberAt, textAt, textsAt, valueAt } from "../../../lib/properties.ts";
import { isEnabled } from "../types/cdn/origin.ts";
import { originState } from "./origin.ts";
import type { Outcome, OriginState, Resolution } from "./types.ts";

const endpointType = "Microsoft.Cdn/profiles/afdEndpoints";
const routeType = "Microsoft.Cdn/profiles/afdEndpoints/routes";
const domainType = "Microsoft.Cdn/profiles/customDomains";

/**
 * Host names of Front Door endpoints, in the order of their ids.
 *
 * @param environment the one that their tags name; without it those of all environments.
 */
export function endpointHosts(azure: AzureView, environment?: string): string[] {
  return azure
    .ofType(endpointType)
    .filter(({ inputs }) => environment === undefined || textAt(inputs, "tags.environment") === environment)
    .flatMap(({ outputs }) => textAt(outputs, "hostName") ?? []);
}

interface Candidate {
  readonly route: Resource;
  readonly pattern: string;
}

/** "How requests match a route": exact paths before wildcards, longer ones before shorter ones. */
function bestRoute(routes: readonly Resource[], path: string): Resource | undefined {
  const wanted = path.toLowerCase();
  const matching = routes.flatMap((route): Candidate[] => {
    const patterns = textsAt(route.inputs, "patternsToMatch[]");
    return (patterns.length === 0 ? ["/*"] : patterns)
      .map((pattern) => ({ route, pattern: pattern.toLowerCase() }))
      .filter(({ pattern }) =>
        pattern.endsWith("*") ? wanted.startsWith(pattern.slice(0, -1)) : wanted === pattern,
      );
  });
  const rank = ({ pattern }: Candidate) => [pattern.endsWith("*") ? 0 : 1, pattern.length] as const;
  return matching.sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1])[0]?.route;
}

interface Entry {
  readonly routes: readonly Resource[];
  /** Why nothing answers by that name. */
  readonly reason: string | undefined;
}

/** The routes that a host name leads to. */
function entryFor(azure: AzureView, host: string): Entry {
  const name = host.toLowerCase();
  const domain = azure
    .ofType(domainType)
    .find((found) => textAt(found.inputs, "hostName")?.toLowerCase() === name);
  const routes = azure.ofType(routeType).filter((route) => {
    if (domain)
      return textsAt(route.inputs, "customDomains[].id").some((id) => idKey(id) === idKey(domain.id));
    const endpoint = azure.find(parentId(route.id));
    const linked = textAt(route.inputs, "linkToDefaultDomain") === "Enabled";
    return linked && textAt(endpoint?.outputs, "hostName")?.toLowerCase() === name;
  });
  const endpoint = routes[0] && azure.find(parentId(routes[0].id));
  if (!domain && !endpointHosts(azure).some((known) => known.toLowerCase() === name))
    return { routes, reason: `no Front Door endpoint is called '${host}'` };
  if (domain && textAt(domain.outputs, "domainValidationState") !== "Approved")
    return {
      routes,
      reason: `the ownership of '${host}' is not proven yet (${textAt(domain.outputs, "domainValidationState")}): DNS lacks the TXT record _dnsauth.${host}`,
    };
  if (endpoint && !isEnabled(endpoint.inputs))
    return { routes, reason: `endpoint '${endpoint.name}' is disabled` };
  return { routes: routes.filter((route) => isEnabled(route.inputs)), reason: undefined };
}

/** Requests go to the healthy origins of the lowest priority, by weight; with none healthy to all that are enabled. */
function divide(
  origins: readonly OriginState[],
  weighted: boolean,
): { outcome: Outcome; origins: OriginState[] } {
  const enabled = origins.filter((origin) => origin.enabled);
  const healthy = enabled.filter((origin) => origin.healthy);
  const first = Math.min(...healthy.map((origin) => origin.priority));
  const chosen = healthy.length === 0 ? enabled : healthy.filter((origin) => origin.priority === first);
  const weightOf = (origin: OriginState) => (healthy.length > 0 && weighted ? origin.weight : 1);
  const total = chosen.reduce((sum, origin) => sum + weightOf(origin), 0);
  return {
    outcome: enabled.length === 0 ? "refused" : healthy.length === 0 ? "blind" : "served",
    origins: origins.map((origin) => ({
      ...origin,
      share: chosen.includes(origin) ? weightOf(origin) / total : 0,
    })),
  };
}

/**
 * Who answers a request.
 *
 * @param host host name of an endpoint or of a custom domain.
 * @param path the request's path, beginning with a slash.
 */
export function resolve(azure: AzureView, host: string, path: string): Resolution {
  const refused = (reason: string): Resolution => ({
    host,
    path,
    outcome: "refused",
    reason,
    route: undefined,
    originGroup: undefined,
    cached: false,
    weighted: true,
    origins: [],
  });
  const entry = entryFor(azure, host);
  if (entry.reason !== undefined) return refused(entry.reason);
  const route = bestRoute(entry.routes, path);
  if (!route) return refused(`no route of '${host}' matches ${path}`);
  const groupId = textAt(route.inputs, "originGroup.id") ?? "";
  const group = azure.find(groupId);
  if (!group) return refused(`the origin group of route '${route.name}' is gone`);
  const probePath = textAt(group.inputs, "healthProbeSettings.probePath") ?? "/";
  const weighted = (numberAt(group.inputs, "loadBalancingSettings.additionalLatencyInMilliseconds") ?? 0) > 0;
  const states = azure.below(groupId).map((origin) => originState(azure, origin, probePath));
  const { outcome, origins } = divide(states, weighted);
  return {
    host,
    path,
    outcome,
    reason: outcome === "refused" ? `origin group '${group.name}' has no enabled origin` : undefined,
    route: route.name,
    originGroup: group.name,
    cached: valueAt(route.inputs, "cacheConfiguration") !== undefined,
    weighted,
    origins,
  };
}

/** One path of every route of a host, so that all groups are seen: the pattern with its star taken away. */
export function examplePaths(azure: AzureView, host: string): string[] {
  const seen = new Set<string>();
  const routes = entryFor(azure, host).routes;
  return routes.flatMap((route) => {
    const pattern = textsAt(route.inputs, "patternsToMatch[]")[0] ?? "/*";
    const path = pattern.replace(/\*$/, "");
    if (seen.has(path)) return [];
    seen.add(path);
    return [path];
  });
}
