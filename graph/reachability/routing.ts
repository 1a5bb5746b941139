/** Effective routes of a subnet: which hop a packet takes next. */
import type { GraphNode } from "../model.ts";
import {
  allAddresses,
  covers,
  formatAddress,
  holds,
  isPublic,
  metadataAddress,
  platformAddress,
  reservedPrefixes,
  type Prefix,
} from "./address.ts";
import { tagsOf, type End } from "./ends.ts";
import type { RuleId } from "./semantics.ts";
import type { Endpoint, Network, Subnet, UserRoute } from "./world/types.ts";

export type Hop =
  | { readonly kind: "network"; readonly network: Network }
  | { readonly kind: "endpoint"; readonly endpoint: Endpoint }
  | { readonly kind: "appliance"; readonly address: number | undefined }
  | { readonly kind: "platform" }
  | { readonly kind: "internet" }
  | { readonly kind: "serviceEndpoint"; readonly service: string }
  | { readonly kind: "gateway" }
  | { readonly kind: "none" };

export interface Route {
  readonly hop: Hop;
  readonly text: string;
  readonly rule: RuleId;
  readonly node: GraphNode | undefined;
  /** The name of a user-defined route. */
  readonly name: string | undefined;
}

interface Candidate extends Route {
  readonly length: number;
  /** Among routes of one prefix the lowest number wins. */
  readonly rank: number;
}

/** For an equal prefix: user-defined before system, addresses before tags, a service's tag before that of all of Azure. */
const ranks = { prefix: 0, serviceTag: 1, cloudTag: 2, system: 3 };

/** A route to a service's prefixes is longer than the default route and shorter than whatever names addresses. */
const tagLength = 8;

const serviceTags: Readonly<Record<string, string>> = {
  "Microsoft.Storage": "Storage",
  "Microsoft.Storage.Global": "Storage",
  "Microsoft.KeyVault": "AzureKeyVault",
  "Microsoft.AzureCosmosDB": "AzureCosmosDB",
  "Microsoft.ContainerRegistry": "AzureContainerRegistry",
  "Microsoft.EventHub": "EventHub",
  "Microsoft.AzureActiveDirectory": "AzureActiveDirectory",
};

function matches(prefix: Prefix, end: End): boolean {
  return end.address === undefined ? covers(prefix, allAddresses) : holds(prefix, end.address);
}

/** Whether the end is at one of the public addresses that a service tag stands for. */
function isBehind(tag: string, { host, address }: End): boolean {
  return tagsOf(host).includes(tag) && (address === undefined || isPublic(address));
}

function userHop(route: UserRoute, subnet: Subnet): Hop {
  switch (route.hop) {
    case "VirtualAppliance":
      return { kind: "appliance", address: route.hopAddress };
    case "VnetLocal":
      return { kind: "network", network: subnet.network };
    case "Internet":
      return { kind: "internet" };
    case "VirtualNetworkGateway":
      return { kind: "gateway" };
    default:
      return { kind: "none" };
  }
}

function userRoutes(subnet: Subnet, end: End): Candidate[] {
  const table = subnet.routeTable;
  if (table === undefined) return [];
  return table.routes.flatMap((route): Candidate[] => {
    const { prefix } = route;
    const tag = typeof prefix === "string" ? prefix : undefined;
    const held = typeof prefix === "string" ? isBehind(prefix, end) : matches(prefix, end);
    if (!held) return [];
    return [
      {
        hop: userHop(route, subnet),
        text: `${table.name}: ${route.name} (${tag ?? (prefix as Prefix).text}) to ${route.hop}`,
        rule: tag === undefined ? "route.user-first" : "route.tag",
        node: table.node,
        name: route.name,
        length: typeof prefix === "string" ? tagLength : prefix.length,
        rank: tag === undefined ? ranks.prefix : tag === "AzureCloud" ? ranks.cloudTag : ranks.serviceTag,
      },
    ];
  });
}

function systemRoute(hop: Hop, prefix: string, length: number, what: string, rule: RuleId): Candidate {
  return {
    hop,
    text: `system route ${prefix} to ${what}`,
    rule,
    node: undefined,
    name: undefined,
    length,
    rank: ranks.system,
  };
}

