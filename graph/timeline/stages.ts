/** The same resources in the order of the reference pipeline: stage after stage, each for all regions at once. */
import { graphOf, type Graph, type GraphNode } from "../model.ts";
import type { NodeMinutes } from "./minutes.ts";
import { stackTimeline } from "./timeline.ts";

/** Stages of the release pipeline of Azure/Mission-Critical-Connected that make resources, in its order. */
export const stages = [
  "global infrastructure",
  "release infrastructure",
  "configuration of clusters",
  "workload",
  "private endpoints of the entrance and Front Door",
] as const;

export type Stage = (typeof stages)[number];

export interface StageLength {
  readonly stage: Stage;
  readonly minutes: number;
}

/** Where the reference pipeline makes a resource. */
export function stageOf(node: GraphNode, shared: ReadonlySet<string>): Stage {
  if (node.type === "kubernetes:helm.sh/v3:Release")
    return node.name.includes("workload") ? "workload" : "configuration of clusters";
  const edge = /:(AFDOrigin|PrivateLinkApproval)$/.test(node.type);
  if (shared.has(node.stack)) return "global infrastructure";
  return edge ? "private endpoints of the entrance and Front Door" : "release infrastructure";
}

/** How long each stage takes when it begins after the one before it has ended everywhere. */
export function stageSerial(graph: Graph, minutes: NodeMinutes): StageLength[] {
  const regional = new Set(
    graph.nodes
      .filter(({ type }) => type === "azure-native:network:VirtualNetwork")
      .map(({ stack }) => stack),
  );
  const shared = new Set(graph.stacks.filter((stack) => !regional.has(stack)));
  return stages.map((stage) => {
    const part = graphOf(graph.nodes.filter((node) => !node.custom || stageOf(node, shared) === stage));
    const lengths = part.stacks.map((stack) => stackTimeline(part, stack, minutes).end);
    return { stage, minutes: Math.max(0, ...lengths) };
  });
}
