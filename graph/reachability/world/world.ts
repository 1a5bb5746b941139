/** The whole network of a graph, read once. */
import type { Graph } from "../../model.ts";
import { readClusters } from "./clusters.ts";
import { readFrontDoorHosts, readGateways, readMachines, readOrigins } from "./edge.ts";
import { readApprovals, readEndpoints, readZones } from "./endpoints.ts";
import { readFirewalls } from "./firewalls.ts";
import { readNetworks } from "./networks.ts";
import { readServices } from "./services.ts";
import type { World } from "./types.ts";

function grouped<Key, Value>(
  values: readonly Value[],
  keysOf: (value: Value) => readonly Key[],
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}

const worlds = new WeakMap<Graph, World>();

/** What the resources of a graph mean for flows. The same graph is read once. */
export function worldOf(graph: Graph): World {
  const known = worlds.get(graph);
  if (known !== undefined) return known;
  const networks = readNetworks(graph);
  const approvals = readApprovals(graph);
  const services = readServices(graph);
  const serviceById = new Map(services.map((service) => [service.id, service]));
  const endpoints = readEndpoints(graph, networks.subnets, approvals);
  const zones = readZones(graph, endpoints, serviceById);
  const firewalls = readFirewalls(graph, networks.subnets);
  const world: World = {
    graph,
    networks: networks.networks,
    subnets: networks.subnets,
    firewalls,
    endpoints,
    zones,
    services,
    clusters: readClusters(graph, networks.subnets, networks.networks),
    origins: readOrigins(graph, approvals),
    frontDoorHosts: readFrontDoorHosts(graph),
    machines: readMachines(graph, networks),
    gateways: readGateways(graph, networks.subnets),
    firewallByAddress: grouped(firewalls, ({ privateAddress }) => [privateAddress]),
    serviceByHost: new Map(
      services.flatMap((service) =>
        service.hosts.map(({ host, groupId }) => [host, { service, groupId }] as const),
      ),
    ),
    serviceById,
    endpointsByTarget: grouped(endpoints, ({ targetId }) => [targetId]),
    zonesByNetwork: grouped(zones, ({ links }) => links.map(({ networkId }) => networkId)),
  };
  worlds.set(graph, world);
  return world;
}