/** Whether a route for everything leads to an appliance or a gateway: then Azure's own drop routes are gone. */
function defaultIsTaken(subnet: Subnet): boolean {
  return (subnet.routeTable?.routes ?? []).some(
    ({ prefix, hop }) =>
      typeof prefix !== "string" &&
      prefix.length === 0 &&
      ["VirtualAppliance", "VirtualNetworkGateway"].includes(hop),
  );
}

/** The system routes that lead to the end, apart from the last one to the Internet. */
function systemRoutes(subnet: Subnet, end: End): Candidate[] {
  const { network } = subnet;
  const routes: Candidate[] = [];
  for (const prefix of network.prefixes)
    if (matches(prefix, end))
      routes.push(
        systemRoute({ kind: "network", network }, prefix.text, prefix.length, network.name, "route.network"),
      );
  for (const peer of network.peers)
    for (const prefix of peer.prefixes)
      if (matches(prefix, end))
        routes.push(
          systemRoute(
            { kind: "network", network: peer },
            prefix.text,
            prefix.length,
            `the peered network ${peer.name}`,
            "route.peering",
          ),
        );
  for (const service of subnet.serviceEndpoints) {
    const tag = serviceTags[service];
    if (tag !== undefined && isBehind(tag, end))
      routes.push(
        systemRoute(
          { kind: "serviceEndpoint", service },
          tag,
          tagLength,
          `the service endpoint for ${service}`,
          "route.service-endpoint",
        ),
      );
  }
  if (!defaultIsTaken(subnet))
    for (const prefix of reservedPrefixes)
      if (matches(prefix, end) && !network.prefixes.some((own) => covers(own, prefix)))
        routes.push(systemRoute({ kind: "none" }, prefix.text, prefix.length, "nowhere", "route.reserved"));
  return routes;
}

/** The private endpoint that has the address, in the network or one that is peered with it. */
function endpointAt(network: Network, address: number): Endpoint | undefined {
  return [network, ...network.peers]
    .flatMap(({ endpoints }) => endpoints)
    .find(({ addresses }) => addresses.includes(address));
}

/** Whether user-defined routes of this length may lead around a private endpoint's own route. */
function overridesEndpoint(endpoint: Endpoint, length: number): boolean {
  if (length === 32) return true;
  const { endpointPolicies, network } = endpoint.subnet;
  if (!["Enabled", "RouteTableEnabled"].includes(endpointPolicies)) return false;
  const address = endpoint.addresses[0] ?? 0;
  const space = network.prefixes.find((prefix) => holds(prefix, address));
  return space !== undefined && length >= space.length;
}

/** The longest prefix, then the lowest rank; among equals the first. */
function preferred(candidates: readonly Candidate[], otherwise: Candidate): Candidate {
  return candidates.reduce(
    (best, next) =>
      next.length > best.length || (next.length === best.length && next.rank < best.rank) ? next : best,
    otherwise,
  );
}

/** The route that a packet from the subnet takes: longest prefix first, then user-defined before system. */
export function routeOf(subnet: Subnet, end: End): Route {
  const { address } = end;
  if (address === platformAddress || address === metadataAddress) {
    return {
      hop: { kind: "platform" },
      text: "the platform's own addresses are answered on the host, whatever routes say",
      rule: "route.platform",
      node: undefined,
      name: undefined,
    };
  }
  const user = userRoutes(subnet, end);
  const endpoint = address === undefined ? undefined : endpointAt(subnet.network, address);
  if (endpoint !== undefined && address !== undefined) {
    const [first, ...around] = user.filter(({ length }) => overridesEndpoint(endpoint, length));
    if (first !== undefined) return { ...preferred(around, first), rule: "route.endpoint-overridden" };
    return systemRoute(
      { kind: "endpoint", endpoint },
      `${formatAddress(address)}/32`,
      32,
      `the private endpoint ${endpoint.name}`,
      "route.endpoint",
    );
  }
  const last = systemRoute({ kind: "internet" }, "0.0.0.0/0", 0, "the Internet", "route.default");
  return preferred([...user, ...systemRoutes(subnet, end)], last);
}
