import {
  AddressPlanError,
  largestPodSubnetPrefix,
  mostNodes,
  planAddresses,
  podAddresses,
  reservedAddresses,
  type AddressPlan,
  type AddressPlanRequest,
} from "../lib/addressPlan.ts";
import { overlaps, parseCidr, type Cidr } from "../lib/cidr.ts";
import { privateEndpointAddresses } from "../lib/privateLink.ts";
import type { StampConfig } from "./schema/stamp.ts";
import type { StackFile } from "./stackFiles.ts";
import { UserError } from "./userError.ts";
import { checkWayOut, wayOutKind } from "./wayOut.ts";

/**
 * What a stamp's address plan is made from. Checks and program share it, so that what was checked is what is
 * built.
 */
export function addressPlanRequest(config: StampConfig, regionCount: number): AddressPlanRequest {
  const { cluster, ingress, network } = config;
  const { systemPool, userPools } = cluster;
  return {
    addressSpace: network.addressSpace,
    systemNodes: systemPool.maxCount,
    userNodes: userPools.map(({ maxCount }) => maxCount),
    privateEndpointAddresses: privateEndpointAddresses(regionCount),
    wayOut: wayOutKind(network),
    apiServer: cluster.apiServer.access === "vnetIntegration",
    appGateway: ingress.type === "applicationGateway",
    podAddresses: cluster.podNetwork === "podSubnet" ? podAddresses([systemPool, ...userPools]) : undefined,
  };
}

/**
 * Checks one stamp's ranges against what lives in them and against all other stacks of the environment.
 *
 * @param own the stamp's file, whose entry among the siblings is passed over.
 * @throws UserError for a space that is too small or overlaps another, for pod or service ranges that overlap one, and
 *   for a hub or an appliance that does not fit.
 */
export function checkNetworks(
  config: StampConfig,
  own: string,
  siblings: readonly StackFile[],
  regionCount: number,
): void {
  const spaces = new Map(addressSpaces(siblings.filter(({ file }) => file !== own)));
  refuseOverlap(own, config.network.addressSpace, spaces);
  refuseManyPods(config, own);
  const plan = planOrRefuse(config, own, regionCount);
  checkWayOut(config, own, siblings, plan);
  refuseUngroupedNodes(config, own);

  spaces.set(own, config.network.addressSpace);
  refuseClusterRange(own, "cluster.serviceCidr", config.cluster.serviceCidr, spaces);
  if (config.cluster.podNetwork === "podSubnet") return;
  refuseClusterRange(own, "cluster.podCidr", config.cluster.podCidr, spaces);
  if (overlaps(parseCidr(config.cluster.podCidr), parseCidr(config.cluster.serviceCidr))) {
    const problem = `${config.cluster.podCidr} and cluster.serviceCidr ${config.cluster.serviceCidr} overlap.`;
    throw new UserError({
      file: own,
      key: "cluster.podCidr",
      problem,
      remedy: "Choose ranges apart from each other.",
    });
  }
  refuseSmallPodRange(config, own);
}

/**
 * Checks every pair of address spaces of the environment.
 *
 * @throws UserError that names both files.
 */
export function checkAddressSpaces(siblings: readonly StackFile[]): void {
  const seen = new Map<string, string>();
  for (const [file, space] of addressSpaces(siblings)) {
    refuseOverlap(file, space, seen);
    seen.set(file, space);
  }
}

/**
 * File and address space of the stacks that have a readable one; the others are refused when their own turn
 * comes.
 */
export function addressSpaces(siblings: readonly StackFile[]): [file: string, space: string][] {
  return siblings.flatMap(({ file, values }): [string, string][] => {
    const network: unknown = values["network"];
    if (typeof network !== "object" || network === null || !("addressSpace" in network)) return [];
    const space = network.addressSpace;
    return typeof space === "string" && readable(space) ? [[file, space]] : [];
  });
}

function readable(space: string): boolean {
  try {
    parseCidr(space);
    return true;
  } catch {
    return false;
  }
}

function overlapping(
  range: Cidr,
  spaces: ReadonlyMap<string, string>,
): [file: string, space: string] | undefined {
  return [...spaces].find(([, space]) => overlaps(parseCidr(space), range));
}

/** @throws UserError for an address space that overlaps one of the others, which stand by file. */
export function refuseOverlap(file: string, space: string, others: ReadonlyMap<string, string>): void {
  const other = overlapping(parseCidr(space), others);
  if (other === undefined) return;
  throw new UserError({
    file,
    key: "network.addressSpace",
    problem: `${space} overlaps ${other[1]} of ${other[0]}.`,
    remedy: "Choose a range that no other stack has.",
  });
}

function planOrRefuse(config: StampConfig, file: string, regionCount: number): AddressPlan {
  try {
    return planAddresses(addressPlanRequest(config, regionCount));
  } catch (error) {
    if (!(error instanceof AddressPlanError)) throw error;
    const remedy =
      error.smallestPrefix === undefined
        ? "Lower maxCount of the pools."
        : `Make it a /${error.smallestPrefix} or larger.`;
    const problem = `${config.network.addressSpace} is too small for the subnets of the stamp.`;
    throw new UserError({ file, key: "network.addressSpace", problem, remedy });
  }
}

function refuseClusterRange(
  file: string,
  key: string,
  range: string,
  spaces: ReadonlyMap<string, string>,
): void {
  const other = overlapping(parseCidr(range), spaces);
  if (other === undefined) return;
  const problem = `${range} overlaps the address space ${other[1]} of ${other[0]}.`;
  throw new UserError({ file, key, problem, remedy: "Choose a range that no stack has for its network." });
}

/** Azure gives pods no more than a /16 from one subnet. */
function refuseManyPods(config: StampConfig, file: string): void {
  const wanted = addressPlanRequest(config, 1).podAddresses ?? 0;
  if (wanted + reservedAddresses <= 2 ** (32 - largestPodSubnetPrefix)) return;
  const problem = `The pods could need ${wanted} addresses, and a pod subnet is at most a /${largestPodSubnetPrefix}.`;
  const remedy = "Lower maxCount or maxPods of the pools, or set podNetwork to overlay.";
  throw new UserError({ file, key: "cluster.podNetwork", problem, remedy });
}

/** Nodes that AKS adds by itself join no group, and rules by group would leave them without a way out. */
function refuseUngroupedNodes({ network, cluster }: StampConfig, file: string): void {
  if (!network.applicationSecurityGroups || !cluster.features.nodeProvisioning) return;
  throw new UserError({
    file,
    key: "network.applicationSecurityGroups",
    problem: "Nodes of cluster.features.nodeProvisioning join no application security group.",
    remedy: "Turn one of the two off.",
  });
}

/**
 * Azure CNI Overlay gives each node a /24 of the pod range (learn.microsoft.com/azure/aks/azure-cni-overlay).
 */
const nodePrefix = 24;

function refuseSmallPodRange(config: StampConfig, file: string): void {
  const { systemPool, userPools, podCidr } = config.cluster;
  const nodes = mostNodes([systemPool, ...userPools].map(({ maxCount }) => maxCount));
  const needed = nodePrefix - Math.ceil(Math.log2(nodes));
  if (parseCidr(podCidr).prefix <= needed) return;
  const problem = `${podCidr} is too small: ${nodes} nodes, upgrades and replacements included, take a /${nodePrefix} each.`;
  throw new UserError({ file, key: "cluster.podCidr", problem, remedy: `Make it a /${needed} or larger.` });
}
