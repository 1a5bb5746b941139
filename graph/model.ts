/**
 * The resource graph: everything that is or will be deployed, whatever it was read from. Reachability, topology,
 * timeline and cost are readings of it. Pure data: nothing here asks Azure, Pulumi or the disk.
 */
import type { Properties } from "../lib/properties.ts";

/** What a graph was read from, which says how much of it is known. */
export type GraphSource =
  /** A stack's state: ids and outputs are Azure's. */
  | "state"
  /** A preview: what Azure will only tell later is missing from inputs and outputs. */
  | "preview"
  /** A run of the program in process, on mocks or on the local Azure: ids and outputs are made up, yet consistent. */
  | "program";

/** One resource: a custom resource, a component, or an object of a rendered chart. */
export interface GraphNode {
  /** The stack's name, for example "stamp-eastus". */
  readonly stack: string;
  /** Unique in the whole graph: names of stacks are part of it. */
  readonly urn: string;
  /**
   * The Pulumi type without API version: "azure-native:network:Subnet". Objects of rendered charts have the type that the
   * kubernetes package would give them: "kubernetes:networking.k8s.io/v1:NetworkPolicy".
   */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** False for components, which exist in the program only. */
  readonly custom: boolean;
  /** The ARM type, for example "Microsoft.Network/virtualNetworks/subnets"; undefined for what is not in ARM. */
  readonly armType: string | undefined;
  /** The provider's id, as spelt: look it up with `nodeById`. Undefined for components and in previews of creations. */
  readonly id: string | undefined;
  /** Unknown values are missing; secrets are the text `secretText`. */
  readonly inputs: Properties;
  /** What the provider answered, inputs included; empty where nothing is deployed yet. */
  readonly outputs: Properties;
  /** URN of the parent; undefined for the stack itself. */
  readonly parent: string | undefined;
  /** URNs of what has to exist first: explicit dependencies and those that inputs carry. */
  readonly dependencies: readonly string[];
  /**
   * URNs that inputs carry, by input; undefined where the source does not tell. A dependency that no input carries was
   * stated by `dependsOn` or follows from a parent.
   */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>> | undefined;
  /** Whether Pulumi refuses to delete it; left out where the source does not tell. */
  readonly protect?: boolean;
  /** Inputs that Pulumi does not compare; left out where the source does not tell. */
  readonly ignoreChanges?: readonly string[];
}

/** Nodes of one or many stacks, with the look-ups that every reading needs. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Names of the stacks that nodes belong to, in order of appearance. */
  readonly stacks: readonly string[];
  readonly byUrn: ReadonlyMap<string, GraphNode>;
  /** By id in lower case: ARM ids are case-insensitive. */
  readonly byId: ReadonlyMap<string, GraphNode>;
  /** By Pulumi type, each in the order of registration. */
  readonly byType: ReadonlyMap<string, readonly GraphNode[]>;
}

/** Stands in graphs where a secret stands in the state: no reading needs one, and reports are shown around. */
export const secretText = "[secret]";

/** Builds the look-ups. A later node with the same URN replaces an earlier one. */
export function graphOf(nodes: Iterable<GraphNode>): Graph {
  const byUrn = new Map<string, GraphNode>();
  for (const node of nodes) byUrn.set(node.urn, node);
  const byId = new Map<string, GraphNode>();
  const byType = new Map<string, GraphNode[]>();
  const stacks = new Set<string>();
  for (const node of byUrn.values()) {
    stacks.add(node.stack);
    if (node.id !== undefined && node.custom) byId.set(node.id.toLowerCase(), node);
    const sameType = byType.get(node.type);
    if (sameType === undefined) byType.set(node.type, [node]);
    else sameType.push(node);
  }
  return { nodes: [...byUrn.values()], stacks: [...stacks], byUrn, byId, byType };
}

/** One graph of many: stacks refer to each other's resources by id. */
export function mergeGraphs(graphs: readonly Graph[]): Graph {
  return graphOf(graphs.flatMap(({ nodes }) => nodes));
}

/** The nodes of an azure-native type, named without the package: "network:Subnet". */
export function ofType(graph: Graph, type: string): readonly GraphNode[] {
  return graph.byType.get(`azure-native:${type}`) ?? [];
}

/** The node that an ARM id (or another provider's id) names, however it is spelt. */
export function nodeById(graph: Graph, id: string | undefined): GraphNode | undefined {
  return id === undefined ? undefined : graph.byId.get(id.toLowerCase());
}

/** The name that Azure shows: the last part of the id, or the logical name where there is none. */
export function armName(node: GraphNode): string {
  return node.armType === undefined || node.id === undefined
    ? node.name
    : (node.id.split("/").at(-1) ?? node.name);
}
