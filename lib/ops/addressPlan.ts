import { AddressPlanError, reservedAddresses } from "../addressPlan.ts";
import { addressAt, addressCount, formatCidr, parseCidr } from "../cidr.ts";

/** What a subnet of an operations network is for. */
export type OpsSubnetRole = "firewall" | "bastion" | "jumpBoxes" | "agents" | "privateEndpoints";

/** The name of each subnet. Those of the firewall and of Bastion are Azure's own and may not be chosen. */
export const opsSubnetNames: Readonly<Record<OpsSubnetRole, string>> = {
  firewall: "AzureFirewallSubnet",
  bastion: "AzureBastionSubnet",
  jumpBoxes: "snet-jump-boxes",
  agents: "snet-agents",
  privateEndpoints: "snet-private-endpoints",
};

export interface OpsPlanRequest {
  readonly addressSpace: string;
  /** Most build agents at a time; 0 for a network without any. */
  readonly agents: number;
  /** Whether the network has a firewall of its own; its place stays free without one. */
  readonly firewall: boolean;
}

export interface OpsPlan {
  readonly addressSpace: string;
  readonly subnets: Readonly<Record<"bastion" | "jumpBoxes" | "privateEndpoints", string>> &
    Readonly<Partial<Record<"firewall" | "agents", string>>>;
  /** The address Azure Firewall takes: the first usable one of its subnet. Undefined where there is no firewall. */
  readonly firewallPrivateIp: string | undefined;
}

const fixedPrefixes = {
  /** Azure Firewall needs a /26 (azure-subscription-service-limits.md, ms.date 2026-08-04). */
  firewall: 26,
  /** Bastion needs a /26 or larger (bastion configuration settings; a /27 was taken before November 2021). */
  bastion: 26,
  /** 27 usable addresses; `jumpBoxes.count` stays below. */
  jumpBoxes: 27,
} as const;

/** Agents never have less: their subnet cannot be resized while machines are in it. */
const agentsFloor = 26;

/** The smallest space in which everything has its place. */
export const smallestOpsPrefix = 23;

/**
 * Lays out an operations network. The upper half holds private endpoints: every stamp adds some, and a subnet that holds
 * endpoints cannot be resized. In the lower half agents start at the bottom, where they can grow, and the subnets of fixed
 * size hang from the middle, so that more agents move no other subnet.
 *
 * @throws AddressPlanError when the space is too small; names the smallest that would do.
 */
export function planOpsAddresses({ addressSpace, agents, firewall }: OpsPlanRequest): OpsPlan {
  const space = parseCidr(addressSpace);
  const half = addressCount(space) / 2;
  const agentsPrefix = Math.min(agentsFloor, 32 - Math.ceil(Math.log2(agents + reservedAddresses)));
  let ceiling = half;
  const below = (prefix: number): string => {
    const size = 2 ** (32 - prefix);
    ceiling = Math.floor((ceiling - size) / size) * size;
    return formatCidr({ address: space.address + ceiling, prefix });
  };
  if (space.prefix > smallestOpsPrefix) throw tooSmall(addressSpace, smallestOpsPrefix);
  const hanging = {
    firewall: below(fixedPrefixes.firewall),
    bastion: below(fixedPrefixes.bastion),
    jumpBoxes: below(fixedPrefixes.jumpBoxes),
  };
  if (2 ** (32 - agentsPrefix) > ceiling)
    throw tooSmall(addressSpace, Math.min(space.prefix - 1, agentsPrefix - 2));
  const { firewall: firewallRange, ...others } = hanging;
  return {
    addressSpace,
    subnets: {
      ...others,
      privateEndpoints: formatCidr({ address: space.address + half, prefix: space.prefix + 1 }),
      ...(firewall && { firewall: firewallRange }),
      ...(agents > 0 && { agents: formatCidr({ address: space.address, prefix: agentsPrefix }) }),
    },
    // Azure reserves 0 to 3, and hands the next one to the first instance of the firewall.
    firewallPrivateIp: firewall ? addressAt(parseCidr(firewallRange), 4) : undefined,
  };
}

/** Addresses that private endpoints of a plan can take. */
export function endpointRoom({ subnets }: OpsPlan): number {
  return addressCount(parseCidr(subnets.privateEndpoints)) - reservedAddresses;
}

function tooSmall(addressSpace: string, prefix: number): AddressPlanError {
  return new AddressPlanError(
    `${addressSpace} is too small: the subnets need a /${prefix} or larger.`,
    prefix,
  );
}
