import type { AddressPlan } from "../lib/addressPlan.ts";
import { addressAt, addressCount, contains, overlaps, parseCidr, type Cidr } from "../lib/cidr.ts";
import type { StampConfig } from "./schema/stamp.ts";
import type { StackFile } from "./stackFiles.ts";
import { UserError } from "./userError.ts";

/** Where a stamp's routes lead, and who answers its questions for names. */
export interface WayOut {
  readonly kind: "firewall" | "hub" | "appliance";
  readonly nextHopIp: string;
  /** Empty where the network asks Azure's own name server. */
  readonly nameServers: readonly string[];
}

/** What stands in the way out, as the configuration has it. */
export function wayOutKind({ hub, appliance }: StampConfig["network"]): WayOut["kind"] {
  if (hub !== undefined) return "hub";
  return appliance === undefined ? "firewall" : "appliance";
}

/** The way out of a stamp whose configuration has been checked. */
export function wayOut({ network: { hub, appliance } }: StampConfig, plan: AddressPlan): WayOut {
  if (hub !== undefined)
    return { kind: "hub", nextHopIp: hub.nextHopIp, nameServers: hub.dnsServers ?? [hub.nextHopIp] };
  if (appliance !== undefined)
    return {
      kind: "appliance",
      nextHopIp: appliance.nextHopIp,
      nameServers: appliance.dnsServers ?? [],
    };
  const { firewallPrivateIp } = plan;
  if (firewallPrivateIp === undefined) throw new RangeError("The plan has no place for the firewall.");
  return { kind: "firewall", nextHopIp: firewallPrivateIp, nameServers: [firewallPrivateIp] };
}

/**
 * Checks a hub or an appliance against the ranges of the stamp and against the other stamps.
 *
 * @param own the stamp's file, whose entry among the siblings is passed over.
 * @throws UserError for an address that cannot be where it is said to be, for ranges that overlap, and for two stamps
 *   that would link zones of the same names to one hub.
 */
export function checkWayOut(
  config: StampConfig,
  own: string,
  siblings: readonly StackFile[],
  plan: AddressPlan,
): void {
  const { hub, appliance } = config.network;
  if (appliance !== undefined) refuseMisplacedAppliance(appliance.nextHopIp, plan, own);
  if (hub === undefined) return;
  const space = config.network.addressSpace;
  if (contains(parseCidr(space), single(hub.nextHopIp))) {
    throw new UserError({
      file: own,
      key: "network.hub.nextHopIp",
      problem: `${hub.nextHopIp} lies in the stamp's own address space ${space}.`,
      remedy: "Write the address of the hub's firewall, or network.appliance for one inside the stamp.",
    });
  }
  refuseAddressesOfTheCluster(config, own);
  refuseSharedZones(hub, own, siblings);
}

function single(address: string): Cidr {
  return parseCidr(`${address}/32`);
}

/** Azure keeps the first four addresses of a subnet and the last one. */
function refuseMisplacedAppliance(address: string, plan: AddressPlan, file: string): void {
  const range = plan.subnets.appliance;
  if (range === undefined) return;
  const subnet = parseCidr(range);
  const [first, last] = [addressAt(subnet, 4), addressAt(subnet, addressCount(subnet) - 2)];
  const position = single(address).address;
  if (position >= single(first).address && position <= single(last).address) return;
  throw new UserError({
    file,
    key: "network.appliance.nextHopIp",
    problem: `${address} is not an address that snet-appliance (${range}) can give.`,
    remedy: `Choose one from ${first} to ${last}.`,
  });
}

/** Inside the cluster these addresses mean pods and services, wherever the routes would lead. */
function refuseAddressesOfTheCluster({ network, cluster }: StampConfig, file: string): void {
  const { hub, addressSpace } = network;
  if (hub === undefined) return;
  const pods = cluster.podNetwork === "overlay" ? [["cluster.podCidr", cluster.podCidr] as const] : [];
  const inside = [...pods, ["cluster.serviceCidr", cluster.serviceCidr] as const];
  const outside: readonly (readonly [key: string, range: Cidr, text: string])[] = [
    ["network.hub.nextHopIp", single(hub.nextHopIp), hub.nextHopIp],
    ...(hub.dnsServers ?? []).map((text) => ["network.hub.dnsServers", single(text), text] as const),
    ...hub.operationsRanges.map((text) => ["network.hub.operationsRanges", parseCidr(text), text] as const),
  ];
  for (const [key, range, text] of outside) {
    const clash = inside.find(([, taken]) => overlaps(parseCidr(taken), range));
    if (clash !== undefined) {
      const problem = `${text} lies in ${clash[0]} ${clash[1]}, so the cluster would never send there.`;
      throw new UserError({ file, key, problem, remedy: `Choose another ${clash[0]}.` });
    }
  }
  const overlapping = hub.operationsRanges.find((text) => overlaps(parseCidr(text), parseCidr(addressSpace)));
  if (overlapping === undefined) return;
  throw new UserError({
    file,
    key: "network.hub.operationsRanges",
    problem: `${overlapping} overlaps the stamp's own address space ${addressSpace}.`,
    remedy: "List ranges behind the hub only.",
  });
}

/** "A virtual network cannot be linked to multiple zones with overlapping namespaces", says Azure. */
function refuseSharedZones(
  hub: NonNullable<StampConfig["network"]["hub"]>,
  own: string,
  siblings: readonly StackFile[],
): void {
  if (!hub.linkZones) return;
  const other = siblings.find(({ file, values }) => {
    if (file === own) return false;
    const theirs = at(at(values, "network"), "hub");
    const id = at(theirs, "virtualNetworkId");
    return (
      typeof id === "string" &&
      id.toLowerCase() === hub.virtualNetworkId.toLowerCase() &&
      at(theirs, "linkZones") !== false
    );
  });
  if (other === undefined) return;
  throw new UserError({
    file: own,
    key: "network.hub.linkZones",
    problem: `${other.file} links zones of the same names to the same hub, which takes one of each.`,
    remedy: "Set linkZones to false in one of them and let the hub's name server ask that stamp another way.",
  });
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
