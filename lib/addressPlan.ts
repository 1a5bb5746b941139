import { addressAt, formatCidr, parseCidr } from "./cidr.ts";

/** What a subnet of a stamp is for. */
export type SubnetRole =
  "firewall" | "systemNodes" | "userNodes" | "ingress" | "privateLink" | "privateEndpoints";

/** The name of each subnet. The firewall's is Azure's own and may not be chosen. */
export const subnetNames: Readonly<Record<SubnetRole, string>> = {
  firewall: "AzureFirewallSubnet",
  systemNodes: "snet-nodes-system",
  userNodes: "snet-nodes-user",
  ingress: "snet-ingress",
  privateLink: "snet-private-link",
  privateEndpoints: "snet-private-endpoints",
};

export interface AddressPlanRequest {
  /** The address space of the stamp's virtual network, for example 10.10.0.0/20. */
  readonly addressSpace: string;
  /** Largest node count of the system pool, without upgrade surge, which is added here. */
  readonly systemNodes: number;
  /** Largest node count of the user pools, without upgrade surge: one number, or one number per pool. */
  readonly userNodes: number | readonly number[];
  /** Addresses that the stamp's private endpoints take, see privateEndpointAddresses in privateLink.ts. */
  readonly privateEndpointAddresses: number;
}

export interface AddressPlan {
  readonly addressSpace: string;
  readonly subnets: Readonly<Record<SubnetRole, string>>;
  /** The address Azure Firewall takes: the first usable one of its subnet. */
  readonly firewallPrivateIp: string;
}

/**
 * The address space cannot hold what was asked. `smallestPrefix` is the smallest space that would, as a
 * prefix length.
 */
export class AddressPlanError extends RangeError {
  readonly smallestPrefix: number | undefined;

  constructor(message: string, smallestPrefix: number | undefined) {
    super(message);
    this.name = "AddressPlanError";
    this.smallestPrefix = smallestPrefix;
  }
}

/**
 * Addresses Azure keeps in every subnet: the first four and the last. Source: Azure Virtual Network FAQ, "Are
 * there any restrictions on using IP addresses within these subnets?".
 */
export const reservedAddresses = 5;

/** Nodes an upgrade adds to a pool, as a share of the pool's size, rounded up to whole nodes. */
export const upgradeSurge = 0.33;

/** The private endpoint through which AKS gives the nodes its API server sits in the system node subnet. */
const apiServerEndpoints = 1;

/** Azure Firewall needs a /26 (azure-subscription-service-limits.md, ms.date 2026-08-04). */
const firewallPrefix = 26;
/** 27 usable addresses for internal load balancers. */
const ingressPrefix = 27;
/**
 * A private link service takes up to 8 NAT addresses (azure-subscription-service-limits.md, ms.date
 * 2026-08-04).
 */
const privateLinkPrefix = 28;
/**
 * Never smaller, however few endpoints there are now. Each added region costs every stamp two addresses (a
 * registry replica and a Cosmos DB region), and a subnet that holds endpoints cannot be resized. A /25 has
 * 123 usable addresses, enough for every region of the catalogue at once, so adding a region never moves or
 * grows a subnet.
 */
const privateEndpointsPrefix = 25;
/**
 * Node subnets are no smaller than this where the space has room, however few nodes there are now. Changing
 * the range of a subnet that holds nodes means a new cluster; with this floor a usual stamp may grow to 43
 * system and 188 user nodes.
 */
const nodeFloors = { systemNodes: 26, userNodes: 24 };
/** Azure's smallest subnet. */
const smallestSubnetPrefix = 29;
/** Azure's largest address space is a /8 of private addresses. */
const largestSpacePrefix = 8;

type Sizes = Readonly<Record<SubnetRole, number>>;

/**
 * Lays out all subnets of a stamp in one address space.
 *
 * The user nodes start at the bottom. Everything else hangs from the top, largest first, so that there are no
 * holes between them, with the system nodes as the lowest. The gap that stays in the middle is what both node
 * subnets grow into: raising a pool's maximum changes the size of that pool's subnet and moves no other.
 *
 * @throws AddressPlanError when the space is too small; names the smallest that would do.
 * @throws RangeError when the address space is not a range or a count is not a whole number from 0.
 */
