import type { Addresses, Flow, Flows, SecurityRule } from "./types.ts";

/**
 * Azure's own default rules allow far more than they seem to: under a 0.0.0.0/0 route the tag VirtualNetwork covers
 * every address. So each direction ends with a deny of everything, above those defaults.
 */
const denyAllPriority = 4096;
const firstPriority = 100;
const priorityStep = 10;

/** The rules of one network security group: an allow for every flow, and then nothing. */
export function securityRules({ inbound, outbound }: Flows): SecurityRule[] {
  return [...direction("Inbound", inbound), ...direction("Outbound", outbound)];
}

function direction(way: SecurityRule["direction"], flows: readonly Flow[]): SecurityRule[] {
  const suffix = way.toLowerCase();
  const allows = flows.map(({ name, description, protocol, from, to, port }, index): SecurityRule => ({
    // Names are unique within a group, across both directions.
    name: `${name}-${suffix}`,
    description,
    priority: firstPriority + index * priorityStep,
    direction: way,
    access: "Allow",
    protocol,
    sourcePortRange: "*",
    destinationPortRange: port,
    ...source(from),
    ...destination(to),
  }));
  return [
    ...allows,
    {
      name: `deny-all-${suffix}`,
      description: "Whatever no rule above allows.",
      priority: denyAllPriority,
      direction: way,
      access: "Deny",
      protocol: "*",
      sourcePortRange: "*",
      destinationPortRange: "*",
      sourceAddressPrefix: "*",
      destinationAddressPrefix: "*",
    },
  ];
}

/** ARM takes one prefix, several prefixes and groups in different properties. */
function source(value: Addresses): Partial<SecurityRule> {
  if (typeof value === "string") return { sourceAddressPrefix: value };
  return isList(value) ? { sourceAddressPrefixes: value } : { sourceApplicationSecurityGroup: value.group };
}

function destination(value: Addresses): Partial<SecurityRule> {
  if (typeof value === "string") return { destinationAddressPrefix: value };
  return isList(value)
    ? { destinationAddressPrefixes: value }
    : { destinationApplicationSecurityGroup: value.group };
}

function isList(value: Addresses): value is readonly string[] {
  return Array.isArray(value);
}
