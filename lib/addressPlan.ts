import { addressAt, formatCidr, parseCidr } from "./cidr.ts";

/** Subnets that every stamp has. */
export type CommonSubnetRole = "systemNodes" | "userNodes" | "ingress" | "privateLink" | "privateEndpoints";

/** Subnets that a stamp has when it is configured so. */
export type OptionalSubnetRole = "firewall" | "appliance" | "apiServer" | "appGateway" | "pods";

/** What a subnet of a stamp is for. */
export type SubnetRole = CommonSubnetRole | OptionalSubnetRole;

/** One value for every subnet that a stamp has. */
export type PerSubnet<Value> = Readonly<Record<CommonSubnetRole, Value>> &
  Readonly<Partial<Record<OptionalSubnetRole, Value>>>;

/** The name of each subnet. The firewall's is Azure's own and may not be chosen. */
export const subnetNames: Readonly<Record<SubnetRole, string>> = {
  firewall: "AzureFirewallSubnet",
  appliance: "snet-appliance",
  systemNodes: "snet-nodes-system",
  userNodes: "snet-nodes-user",
  pods: "snet-pods",
  apiServer: "snet-api-server",
  ingress: "snet-ingress",
  privateLink: "snet-private-link",
  appGateway: "snet-app-gateway",
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
  /** What stands in the way out: Azure's firewall, somebody's appliance, or nothing because a hub has it. */
  readonly wayOut: "firewall" | "appliance" | "hub";
  /** Whether the API server has its addresses in a subnet of the stamp. */
  readonly apiServer?: boolean;
  readonly appGateway?: boolean;
  /** Addresses that pods take from a subnet of the stamp; left out when they have an overlay. See podAddresses. */
  readonly podAddresses?: number | undefined;
}