export function planAddresses(request: AddressPlanRequest): AddressPlan {
  const space = parseCidr(request.addressSpace);
  const tight = subnetSizes(request);
  const roomy = {
    ...tight,
    systemNodes: Math.min(nodeFloors.systemNodes, tight.systemNodes),
    userNodes: Math.min(nodeFloors.userNodes, tight.userNodes),
  };
  const sizes = place(roomy, space.prefix) === undefined ? tight : roomy;
  const offsets = place(sizes, space.prefix);
  if (offsets === undefined) throw tooSmall(request.addressSpace, tight);

  const subnet = (role: SubnetRole): string =>
    formatCidr({ address: space.address + offsets[role], prefix: sizes[role] });
  const subnets = {
    firewall: subnet("firewall"),
    systemNodes: subnet("systemNodes"),
    userNodes: subnet("userNodes"),
    ingress: subnet("ingress"),
    privateLink: subnet("privateLink"),
    privateEndpoints: subnet("privateEndpoints"),
  };
  // Azure reserves 0 to 3, and hands the next one to the first instance of the firewall.
  return {
    addressSpace: request.addressSpace,
    subnets,
    firewallPrivateIp: addressAt(parseCidr(subnets.firewall), 4),
  };
}

/** Node count at the height of an upgrade, for a pool of at most `maxCount` nodes. */
export function withSurge(maxCount: number): number {
  return maxCount + Math.ceil(maxCount * upgradeSurge);
}

function subnetSizes(request: AddressPlanRequest): Sizes {
  const pools = typeof request.userNodes === "number" ? [request.userNodes] : request.userNodes;
  for (const count of [request.systemNodes, ...pools, request.privateEndpointAddresses]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`${count} is not a number of addresses.`);
  }
  const userNodes = pools.reduce((sum, pool) => sum + withSurge(pool), 0);
  return {
    userNodes: prefixFor(userNodes),
    systemNodes: prefixFor(withSurge(request.systemNodes) + apiServerEndpoints),
    firewall: firewallPrefix,
    ingress: ingressPrefix,
    privateLink: privateLinkPrefix,
    privateEndpoints: Math.min(privateEndpointsPrefix, prefixFor(request.privateEndpointAddresses)),
  };
}

/** Prefix length of the smallest subnet with that many usable addresses. */
function prefixFor(usableAddresses: number): number {
  const bits = Math.ceil(Math.log2(usableAddresses + reservedAddresses));
  return Math.min(smallestSubnetPrefix, 32 - bits);
}

/** Offset of each subnet from the start of the space, or undefined when they do not fit. */
function place(sizes: Sizes, spacePrefix: number): Record<SubnetRole, number> | undefined {
  let ceiling = 2 ** (32 - spacePrefix);
  const hang = (role: SubnetRole): number => {
    const size = 2 ** (32 - sizes[role]);
    // A subnet starts at a multiple of its own size.
    ceiling = Math.floor((ceiling - size) / size) * size;
    return ceiling;
  };
  const privateEndpoints = hang("privateEndpoints");
  const firewall = hang("firewall");
  const ingress = hang("ingress");
  const privateLink = hang("privateLink");
  const systemNodes = hang("systemNodes");
  if (systemNodes < 2 ** (32 - sizes.userNodes)) return undefined;
  return { userNodes: 0, systemNodes, privateLink, ingress, firewall, privateEndpoints };
}

function tooSmall(addressSpace: string, sizes: Sizes): AddressPlanError {
  for (let prefix = 32; prefix >= largestSpacePrefix; prefix -= 1) {
    if (place(sizes, prefix) !== undefined) {
      return new AddressPlanError(
        `${addressSpace} is too small: the subnets need a /${prefix} or larger.`,
        prefix,
      );
    }
  }
  return new AddressPlanError(
    `${addressSpace} is too small, and so is any address space that Azure offers.`,
    undefined,
  );
}
