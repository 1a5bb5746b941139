/** The two ends of a flow, and whether rules mean them. */
import { wordOf } from "../../lib/properties.ts";
import hostTags from "./data/hostTags.json" with { type: "json" };
import {
  allAddresses,
  covers,
  formatAddress,
  holds,
  isPublic,
  parsePrefix,
  platformAddress,
} from "./address.ts";
import type { SecurityGroup, Subnet } from "./world/types.ts";

export type Protocol = "Tcp" | "Udp" | "Icmp";

/** Where packets come from or go to. */
export interface End {
  /** As a person would call it. */
  readonly label: string;
  /** Undefined for a public address that nobody knows: rules that name prefixes do not mean it. */
  readonly address: number | undefined;
  /** The name that was asked for, in lower case. */
  readonly host?: string | undefined;
  readonly subnet?: Subnet | undefined;
  /** Application security groups of the network card, ids in lower case. */
  readonly groups?: readonly string[] | undefined;
  /** The security group on the network card itself. */
  readonly card?: SecurityGroup | undefined;
}

export function describe({ label, address }: End): string {
  return address === undefined || label.includes(formatAddress(address))
    ? label
    : `${label} (${formatAddress(address)})`;
}

/** Whether a name is named by a pattern, whose star stands for one or more labels on the left. */
export function matchesHost(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : pattern === host;
}

/** The service tags whose prefixes hold the addresses behind a name, as far as its owner is known. */
export function tagsOf(host: string | undefined): readonly string[] {
  if (host === undefined) return [];
  const row = hostTags.hosts.find(({ pattern }) => matchesHost(pattern, host));
  return row === undefined ? [] : [...row.tags, "AzureCloud"];
}

/** Whether an address range or service tag, as rules of firewalls and routes have it, holds the end. */
export function rangeHolds(text: string, end: End): boolean {
  if (text === "*") return true;
  const prefix = parsePrefix(text);
  if (prefix !== undefined)
    return end.address === undefined ? covers(prefix, allAddresses) : holds(prefix, end.address);
  return hasTag(text, end);
}

/** A regional tag holds only what is known to be in the region, which names do not tell: it holds nothing here. */
function hasTag(tag: string, end: End): boolean {
  return (end.address === undefined || isPublic(end.address)) && tagsOf(end.host).includes(tag);
}

interface VirtualNetworkSet {
  readonly everything: boolean;
  readonly ranges: readonly { first: number; last: number }[];
}

const sets = new WeakMap<Subnet, VirtualNetworkSet>();

/** What the tag VirtualNetwork means in a subnet: the routes of the subnet decide as well. */
function virtualNetworkOf(subnet: Subnet): VirtualNetworkSet {
  const known = sets.get(subnet);
  if (known !== undefined) return known;
  const routed = (subnet.routeTable?.routes ?? []).flatMap(({ prefix }) =>
    typeof prefix === "string" ? [] : [prefix],
  );
  const set = {
    everything: routed.some((prefix) => covers(prefix, allAddresses)),
    ranges: [
      ...subnet.network.prefixes,
      ...subnet.network.peers.flatMap(({ prefixes }) => prefixes),
      { first: platformAddress, last: platformAddress },
      ...routed,
    ],
  };
  sets.set(subnet, set);
  return set;
}

/** Tags that mean something else in every subnet, or no address of their own. */
const ownTags = ["VirtualNetwork", "Internet", "AzureLoadBalancer"];

/** Whether an address prefix of a security rule holds the end, for a group on this subnet. */
export function securityPrefixHolds(text: string, end: End, subnet: Subnet): boolean {
  switch (wordOf(text, ownTags)) {
    case "VirtualNetwork": {
      const { everything, ranges } = virtualNetworkOf(subnet);
      const { address } = end;
      return everything || (address !== undefined && ranges.some((range) => holds(range, address)));
    }
    case "Internet": {
      const { address } = end;
      if (address === undefined) return true;
      const inside = [subnet.network, ...subnet.network.peers].some(({ prefixes }) =>
        prefixes.some((prefix) => holds(prefix, address)),
      );
      return isPublic(address) && !inside;
    }
    case "AzureLoadBalancer":
      return end.address === platformAddress;
    default:
      return rangeHolds(text, end);
  }
}

/** Whether "443", "8000-8999" or "*" holds the port. */
export function portHolds(text: string, port: number): boolean {
  if (text === "*") return true;
  const [first, last = first] = text.split("-").map(Number);
  return first !== undefined && last !== undefined && port >= first && port <= last;
}