export interface AddressPlan {
  readonly addressSpace: string;
  readonly subnets: PerSubnet<string>;
  /** The address Azure Firewall takes: the first usable one of its subnet. Undefined where there is no firewall. */
  readonly firewallPrivateIp: string | undefined;
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

/** Most nodes an upgrade may add to a pool, as a share of the pool's size, rounded up to whole nodes. */
const upgradeSurge = 0.33;

/**
 * How often each pool may exist at once. A change of what is fixed in a pool, its VM size for example, makes the new pool
 * before the old one goes, and AKS refuses the new pool when the subnet could not hold both at their largest.
 */
const poolsAtOnce = 2;

/** The private endpoint through which AKS gives the nodes its API server sits in the system node subnet. */
const apiServerEndpoints = 1;

const fixedPrefixes = {
  /** Azure Firewall needs a /26 (azure-subscription-service-limits.md, ms.date 2026-08-04). */
  firewall: 26,
  /** As much as the firewall has, in whose place it stands. */
  appliance: 26,
  /** 27 usable addresses for internal load balancers. */
  ingress: 27,
  /**
   * A private link service takes up to 8 NAT addresses (azure-subscription-service-limits.md, ms.date
   * 2026-08-04).
   */
  privateLink: 28,
  /**
   * Application Gateway v2: a /24 is highly recommended, for up to 125 instances and maintenance
   * (application-gateway/configuration-infrastructure.md, ms.date 2021-06-14).
   */
  appGateway: 24,
  /**
   * A cluster reserves at least 9 addresses and a /28 has 11: a /27 lets a second cluster stand beside the first while
   * one replaces the other (azure-aks-docs api-server-vnet-integration.md, ms.date 2026-04-15).
   */
  apiServer: 27,
} as const;

/**
 * Never smaller, however few endpoints there are now. Each added region costs every stamp two addresses (a
 * registry replica and a Cosmos DB region), and a subnet that holds endpoints cannot be resized. A /25 has
 * 123 usable addresses, enough for every region of the catalogue at once, so adding a region never moves or
 * grows a subnet.
 */
const privateEndpointsPrefix = 25;
/**
 * Node subnets are no smaller than this where the space has room, however few nodes there are now. Changing
 * the range of a subnet that holds nodes means a new cluster; with this floor a usual stamp may grow to 21
 * system and 93 user nodes.
 */
const nodeFloors = { systemNodes: 26, userNodes: 24 };
/** Azure's smallest subnet. */
const smallestSubnetPrefix = 29;
/** Azure's largest address space is a /8 of private addresses. */
const largestSpacePrefix = 8;

/** Pods have room to grow in a quarter of the space: 2 bits. */
const podShare = 2;

/** Prefix lengths by role, and the roles in the order in which they hang from the top of the space. */
interface Layout {
  readonly sizes: Readonly<Partial<Record<SubnetRole, number>>>;
  readonly hanging: readonly SubnetRole[];
}

/**
 * Lays out all subnets of a stamp in one address space.
 *
 * The user nodes start at the bottom. The subnets of fixed size hang from the top, with the system nodes as the lowest.
 * Pods, where they have a subnet, start in the middle. What lies between is what these three grow into: raising a pool's
 * maximum changes the size of that pool's subnet and moves no other. Where the space has room, the places of optional
 * subnets stay free while they are not needed, so that an option switched on or off moves nothing either.
 *
 * @throws AddressPlanError when the space is too small; names the smallest that would do.
 * @throws RangeError when the address space is not a range or a count is not a whole number from 0.
 */
export function planAddresses(request: AddressPlanRequest): AddressPlan {
  const space = parseCidr(request.addressSpace);
  const sizes = subnetSizes(request);
  const layout = layoutFor(sizes, space.prefix);
  const offsets = place(layout, space.prefix);
  if (offsets === undefined) throw tooSmall(request.addressSpace, space.prefix, sizes);

  const wanted = Object.keys(sizes) as SubnetRole[];
  const ranges = wanted.map((role): [SubnetRole, string] => {
    const offset = offsets.get(role) ?? 0;
    return [role, formatCidr({ address: space.address + offset, prefix: layout.sizes[role] ?? 32 })];
  });
  const subnets = Object.fromEntries(ranges) as unknown as PerSubnet<string>;
  return {
    addressSpace: request.addressSpace,
    subnets,
    // Azure reserves 0 to 3, and hands the next one to the first instance of the firewall.
    firewallPrivateIp: subnets.firewall === undefined ? undefined : addressAt(parseCidr(subnets.firewall), 4),
  };
}

/** Node count at the height of an upgrade, for a pool of at most `maxCount` nodes. */
export function withSurge(maxCount: number): number {
  return maxCount + Math.ceil(maxCount * upgradeSurge);
}

/** Nodes that there can be of these pools at once: at their largest, in an upgrade, and beside those they replace. */
export function mostNodes(maxCounts: readonly number[]): number {
  return poolsAtOnce * maxCounts.reduce((sum, maxCount) => sum + withSurge(maxCount), 0);
}

/**
 * Addresses that pods take from their subnet. A node takes them in batches of 16, and another batch when fewer than 8 are
 * free (azure-aks-docs configure-azure-cni-dynamic-ip-allocation.md, ms.date 2026-09-10).
 */
export function podAddresses(
  pools: readonly { readonly maxCount: number; readonly maxPods: number }[],
): number {
  return pools.reduce((sum, { maxCount, maxPods }) => {
    const perNode = Math.ceil((maxPods + podBatch.keptFree) / podBatch.size) * podBatch.size;
    return sum + mostNodes([maxCount]) * perNode;
  }, 0);
}

const podBatch = { size: 16, keptFree: 8 };

/** The largest subnet that pods may have (azure-aks-docs as above, "Limitations"). */
export const largestPodSubnetPrefix = 16;

/** Sizes of the subnets that are wanted, none larger than it must be. */
function subnetSizes(request: AddressPlanRequest): Layout["sizes"] {
  const pools = typeof request.userNodes === "number" ? [request.userNodes] : request.userNodes;
  const { systemNodes, privateEndpointAddresses } = request;
  for (const count of [systemNodes, ...pools, privateEndpointAddresses, request.podAddresses ?? 0]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`${count} is not a number of addresses.`);
  }
  const { firewall, appliance, apiServer, appGateway, ingress, privateLink } = fixedPrefixes;
  return {
    userNodes: prefixFor(mostNodes(pools)),
    systemNodes: prefixFor(mostNodes([systemNodes]) + apiServerEndpoints),
    ingress,
    privateLink,
    privateEndpoints: Math.min(privateEndpointsPrefix, prefixFor(privateEndpointAddresses)),
    ...(request.wayOut === "firewall" && { firewall }),
    ...(request.wayOut === "appliance" && { appliance }),
    ...(request.apiServer === true && { apiServer }),
    ...(request.appGateway === true && { appGateway }),
    ...(request.podAddresses !== undefined && { pods: prefixFor(request.podAddresses) }),
  };
}

