/** Azure Firewall: rules of parents before children, network rules before application rules, and nothing by default. */
import { isText } from "../../lib/properties.ts";
import { tagHosts } from "./fqdnTags.ts";
import { isPublic } from "./address.ts";
import { describe, matchesHost, portHolds, rangeHolds, type End } from "./ends.ts";
import type { Packet } from "./securityGroups.ts";
import type { Trail } from "./trail.ts";
import type { Firewall, FirewallRule, RuleCollection } from "./world/types.ts";

/** What became of a packet at a firewall. */
export interface Passage {
  readonly allowed: boolean;
  /** Whether the destination sees an address of the firewall's. */
  readonly translated: boolean;
  /** Which kind of rule decided; undefined where none did. */
  readonly by: "network" | "application" | undefined;
}

interface Hit {
  readonly collection: RuleCollection;
  readonly rule: FirewallRule;
  readonly policy: string;
}

function protocolHolds(rule: FirewallRule, protocol: string): boolean {
  return rule.protocols.some((text) => isText(text, "Any") || isText(text, protocol));
}

function networkRuleHolds(rule: FirewallRule, packet: Packet, proxied: boolean): boolean {
  const { from, to, port, protocol } = packet;
  const { host } = to;
  return (
    protocolHolds(rule, protocol) &&
    (protocol === "Icmp" || rule.destinationPorts.some((text) => portHolds(text, port))) &&
    rule.sources.some((text) => rangeHolds(text, from)) &&
    (rule.destinations.some((text) => rangeHolds(text, to)) ||
      (proxied && host !== undefined && rule.destinationFqdns.includes(host)))
  );
}

function applicationRuleHolds(rule: FirewallRule, { from, to, port }: Packet): boolean {
  const { host } = to;
  if (host === undefined) return false;
  return (
    rule.protocols.some((text) => Number(text.split(":")[1]) === port) &&
    rule.sources.some((text) => rangeHolds(text, from)) &&
    (rule.targetFqdns.some((pattern) => matchesHost(pattern, host)) ||
      rule.fqdnTags.some((tag) => tagHosts(tag).some((pattern) => matchesHost(pattern, host))))
  );
}

/** The first rule of a kind that matches, the parents' collections before the children's. */
function firstHit(
  firewall: Firewall,
  kind: FirewallRule["kind"],
  holds: (rule: FirewallRule) => boolean,
): Hit | undefined {
  for (const policy of firewall.policies)
    for (const collection of policy.collections)
      for (const rule of collection.rules)
        if (rule.kind === kind && holds(rule)) return { collection, rule, policy: policy.name };
  return undefined;
}

/** Tags whose hosts only Microsoft knows, in rules that would otherwise have matched. */
function hiddenTags(firewall: Firewall, { from, port, protocol }: Packet): string[] {
  if (protocol !== "Tcp") return [];
  return firewall.policies
    .flatMap(({ collections }) => collections.flatMap(({ rules }) => rules))
    .filter(
      (rule) =>
        rule.kind === "application" &&
        rule.fqdnTags.length > 0 &&
        rule.protocols.some((text) => Number(text.split(":")[1]) === port) &&
        rule.sources.some((text) => rangeHolds(text, from)),
    )
    .flatMap(({ fqdnTags }) => fqdnTags);
}

function hitText({ collection, rule, policy }: Hit, packet: Packet): string {
  const verb = collection.action === "Allow" ? "allows" : "denies";
  return `${policy}: ${rule.kind} rule ${rule.name} of ${collection.name} (${collection.group}) ${verb} ${describe(
    packet.to,
  )} ${packet.protocol} ${packet.port}`;
}

function decide(hit: Hit, packet: Packet, trail: Trail): boolean {
  const decided = { node: hit.collection.node, by: hit.rule.name };
  const rule = hit.rule.kind === "network" ? "firewall.network-rules" : "firewall.application-rules";
  const text = hitText(hit, packet);
  return hit.collection.action === "Allow"
    ? trail.pass("firewall", rule, text, decided)
    : trail.stop("firewall", rule, text, decided);
}

