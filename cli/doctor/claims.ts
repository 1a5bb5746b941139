/** What the resources of a graph take from a subscription's quotas. */
import { armName, ofType, type Graph, type GraphNode } from "../../graph/model.ts";
import { withSurge } from "../../lib/addressPlan.ts";
import { flagAt, numberAt, objectsAt, textAt, type Properties } from "../../lib/properties.ts";
import { parseVmSize } from "../../lib/vmSizes.ts";

/** What Azure counts: vCPUs of a VM size, public IP addresses, or role assignments of the subscription. */
export type Counted =
  | { readonly kind: "vCpus"; readonly size: string; readonly spot: boolean }
  | { readonly kind: "publicIps" }
  | { readonly kind: "roleAssignments" };

/** What one stack takes of a quota. */
export interface Claim {
  readonly stack: string;
  /** The logical name of the resource that takes it, for messages. */
  readonly resource: string;
  /** Empty for what the whole subscription counts. */
  readonly location: string;
  readonly counted: Counted;
  /** With as few nodes as autoscaling goes down to: without it the deployment fails. */
  readonly least: number;
  /** With as many nodes as autoscaling goes up to, all pools being upgraded. */
  readonly most: number;
}

/** Sums of claims. */
export interface Demand {
  readonly least: number;
  readonly most: number;
  /** While a release runs: every stamp twice, the others as they are. */
  readonly release: number;
}

/** vCPUs of a size by its name; 0 for names outside the convention, which the configuration refuses anyway. */
export function vCpusOf(size: string): number {
  return parseVmSize(size)?.vcpus ?? 0;
}

/** The family as the quota page of the portal writes it: "DDSv5" for Standard_D4ds_v5. */
export function familyOf(size: string): string {
  const parsed = parseVmSize(size);
  if (parsed === undefined) return size;
  const version = parsed.version === 1 ? "" : `v${parsed.version}`;
  return `${parsed.family}${parsed.features.toUpperCase()}${version}`;
}

function poolClaim(node: GraphNode, pool: Properties, location: string): Claim {
  const size = textAt(pool, "vmSize") ?? "";
  const count = numberAt(pool, "count") ?? 0;
  const scaled = flagAt(pool, "enableAutoScaling") ?? false;
  const least = scaled ? (numberAt(pool, "minCount") ?? count) : count;
  const most = scaled ? (numberAt(pool, "maxCount") ?? count) : count;
  const spot = textAt(pool, "scaleSetPriority") === "Spot";
  const vCpus = vCpusOf(size);
  return {
    stack: node.stack,
    resource: textAt(pool, "name") ?? textAt(pool, "agentPoolName") ?? node.name,
    location,
    counted: { kind: "vCpus", size, spot },
    least: least * vCpus,
    // A retired pool has no nodes, and nothing is upgraded in it.
    most: most === 0 ? 0 : withSurge(most) * vCpus,
  };
}

/** Pools have no location of their own: they are where their cluster is. */
function clusterClaims(graph: Graph): Claim[] {
  const clusters = ofType(graph, "containerservice:ManagedCluster");
  return clusters.flatMap((cluster) => {
    const location = textAt(cluster.inputs, "location") ?? "";
    const name = textAt(cluster.inputs, "resourceName");
    const pools = ofType(graph, "containerservice:AgentPool").filter(
      (pool) => pool.stack === cluster.stack && textAt(pool.inputs, "resourceName") === name,
    );
    return [
      ...objectsAt(cluster.inputs, "agentPoolProfiles[]").map((pool) => poolClaim(cluster, pool, location)),
      ...pools.map((pool) => poolClaim(pool, pool.inputs, location)),
    ];
  });
}

/**
 * @param agents most machines of the scale sets whose capacity somebody else decides, by stack: Azure DevOps begins with none.
 */
function scaleSetClaims(graph: Graph, agents: Readonly<Record<string, number>>): Claim[] {
  return ofType(graph, "compute:VirtualMachineScaleSet").map((node) => {
    const size = textAt(node.inputs, "sku.name") ?? "";
    const capacity = numberAt(node.inputs, "sku.capacity") ?? 0;
    const most = capacity === 0 ? (agents[node.stack] ?? 0) : capacity;
    return {
      stack: node.stack,
      resource: armName(node),
      location: textAt(node.inputs, "location") ?? "",
      counted: { kind: "vCpus", size, spot: false },
      least: capacity * vCpusOf(size),
      most: most * vCpusOf(size),
    };
  });
}

function one(node: GraphNode, location: string, counted: Counted): Claim {
  return { stack: node.stack, resource: armName(node), location, counted, least: 1, most: 1 };
}

/** Everything that the graph's resources take from quotas. */
export function claimsOf(graph: Graph, agents: Readonly<Record<string, number>>): Claim[] {
  return [
    ...clusterClaims(graph),
    ...scaleSetClaims(graph, agents),
    ...ofType(graph, "network:PublicIPAddress").map((node) =>
      one(node, textAt(node.inputs, "location") ?? "", { kind: "publicIps" }),
    ),
    ...ofType(graph, "authorization:RoleAssignment").map((node) =>
      one(node, "", { kind: "roleAssignments" }),
    ),
  ];
}

/** @param isReleased whether a stack gets a second generation: stamps alone do, and once. */
export function demandOf(claims: readonly Claim[], isReleased: (stack: string) => boolean): Demand {
  const sum = (of: (claim: Claim) => number) => claims.reduce((total, claim) => total + of(claim), 0);
  return {
    least: sum(({ least }) => least),
    most: sum(({ most }) => most),
    release: sum(({ most, stack }) => (isReleased(stack) ? 2 * most : most)),
  };
}
