/** When each resource of a rollout begins and ends at the earliest, and the chain that decides how long all takes. */
import type { Graph, GraphNode } from "../model.ts";
import { predecessors, type NodeMinutes } from "./minutes.ts";

/** One resource of a rollout. Minutes since the rollout began. */
export interface Operation {
  readonly node: GraphNode;
  readonly start: number;
  readonly end: number;
  /** How much later it could end without making its stack longer. */
  readonly slack: number;
  /** What it waited for last; undefined where it could begin with its stack. */
  readonly after: string | undefined;
}

/** One stack of a rollout. */
export interface StackTimeline {
  readonly stack: string;
  readonly start: number;
  readonly end: number;
  /** The stack that it waited for last. */
  readonly after: string | undefined;
  readonly operations: readonly Operation[];
  /** The chain of resources that decides how long the stack takes, first to last; those that take no time left out. */
  readonly critical: readonly Operation[];
  /** What the resources would take one after the other. */
  readonly serial: number;
}

export interface Timeline {
  readonly stacks: readonly StackTimeline[];
  readonly minutes: number;
  /** The stacks that decide how long all takes, first to last. */
  readonly critical: readonly string[];
}

/** Resources depend on each other in a circle: such a graph was read wrongly. */
export class CircularGraphError extends Error {}

/** What a stack waits for: names of stacks that have to be deployed before. */
export type StackOrder = (stack: string) => readonly string[];

interface Times {
  readonly start: number;
  readonly end: number;
  readonly after: string | undefined;
}

/** Nodes of a stack with everything they wait for in front of them. */
function inOrder(graph: Graph, nodes: readonly GraphNode[]): GraphNode[] {
  const state = new Map<string, "open" | "done">();
  const order: GraphNode[] = [];
  const own = new Set(nodes.map(({ urn }) => urn));
  const visit = (node: GraphNode): void => {
    const known = state.get(node.urn);
    if (known === "done") return;
    if (known === "open") throw new CircularGraphError(`${node.urn} waits for itself.`);
    state.set(node.urn, "open");
    for (const urn of predecessors(graph, node)) {
      const next = graph.byUrn.get(urn);
      if (next !== undefined && own.has(urn)) visit(next);
    }
    state.set(node.urn, "done");
    order.push(node);
  };
  for (const node of nodes) visit(node);
  return order;
}

/** Earliest times within one stack, from 0. */
function earliest(graph: Graph, order: readonly GraphNode[], minutes: NodeMinutes): Map<string, Times> {
  const times = new Map<string, Times>();
  for (const node of order) {
    let start = 0;
    let after: string | undefined;
    for (const urn of predecessors(graph, node)) {
      const end = times.get(urn)?.end ?? 0;
      if (end > start) {
        start = end;
        after = urn;
      }
    }
    times.set(node.urn, { start, end: start + minutes(node), after });
  }
  return times;
}

function latestEnds(
  graph: Graph,
  order: readonly GraphNode[],
  minutes: NodeMinutes,
  length: number,
): Map<string, number> {
  const latest = new Map<string, number>(order.map(({ urn }) => [urn, length]));
  for (const node of [...order].reverse()) {
    const start = (latest.get(node.urn) ?? length) - minutes(node);
    for (const urn of predecessors(graph, node)) {
      const known = latest.get(urn);
      if (known !== undefined && start < known) latest.set(urn, start);
    }
  }
  return latest;
}

/** The rollout of one stack on its own. */
export function stackTimeline(
  graph: Graph,
  stack: string,
  minutes: NodeMinutes,
): Omit<StackTimeline, "after"> {
  const order = inOrder(
    graph,
    graph.nodes.filter((node) => node.stack === stack),
  );
  const times = earliest(graph, order, minutes);
  const length = Math.max(0, ...[...times.values()].map(({ end }) => end));
  const latest = latestEnds(graph, order, minutes, length);
  const operations = order.map((node): Operation => {
    const { start = 0, end = 0, after } = times.get(node.urn) ?? {};
    return { node, start, end, after, slack: (latest.get(node.urn) ?? length) - end };
  });
  const byUrn = new Map(operations.map((operation) => [operation.node.urn, operation]));
  const critical: Operation[] = [];
  let current = operations.find(({ end }) => end === length);
  while (current !== undefined) {
    if (current.end > current.start) critical.unshift(current);
    current = current.after === undefined ? undefined : byUrn.get(current.after);
  }
  return {
    stack,
    start: 0,
    end: length,
    operations,
    critical,
    serial: order.reduce((sum, node) => sum + minutes(node), 0),
  };
}

function shifted(operation: Operation, by: number): Operation {
  return { ...operation, start: operation.start + by, end: operation.end + by };
}

/** The rollout of all stacks, each as soon as those that it waits for are done. */
export function timelineOf(graph: Graph, minutes: NodeMinutes, before: StackOrder): Timeline {
  const done = new Map<string, StackTimeline>();
  const place = (stack: string, open: readonly string[]): StackTimeline => {
    const known = done.get(stack);
    if (known !== undefined) return known;
    if (open.includes(stack)) throw new CircularGraphError(`The stack ${stack} waits for itself.`);
    const earlier = before(stack)
      .filter((name) => graph.stacks.includes(name))
      .map((name) => place(name, [...open, stack]));
    const last = earlier.reduce<StackTimeline | undefined>(
      (latest, candidate) => (latest === undefined || candidate.end > latest.end ? candidate : latest),
      undefined,
    );
    const own = stackTimeline(graph, stack, minutes);
    const by = last?.end ?? 0;
    const placed: StackTimeline = {
      ...own,
      start: by,
      end: own.end + by,
      after: last?.stack,
      operations: own.operations.map((operation) => shifted(operation, by)),
      critical: own.critical.map((operation) => shifted(operation, by)),
    };
    done.set(stack, placed);
    return placed;
  };
  const stacks = graph.stacks.map((stack) => place(stack, []));
  const total = Math.max(0, ...stacks.map(({ end }) => end));
  const critical: string[] = [];
  let current = stacks.find(({ end }) => end === total);
  while (current !== undefined) {
    critical.unshift(current.stack);
    current = current.after === undefined ? undefined : done.get(current.after);
  }
  return { stacks, minutes: total, critical };
}