/** The strictest mode that a chain of policies sets: a child may only be stricter than its parent. */
function strictest(modes: readonly string[], order: readonly string[]): string {
  return [...modes].sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? "Off";
}

function inspections(firewall: Firewall, trail: Trail): void {
  const intelligence = strictest(
    firewall.policies.map((policy) => policy.threatIntelligence),
    ["Off", "Alert", "Deny"],
  );
  if (intelligence !== "Off")
    trail.note(
      "firewall",
      "firewall.threat-intelligence",
      `threat intelligence (${intelligence}) looks first${intelligence === "Deny" ? ": known malicious names and addresses are dropped" : ""}`,
      { node: firewall.node },
    );
}

function afterwards(firewall: Firewall, trail: Trail): void {
  const detection = strictest(
    firewall.policies.map((policy) => policy.intrusionDetection),
    ["Off", "Alert", "Deny"],
  );
  if (detection === "Deny")
    trail.note(
      "firewall",
      "firewall.intrusion-detection",
      "intrusion detection (Deny) may still drop what matches a signature",
      {
        node: firewall.node,
      },
    );
}

/** Whether a network rule leaves the source address as it is for this destination. */
function keepsSource(firewall: Firewall, to: End): boolean {
  const ranges = firewall.policies.map(({ snatRanges }) => snatRanges).findLast((own) => own !== undefined);
  if (ranges === undefined) return to.address !== undefined && !isPublic(to.address);
  if (ranges.includes("255.255.255.255/32")) return false;
  return ranges.some((text) =>
    text === "IANAPrivateRanges" ? to.address !== undefined && !isPublic(to.address) : rangeHolds(text, to),
  );
}

/** Sends a packet through a firewall. The source is the address that the firewall sees. */
export function passFirewall(firewall: Firewall, packet: Packet, trail: Trail): Passage {
  inspections(firewall, trail);
  const proxied = firewall.policies.at(-1)?.dnsProxy ?? false;
  const network = firstHit(firewall, "network", (rule) => networkRuleHolds(rule, packet, proxied));
  if (network !== undefined) {
    const allowed = decide(network, packet, trail);
    if (allowed) afterwards(firewall, trail);
    return { allowed, translated: !keepsSource(firewall, packet.to), by: "network" };
  }
  const application =
    packet.protocol === "Tcp"
      ? firstHit(firewall, "application", (rule) => applicationRuleHolds(rule, packet))
      : undefined;
  if (application !== undefined) {
    const allowed = decide(application, packet, trail);
    if (allowed) afterwards(firewall, trail);
    return { allowed, translated: true, by: "application" };
  }
  const tags = hiddenTags(firewall, packet);
  if (tags.length > 0 && packet.to.host !== undefined)
    trail.note(
      "firewall",
      "firewall.fqdn-tags",
      `${[...new Set(tags)].join(", ")}: what this tag lets through is Microsoft's to say; ${packet.to.host} is not among the hosts it is known for`,
      { node: firewall.node },
    );
  trail.stop(
    "firewall",
    "firewall.default-deny",
    `no rule of ${firewall.policies.map(({ name }) => name).join(" or ") || firewall.name} names ${describe(packet.to)} ${
      packet.protocol
    } ${packet.port}: denied by default`,
    { node: firewall.policies.at(-1)?.node ?? firewall.node },
  );
  return { allowed: false, translated: false, by: undefined };
}

/** Where a firewall sends what arrives at its public addresses: destination NAT, allowed in the same step. */
export function translations(
  firewall: Firewall,
  protocol: string,
): { readonly collection: RuleCollection; readonly rule: FirewallRule }[] {
  return firewall.policies.flatMap(({ collections }) =>
    collections.flatMap((collection) =>
      collection.rules
        .filter((rule) => rule.kind === "nat" && protocolHolds(rule, protocol))
        .map((rule) => ({ collection, rule })),
    ),
  );
}
