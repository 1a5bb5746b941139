import { resourceControl } from "../../define.ts";
import type { Properties, Resource } from "../../types.ts";
import { allows, bothOf, everyRule, isEverywhere, isOpenOnPurpose } from "./rules.ts";

/** Ports that Azure wants open in the group of Bastion's subnet, or refuses it (azure-docs bastion/bastion-nsg.md). */
const bastionPort = "443";

/** Bastion's group is known by what it must have besides: its control plane in, sessions of both kinds out. */
function isBastions(resource: Resource): boolean {
  const rules: Properties[] = [];
  everyRule(resource, (rule) => void rules.push(rule));
  const has = (direction: "Inbound" | "Outbound", peer: string, port: string): boolean =>
    rules.some((rule) => {
      const side = direction === "Inbound" ? "source" : "destination";
      return (
        allows(rule, direction) &&
        bothOf(rule, `${side}AddressPrefix`, `${side}AddressPrefixes`).includes(peer) &&
        bothOf(rule, "destinationPortRange", "destinationPortRanges").includes(port)
      );
    });
  return (
    has("Inbound", "GatewayManager", bastionPort) &&
    has("Outbound", "VirtualNetwork", "22") &&
    has("Outbound", "VirtualNetwork", "3389")
  );
}

const allowed = { access: "Allow", protocol: "Tcp" };
const bastionRules = [
  {
    ...allowed,
    name: "in",
    direction: "Inbound",
    sourceAddressPrefix: "Internet",
    destinationPortRange: "443",
  },
  {
    ...allowed,
    name: "control",
    direction: "Inbound",
    sourceAddressPrefix: "GatewayManager",
    destinationPortRange: "443",
  },
  {
    ...allowed,
    name: "ssh",
    direction: "Outbound",
    destinationAddressPrefix: "VirtualNetwork",
    destinationPortRange: "22",
  },
  {
    ...allowed,
    name: "rdp",
    direction: "Outbound",
    destinationAddressPrefix: "VirtualNetwork",
    destinationPortRange: "3389",
  },
];

/** No security rule lets everybody in. */
export const noOpenInbound = resourceControl({
  id: "network-no-open-inbound",
  title: "No security rule lets in traffic from everywhere.",
  why: "What anybody may reach will be tried by everybody; requests come in through Front Door and private link only.",
  remedy: "Name the source: a range, a service tag or an application security group.",
  severity: "critical",
  references: { mcsb: ["NS-1"], threats: ["S-3", "E-3"] },
  types: ["network:NetworkSecurityGroup", "network:SecurityRule"],
  parameters: {
    openPorts: {
      type: "list",
      description: "Destination ports that may be open to everywhere, as in a rule: for example 443.",
      default: [],
    },
  },
  check: (resource, refuse, { openPorts }) =>
    everyRule(resource, (rule, label) => {
      if (!allows(rule, "Inbound")) return;
      const source = bothOf(rule, "sourceAddressPrefix", "sourceAddressPrefixes").find(isEverywhere);
      const ports = bothOf(rule, "destinationPortRange", "destinationPortRanges");
      if (ports.every((port) => port === bastionPort) && isBastions(resource)) return;
      if (source !== undefined && !isOpenOnPurpose(ports, openPorts))
        refuse(`The rule ${label} lets in '${source}' on ports ${ports.join(", ")}. Name who may come.`);
    }),
  accepts: [
    [{ type: "network:NetworkSecurityGroup", props: { securityRules: bastionRules } }],
    [
      {
        type: "network:SecurityRule",
        props: { access: "Allow", direction: "Inbound", sourceAddressPrefix: "10.0.0.0/24" },
      },
    ],
    [
      {
        type: "network:SecurityRule",
        props: { access: "Deny", direction: "Inbound", sourceAddressPrefix: "*" },
      },
    ],
    [
      {
        type: "network:SecurityRule",
        props: { access: "Allow", direction: "Outbound", sourceAddressPrefix: "*" },
      },
    ],
  ],
  refuses: [
    // What looks like Bastion's group and opens another port.
    [
      {
        type: "network:NetworkSecurityGroup",
        props: {
          securityRules: [...bastionRules, { ...bastionRules[0], name: "ssh", destinationPortRange: "22" }],
        },
      },
    ],
    [
      {
        type: "network:SecurityRule",
        props: {
          access: "Allow",
          direction: "Inbound",
          sourceAddressPrefix: "Internet",
          destinationPortRange: "22",
        },
      },
    ],
    [
      {
        type: "network:NetworkSecurityGroup",
        props: {
          securityRules: [
            {
              name: "ssh",
              access: "allow",
              direction: "inbound",
              sourceAddressPrefixes: ["10.0.0.0/8", "0.0.0.0/0"],
            },
          ],
        },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const group = whole.first("network:NetworkSecurityGroup");
      (group.props["securityRules"] as object[]).push({
        name: "ssh",
        access: "Allow",
        direction: "Inbound",
        priority: 200,
        protocol: "Tcp",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "10.10.0.0/24",
        destinationPortRange: "22",
      });
    },
  },
});
