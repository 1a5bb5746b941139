/** Who would answer the platform's users, read from the local Azure. */
import { existsSync } from "node:fs";
import { endpointHosts, examplePaths, resolve } from "../rehearsal/azure/routing/resolve.ts";
import { breakTexts, originLabel, resolutionText } from "../rehearsal/azure/routing/text.ts";
import type { AzureView } from "../rehearsal/azure/model.ts";
import type { Break, Outcome, Resolution } from "../rehearsal/azure/routing/types.ts";
import { Store } from "../rehearsal/azure/store.ts";
import { viewOf } from "../rehearsal/azure/view.ts";

export interface TrafficOrigin {
  /** A stack, or "sorry page". */
  readonly label: string;
  readonly hostName: string;
  readonly enabled: boolean;
  readonly healthy: boolean;
  readonly priority: number;
  readonly weight: number;
  /** Part of the requests, 0 to 1. */
  readonly share: number;
  readonly broken: Break | undefined;
}

export interface TrafficRoute {
  readonly host: string;
  readonly path: string;
  readonly route: string | undefined;
  readonly outcome: Outcome;
  readonly cached: boolean;
  /** `stamp-eastus 50 %, stamp-westeurope 50 %` */
  readonly text: string;
  /** What is broken on the way to origins that are enabled, one sentence each. */
  readonly breaks: readonly string[];
  readonly origins: readonly TrafficOrigin[];
}

function trafficRoute(resolution: Resolution): TrafficRoute {
  const { host, path, route, outcome, cached, origins } = resolution;
  return {
    host,
    path,
    route,
    outcome,
    cached,
    text: resolutionText(resolution),
    breaks: breakTexts(resolution),
    origins: origins.map((origin) => ({
      label: originLabel(origin),
      hostName: origin.hostName,
      enabled: origin.enabled,
      healthy: origin.healthy,
      priority: origin.priority,
      weight: origin.weight,
      share: origin.share,
      broken: origin.broken,
    })),
  };
}

/**
 * @param path one path; without it one of every route.
 * @param host host name of an endpoint or a domain; without it every endpoint.
 * @param environment whose endpoints; without it those of all.
 */
export function trafficOf(
  azure: AzureView,
  path: string | undefined,
  host?: string,
  environment?: string,
): TrafficRoute[] {
  const hosts = host === undefined ? endpointHosts(azure, environment) : [host];
  return hosts.flatMap((name) => {
    const paths = path === undefined ? examplePaths(azure, name) : [path];
    return paths.map((at) => trafficRoute(resolve(azure, name, at)));
  });
}

/** The same from a database on disk, whether or not a local Azure is running on it. Undefined when there is none. */
export function readTraffic(
  database: string,
  path: string | undefined,
  host?: string,
  environment?: string,
): TrafficRoute[] | undefined {
  if (!existsSync(database)) return undefined;
  const store = new Store(database);
  try {
    return trafficOf(viewOf(store), path, host, environment);
  } finally {
    store.close();
  }
}

/** Lines for people: one per route, below it what is broken. */
export function trafficLines(routes: readonly TrafficRoute[]): string[] {
  const width = Math.max(0, ...routes.map(({ path }) => path.length));
  const hosts = [...new Set(routes.map(({ host }) => host))];
  return hosts.flatMap((host) => [
    `traffic of https://${host}`,
    ...routes
      .filter((route) => route.host === host)
      .flatMap(({ path, text, breaks }) => [
        `  ${path.padEnd(width)} → ${text}`,
        ...breaks.map((line) => `  ${" ".repeat(width)}   ! ${line}`),
      ]),
  ]);
}
