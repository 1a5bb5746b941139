import { typeOf } from "../../controls/resource.ts";
import type { Resource } from "../../controls/types.ts";
import { UnknownValue } from "../../controls/unknown.ts";
import type { Graph, GraphNode } from "../../graph/model.ts";

/** Resources of a graph as controls see them; components and rendered charts are none. */
export function resourcesOf(graph: Graph): Resource[] {
  return graph.nodes.filter(({ custom }) => custom).map(resourceOf);
}

function resourceOf(node: GraphNode): Resource {
  const { urn, name, stack, id, protect = false, ignoreChanges, parent, dependencies } = node;
  const known = {
    urn,
    name,
    stack,
    type: typeOf(node.type),
    props: node.inputs,
    id,
    protect,
    parent,
    dependencies,
  };
  if (ignoreChanges !== undefined) return { ...known, ignoreChanges };
  return {
    ...known,
    // States of old engines do not say it, and nobody must take that for nothing.
    get ignoreChanges(): readonly string[] {
      throw new UnknownValue(`ignoreChanges of ${name}`);
    },
  };
}