/** Prefix length of the smallest subnet with that many usable addresses. */
function prefixFor(usableAddresses: number): number {
  const bits = Math.ceil(Math.log2(usableAddresses + reservedAddresses));
  return Math.min(smallestSubnetPrefix, 32 - bits);
}

/**
 * Roomy where the space can hold the floors of the node subnets, every optional subnet of fixed size and a quarter for pods
 * that need one, tight elsewhere.
 * Which of the two depends on the space alone and not on the pools, or a growing pool would move subnets of others.
 */
function layoutFor(sizes: Layout["sizes"], spacePrefix: number): Layout {
  const wayOut: SubnetRole = sizes.appliance === undefined ? "firewall" : "appliance";
  const hanging: readonly SubnetRole[] = [
    "privateEndpoints",
    wayOut,
    "ingress",
    "privateLink",
    "appGateway",
    "apiServer",
    "systemNodes",
  ];
  const reserved = { [wayOut]: fixedPrefixes[wayOut], appGateway: fixedPrefixes.appGateway };
  const all = { ...sizes, ...reserved, apiServer: fixedPrefixes.apiServer };
  const room = { ...all, ...nodeFloors, ...(sizes.pods !== undefined && { pods: spacePrefix + podShare }) };
  if (place({ sizes: room, hanging }, spacePrefix) !== undefined) {
    return { sizes: { ...all, ...roomierOf(sizes) }, hanging };
  }
  const [systemNodes, fixed] = ["systemNodes" as const, hanging.slice(0, -1)];
  const wanted = fixed.filter((role) => sizes[role] !== undefined);
  // Without holes between them.
  return {
    sizes,
    hanging: [...wanted.toSorted((a, b) => (sizes[a] ?? 32) - (sizes[b] ?? 32)), systemNodes],
  };
}

function roomierOf(sizes: Layout["sizes"]): { userNodes: number; systemNodes: number } {
  return {
    userNodes: Math.min(nodeFloors.userNodes, sizes.userNodes ?? 32),
    systemNodes: Math.min(nodeFloors.systemNodes, sizes.systemNodes ?? 32),
  };
}

/** Offset of each subnet from the start of the space, or undefined when they do not fit. */
function place({ sizes, hanging }: Layout, spacePrefix: number): Map<SubnetRole, number> | undefined {
  const end = 2 ** (32 - spacePrefix);
  const sizeOf = (role: SubnetRole): number => {
    const prefix = sizes[role];
    return prefix === undefined ? 0 : 2 ** (32 - prefix);
  };
  const offsets = new Map<SubnetRole, number>([["userNodes", 0]]);
  let ceiling = end;
  for (const role of hanging) {
    const size = sizeOf(role);
    // A subnet starts at a multiple of its own size.
    ceiling = Math.floor((ceiling - size) / size) * size;
    offsets.set(role, ceiling);
  }
  let floor = sizeOf("userNodes");
  if (sizes.pods !== undefined) {
    // In the middle, so that user nodes have the lower half to grow in and pods the quarter above it.
    const middle = Math.max(end / 2, sizeOf("pods"));
    if (floor > middle) return undefined;
    offsets.set("pods", middle);
    floor = middle + sizeOf("pods");
  }
  return ceiling < floor ? undefined : offsets;
}

function tooSmall(addressSpace: string, spacePrefix: number, sizes: Layout["sizes"]): AddressPlanError {
  for (let prefix = spacePrefix - 1; prefix >= largestSpacePrefix; prefix -= 1) {
    if (place(layoutFor(sizes, prefix), prefix) !== undefined) {
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
