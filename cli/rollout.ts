/** The rollout of a graph on the durations of the local Azure, in the order in which `up` deploys the stacks. */
import { parseStackName } from "../config/stackName.ts";
import { graphOf, type Graph } from "../graph/model.ts";
import { rolloutMinutes } from "../graph/timeline/minutes.ts";
import { stageSerial, type StageLength } from "../graph/timeline/stages.ts";
import { timelineOf, type Timeline } from "../graph/timeline/timeline.ts";
import { unneededOrders, type UnneededOrder } from "../graph/timeline/unneeded.ts";
import { typicalMinutes } from "../rehearsal/azure/durations.ts";
import { planOf } from "./plan.ts";

export interface Rollout {
  readonly timeline: Timeline;
  /** The reference pipeline's order on the same durations; it has no operations stacks. */
  readonly serial: readonly StageLength[];
  /** Minutes of the same stacks in the order of their dependencies. */
  readonly comparable: number;
  readonly unneeded: readonly UnneededOrder[];
}

export function rolloutOf(graph: Graph): Rollout {
  const names = graph.stacks.map((stack) => parseStackName(stack));
  const after = new Map(planOf(names, "deploy").map((planned) => [planned.stack.text, planned.after]));
  const before = (stack: string): readonly string[] => after.get(stack) ?? [];
  const timeline = timelineOf(graph, rolloutMinutes(graph, typicalMinutes), before);
  const kinds = new Map(names.map(({ text, kind }) => [text, kind]));
  const withoutOperations = graphOf(graph.nodes.filter(({ stack }) => kinds.get(stack) !== "ops"));
  const minutes = rolloutMinutes(withoutOperations, typicalMinutes);
  return {
    timeline,
    serial: stageSerial(withoutOperations, minutes),
    comparable: timelineOf(withoutOperations, minutes, before).minutes,
    unneeded: unneededOrders(graph, timeline),
  };
}
