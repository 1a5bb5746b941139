/** Network security groups: which rule decides about a packet. */
import { describe, portHolds, securityPrefixHolds, type End, type Protocol } from "./ends.ts";
import type { Trail } from "./trail.ts";
import type { SecurityGroup, SecurityRule, Subnet } from "./world/types.ts";

export interface Packet {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Callers use a port of the dynamic range (RFC 6335, section 6). */
const callerPorts = { first: 49152, last: 65535 };

function sideHolds(texts: readonly string[], groups: readonly string[], end: End, subnet: Subnet): boolean {
  if ((end.groups ?? []).some((group) => groups.includes(group))) return true;
  return texts.some((text) => securityPrefixHolds(text, end, subnet));
}

function matches(rule: SecurityRule, { from, to, port, protocol }: Packet, subnet: Subnet): boolean {
  return (
    (rule.protocol === "*" || rule.protocol.toLowerCase() === protocol.toLowerCase()) &&
    (protocol === "Icmp" || rule.destinationPorts.some((text) => portHolds(text, port))) &&
    rule.sourcePorts.some(
      (text) => portHolds(text, callerPorts.first) && portHolds(text, callerPorts.last),
    ) &&
    sideHolds(rule.sources, rule.sourceGroups, from, subnet) &&
    sideHolds(rule.destinations, rule.destinationGroups, to, subnet)
  );
}

/** The first rule by priority that matches. There always is one: the last default rule matches everything. */
export function decidingRule(
  group: SecurityGroup,
  direction: SecurityRule["direction"],
  packet: Packet,
  subnet: Subnet,
): SecurityRule | undefined {
  return group.rules.find((rule) => rule.direction === direction && matches(rule, packet, subnet));
}

function ask(
  group: SecurityGroup | undefined,
  where: string,
  direction: SecurityRule["direction"],
  packet: Packet,
  subnet: Subnet,
  trail: Trail,
): boolean {
  const way = direction === "Inbound" ? "in" : "out";
  if (group === undefined)
    return trail.pass("security group", "nsg.none", `${where} has no security group: everything goes ${way}`);
  const rule = decidingRule(group, direction, packet, subnet);
  const decided = { node: group.node, by: rule?.name };
  if (rule === undefined)
    return trail.stop("security group", "nsg.first-match", `no rule of ${group.name} matches`, decided);
  const name = `${rule.isDefault ? "default rule " : ""}${rule.name} (${rule.priority})`;
  const text = `${group.name} on ${where}, ${way === "in" ? "inbound" : "outbound"}: ${name} ${
    rule.allow ? "allows" : "denies"
  } ${describe(packet.from)} to ${describe(packet.to)} ${packet.protocol} ${packet.port}`;
  const id = rule.isDefault ? "nsg.default-rules" : "nsg.first-match";
  return rule.allow
    ? trail.pass("security group", id, text, decided)
    : trail.stop("security group", id, text, decided);
}

/** Whether the groups at the source let a packet out: that of the network card first, then that of the subnet. */
export function letsOut(packet: Packet, subnet: Subnet, trail: Trail): boolean {
  const { card } = packet.from;
  if (card !== undefined && !ask(card, "the network card", "Outbound", packet, subnet, trail)) return false;
  return ask(subnet.securityGroup, subnet.name, "Outbound", packet, subnet, trail);
}

/** Whether the groups at the destination let a packet in: that of the subnet first, then that of the network card. */
export function letsIn(packet: Packet, subnet: Subnet, trail: Trail): boolean {
  if (!ask(subnet.securityGroup, subnet.name, "Inbound", packet, subnet, trail)) return false;
  const { card } = packet.to;
  return card === undefined || ask(card, "the network card", "Inbound", packet, subnet, trail);
}
