import { contains, parseCidr } from "../../../lib/cidr.ts";
import type { StampFlows } from "../../../lib/nsg/stampRules.ts";
import type { Addresses, SecurityRule } from "../../../lib/nsg/types.ts";

type Subnets = StampFlows["plan"]["subnets"];

const subnets = {
  systemNodes: "10.0.0.0/24",
  userNodes: "10.0.1.0/24",
  ingress: "10.0.2.0/24",
  privateLink: "10.0.3.0/24",
  privateEndpoints: "10.0.4.0/24",
} as const;

/** Subnets that a stamp has when it is configured so. */
export const optional = {
  apiServer: "10.0.5.0/24",
  appGateway: "10.0.6.0/24",
  appliance: "10.0.7.0/24",
  pods: "10.0.8.0/24",
} as const;

/** A stamp with pods in an overlay, its origin on 8443, and what the test adds. */
export function stampFlows(
  further: Partial<Subnets> = {},
  changes: Partial<Omit<StampFlows, "plan">> = {},
): StampFlows {
  return {
    plan: {
      addressSpace: "10.0.0.0/16",
      subnets: { ...subnets, ...further },
      firewallPrivateIp: undefined,
    },
    podCidr: "192.168.0.0/16",
    originPort: 8443,
    privateEndpointPorts: [443, 5671],
    egressPorts: [
      { protocol: "Tcp", port: 443 },
      { protocol: "Udp", port: 123 },
    ],
    nameServers: ["10.0.9.4"],
    operationsRanges: [],
    applicationSecurityGroups: false,
    ...changes,
  };
}

/** Who sends and who is sent to. Public addresses are those of documentation; tags say whose they are. */
const places: Readonly<Record<string, { readonly address: string; readonly tags?: readonly string[] }>> = {
  systemNode: { address: "10.0.0.5" },
  userNode: { address: "10.0.1.5" },
  loadBalancer: { address: "10.0.2.4" },
  privateLink: { address: "10.0.3.4" },
  endpoint: { address: "10.0.4.6" },
  apiServer: { address: "10.0.5.4" },
  appGateway: { address: "10.0.6.5" },
  appliance: { address: "10.0.7.4" },
  podOfSubnet: { address: "10.0.8.9" },
  podOfOverlay: { address: "192.168.3.7" },
  nameServer: { address: "10.0.9.4" },
  secondNameServer: { address: "10.0.9.5" },
  operator: { address: "10.1.0.9" },
  otherNetwork: { address: "10.200.0.4" },
  probe: { address: "168.63.129.16", tags: ["AzureLoadBalancer"] },
  internet: { address: "203.0.113.9", tags: ["Internet"] },
  frontDoor: { address: "203.0.113.20", tags: ["Internet", "AzureFrontDoor.Backend"] },
  gatewayManager: { address: "203.0.113.30", tags: ["Internet", "GatewayManager"] },
  azure: { address: "203.0.113.40", tags: ["Internet", "AzureCloud"] },
  bastion: { address: "10.8.0.5" },
  otherBastion: { address: "10.8.0.6" },
  jumpBox: { address: "10.8.1.5" },
  otherJumpBox: { address: "10.8.1.6" },
  agent: { address: "10.8.2.5" },
  opsEndpoint: { address: "10.8.3.5" },
  opsFirewall: { address: "10.8.4.4" },
};

const groups = {
  nodes: [subnets.systemNodes, subnets.userNodes],
  privateEndpoints: [subnets.privateEndpoints],
};

/**
 * What a security group does with a packet such as "Tcp systemNode -> endpoint:443" in one direction: the first matching rule
 * by ascending priority decides. The tag VirtualNetwork covers everything, as it does under a 0.0.0.0/0 route.
 */
function decision(
  rules: readonly SecurityRule[],
  direction: SecurityRule["direction"],
  packet: string,
): string {
  const [, protocol = "", from = "", to = "", port = ""] = /^(\w+) (\w+) -> (\w+):(\d+)$/.exec(packet) ?? [];
  const match = rules
    .filter((rule) => rule.direction === direction)
    .toSorted((a, b) => a.priority - b.priority)
    .find(
      (rule) =>
        ["*", protocol].includes(rule.protocol) &&
        coversPort(rule.destinationPortRange, Number(port)) &&
        covers(sourceOf(rule), from) &&
        covers(destinationOf(rule), to),
    );
  return match?.access ?? "no rule";
}

/** The packets of a table that a security group does not treat as the table says; empty when it treats them all so. */
export function otherwise(
  rules: readonly SecurityRule[],
  direction: SecurityRule["direction"],
  table: { readonly through: readonly string[]; readonly refused: readonly string[] },
): string[] {
  const wrong = (packets: readonly string[], wanted: string): string[] =>
    packets
      .map((packet) => `${decision(rules, direction, packet)} ${packet}`)
      .filter((text) => !text.startsWith(`${wanted} `));
  return [...wrong(table.through, "Allow"), ...wrong(table.refused, "Deny")];
}

/** Names of the allowing rules of one direction, in the order in which Azure asks them. */
export function allowing(rules: readonly SecurityRule[], direction: SecurityRule["direction"]): string[] {
  return rules
    .filter((rule) => rule.direction === direction && rule.access === "Allow")
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ name }) => name);
}

/** What the portal says beside a rule. */
export function description(rules: readonly SecurityRule[], name: string): string {
  return rules.find((rule) => rule.name === name)?.description ?? `no rule ${name}`;
}

/** The property of ARM that names the source of a rule. */
export function sourceOf(rule: SecurityRule | undefined): Addresses {
  const group = rule?.sourceApplicationSecurityGroup;
  return group ? { group } : (rule?.sourceAddressPrefixes ?? rule?.sourceAddressPrefix ?? []);
}

/** The property of ARM that names the destination of a rule. */
export function destinationOf(rule: SecurityRule | undefined): Addresses {
  const group = rule?.destinationApplicationSecurityGroup;
  return group ? { group } : (rule?.destinationAddressPrefixes ?? rule?.destinationAddressPrefix ?? []);
}

function coversPort(range: string, port: number): boolean {
  if (range === "*") return true;
  const [first = 0, last = first] = range.split("-").map(Number);
  return port >= first && port <= last;
}

function covers(where: Addresses, place: string): boolean {
  const { address, tags = [] } = places[place] ?? { address: `no place ${place}` };
  const host = parseCidr(`${address}/32`);
  const inRange = (range: string): boolean => contains(parseCidr(range), host);
  if (typeof where === "object" && "group" in where) return groups[where.group].some(inRange);
  return [where].flat().some((prefix) => {
    if (prefix === "*" || prefix === "VirtualNetwork") return true;
    if (!/^\d/.test(prefix)) return tags.includes(prefix);
    return inRange(prefix.includes("/") ? prefix : `${prefix}/32`);
  });
}
