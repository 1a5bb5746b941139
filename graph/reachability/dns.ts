/** Name resolution: who is asked, which private zones that one sees, and what the answer is. */
import entra from "../../lib/data/entraAddresses.json" with { type: "json" };
import { formatAddress, parseAddress, parsePrefix, platformAddress } from "./address.ts";
import type { End } from "./ends.ts";
import type { Trail } from "./trail.ts";
import { recordName } from "./world/endpoints.ts";
import type { Cluster, Firewall, Network, Subnet, World, Zone } from "./world/types.ts";

/** What a name resolved to. */
export interface Answer {
  /** Undefined for a public address that nobody knows. */
  readonly addresses: readonly (number | undefined)[];
  readonly isPrivate: boolean;
}

/** Asks whether a name server can be reached from a subnet; gives its own reasons. */
export type ReachServer = (subnet: Subnet, server: End, trail: Trail) => boolean;

/** Public names whose addresses are published, with one address of each range: policies name such ranges. */
const published = new Map<string, readonly number[]>(
  entra.hosts.map((host) => [host, entra.addresses.flatMap((text) => parsePrefix(text)?.first ?? [])]),
);

function publicAnswer(host: string): Answer {
  return { addresses: published.get(host) ?? [undefined], isPrivate: false };
}

/** Firewalls that have the address and that the network, or one peered with it, holds. */
export function firewallAt(world: World, network: Network, address: number): Firewall | undefined {
  const near = [network, ...network.peers].map(({ id }) => id);
  return world.firewallByAddress.get(address)?.find(({ subnet }) => near.includes(subnet.network.id));
}

interface Resolver {
  /** Whose private zones count. */
  readonly network: Network;
  readonly text: string;
}

/** Follows the chain of name servers to the network in which Azure DNS is asked. */
function resolverOf(world: World, subnet: Subnet, reach: ReachServer, trail: Trail): Resolver | undefined {
  const { network } = subnet;
  const [server = ""] = network.dnsServers;
  const address = parseAddress(server);
  if (address === undefined || address === platformAddress)
    return { network, text: `Azure DNS as ${network.name} sees it` };
  const firewall = firewallAt(world, network, address);
  const end: End = {
    label: firewall === undefined ? "the name server" : firewall.name,
    address,
    subnet: firewall?.subnet,
  };
  if (!reach(subnet, end, trail)) {
    trail.stop(
      "dns",
      "dns.server",
      `${subnet.name} cannot reach its name server ${server}: nothing is resolved`,
      {
        node: network.node,
      },
    );
    return undefined;
  }
  if (firewall === undefined) {
    trail.unknown(
      "dns",
      "dns.custom-server",
      `the name server ${server} is not part of the graph; it is taken to forward to Azure DNS of ${network.name}`,
      { node: network.node },
    );
    return { network, text: `the name server ${server}` };
  }
  const policy = firewall.policies.at(-1);
  if (policy?.dnsProxy !== true) {
    trail.stop(
      "dns",
      "dns.proxy",
      `${firewall.name} is the name server, and its DNS proxy is off: nobody answers`,
      {
        node: policy?.node ?? firewall.node,
        by: "dnsSettings.enableProxy",
      },
    );
    return undefined;
  }
  if (policy.dnsServers.some((text) => parseAddress(text) !== platformAddress))
    trail.unknown(
      "dns",
      "dns.custom-server",
      `${firewall.name} forwards to ${policy.dnsServers.join(", ")}, taken to forward to Azure DNS`,
      { node: policy.node },
    );
  return {
    network: firewall.subnet.network,
    text: `${firewall.name}, which asks Azure DNS as ${firewall.subnet.network.name} sees it`,
  };
}

/** Whether a public name leads through a `privatelink` alias: it does as soon as its owner has a private endpoint. */
function hasAlias(world: World, host: string): boolean | undefined {
  const owner = world.serviceByHost.get(host);
  if (owner === undefined) return undefined;
  return (
    (world.endpointsByTarget.get(owner.service.id) ?? []).some(
      ({ groupId }) => groupId.toLowerCase() === owner.groupId.toLowerCase(),
    ) ||
    world.origins.some(
      ({ link }) =>
        link?.targetId === owner.service.id && link.groupId?.toLowerCase() === owner.groupId.toLowerCase(),
    )
  );
}

/** The zone in which a name would be answered, with the record's full name. */
function zoneFor(
  zones: readonly Zone[],
  host: string,
): { zone: Zone; record: string; alias: boolean } | undefined {
  // Of zones within each other the closest one answers.
  const closest = [...zones].sort((a, b) => b.name.length - a.name.length);
  const direct = closest.find(({ name }) => host === name || host.endsWith(`.${name}`));
  if (direct !== undefined) return { zone: direct, record: host, alias: false };
  for (const zone of closest) {
    if (!zone.name.startsWith("privatelink.")) continue;
    const record = recordName(host, zone.name);
    if (record !== undefined) return { zone, record: `${record}.${zone.name}`, alias: true };
  }
  return undefined;
}

/** The cluster whose private API server has the name. */
function clusterOf(world: World, host: string): Cluster | undefined {
  return world.clusters.find(({ apiServer }) => apiServer.host === host && !apiServer.isPublic);
}

/** Whether no public DNS knows a name: a private API server's, or one of a privatelink zone. */
function isPrivateName(world: World, host: string): boolean {
  return clusterOf(world, host) !== undefined || /(^|\.)privatelink\./.test(host);
}

/** The API server's record: AKS writes it into the zone that it was given, zone groups into those of other networks. */
function apiServerRecord(world: World, host: string, network: Network): number[] | undefined {
  const cluster = clusterOf(world, host);
  if (cluster === undefined) return undefined;
  const { address, subnet } = cluster.apiServer;
  if (subnet?.network.id === network.id && address !== undefined) return [address];
  return network.endpoints.find(({ targetId }) => targetId === cluster.id)?.addresses.slice(0, 1);
}

/**
 * Resolves a name as a machine in the subnet would.
 *
 * @returns undefined when there is no answer; the trail says why.
 */
export function resolve(
  world: World,
  subnet: Subnet,
  host: string,
  reach: ReachServer,
  trail: Trail,
): Answer | undefined {
  const resolver = resolverOf(world, subnet, reach, trail);
  if (resolver === undefined) return undefined;
  const zones = world.zonesByNetwork.get(resolver.network.id) ?? [];
  const found = zoneFor(zones, host);
  const decided = { node: found?.zone.node };
  if (found === undefined) return withoutZone(world, host, resolver, trail);
  const addresses = found.zone.records.get(found.record) ?? apiServerRecord(world, host, resolver.network);
  if (addresses !== undefined) {
    trail.pass(
      "dns",
      "dns.private-zone",
      `${resolver.text}: ${host} is ${addresses.map(formatAddress).join(", ")}, from the private zone ${found.zone.name}`,
      decided,
    );
    return { addresses, isPrivate: true };
  }
  const alias = found.alias ? hasAlias(world, host) : true;
  const fallsBack = found.zone.links.some(
    ({ networkId, fallsBack: redirects }) => redirects && networkId === resolver.network.id,
  );
  if (alias === true && !(fallsBack && !isPrivateName(world, host))) {
    trail.stop(
      "dns",
      "dns.no-record",
      `${resolver.text}: the private zone ${found.zone.name} is linked and has no record of ${host}, so the name does not exist`,
      decided,
    );
    return undefined;
  }
  if (alias === undefined)
    trail.note(
      "dns",
      "dns.foreign-account",
      `${host} belongs to nobody in the graph; if its owner has a private endpoint somewhere, the linked zone ${found.zone.name} hides it`,
      decided,
    );
  trail.pass(
    "dns",
    alias === true ? "dns.fallback" : "dns.public",
    `${resolver.text}: ${host} is a public address`,
    alias === true ? decided : {},
  );
  return publicAnswer(host);
}

function withoutZone(world: World, host: string, resolver: Resolver, trail: Trail): Answer | undefined {
  if (isPrivateName(world, host)) {
    trail.stop(
      "dns",
      "dns.unlinked",
      `${resolver.text}: no private zone with ${host} is linked to ${resolver.network.name}, and no public DNS knows it`,
      { node: resolver.network.node },
    );
    return undefined;
  }
  trail.pass("dns", "dns.public", `${resolver.text}: ${host} is a public address`);
  return publicAnswer(host);
}

/** Resolves a name as somebody on the Internet would. */
export function resolvePublicly(world: World, host: string, trail: Trail): Answer | undefined {
  if (isPrivateName(world, host)) {
    trail.stop("dns", "dns.unlinked", `no public DNS knows ${host}`);
    return undefined;
  }
  trail.pass("dns", "dns.public", `public DNS: ${host} is a public address`);
  return publicAnswer(host);
}
