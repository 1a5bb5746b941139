/** `timeline`: how long a first rollout takes at least, and what decides it. */
import { Option, type Command } from "commander";
import { parseStackName } from "../../config/stackName.ts";
import type { Graph } from "../../graph/model.ts";
import { rebuildOf } from "../../graph/recovery/rebuild.ts";
import { rebuildLines } from "../../graph/recovery/text.ts";
import { recoveryTimeMinutes } from "../../lib/recovery/objectives.ts";
import { slowestMinutes, typicalMinutes } from "../../rehearsal/azure/durations.ts";
import { stacksOfRegion } from "../rebuild/lose.ts";
import { drawTimeline } from "../../graph/timeline/svg.ts";
import { timelineLines } from "../../graph/timeline/text.ts";
import type { Operation } from "../../graph/timeline/timeline.ts";
import { deliver, graphFor, withGraphOptions, type GraphOptions } from "../graphOptions.ts";
import { rolloutOf, type Rollout } from "../rollout.ts";

interface TimelineOptions extends GraphOptions {
  readonly format: "text" | "svg";
  readonly output?: string;
  /** A region: how long it takes to make its stamps again, in place of the first rollout. */
  readonly rebuild?: string;
}

/** The rollout as data: resources by URN, without their inputs. */
export function rolloutData({ timeline, serial, comparable, unneeded }: Rollout): unknown {
  const step = ({ node, start, end, slack, after }: Operation) => ({
    urn: node.urn,
    type: node.type,
    name: node.name,
    start,
    end,
    slack,
    after,
  });
  return {
    minutes: timeline.minutes,
    critical: timeline.critical,
    stacks: timeline.stacks.map((stack) => ({
      ...stack,
      operations: stack.operations.filter(({ node }) => node.custom).map(step),
      critical: stack.critical.map(step),
    })),
    stageAfterStage: serial,
    comparableMinutes: comparable,
    unneededOrders: unneeded,
  };
}

/** How long the stamps of a region take to be made again. */
function rebuildText(graph: Graph, region: string, json: boolean): string {
  const stacks = stacksOfRegion(
    graph.stacks.map((name) => parseStackName(name)),
    region,
    false,
  );
  const durations = { typical: typicalMinutes, slow: slowestMinutes };
  const rebuilds = stacks.map(({ text }) => rebuildOf(graph, text, durations));
  if (!json) return rebuilds.flatMap((rebuild) => rebuildLines(rebuild, recoveryTimeMinutes)).join("\n");
  const data = rebuilds.map(({ poles, ...rest }) => ({
    ...rest,
    poles: poles.map(({ node, start, end }) => ({ urn: node.urn, type: node.type, minutes: end - start })),
  }));
  return JSON.stringify({ objective: recoveryTimeMinutes, rebuilds: data }, null, 2);
}

async function run(options: TimelineOptions): Promise<void> {
  const { graph } = await graphFor(options);
  if (options.rebuild !== undefined) {
    deliver(rebuildText(graph, options.rebuild, options.json ?? false), options.output);
    return;
  }
  const rollout = rolloutOf(graph);
  const { timeline, serial, comparable, unneeded } = rollout;
  const content = options.json
    ? JSON.stringify(rolloutData(rollout), null, 2)
    : options.format === "svg"
      ? drawTimeline(timeline)
      : timelineLines(timeline, serial, comparable, unneeded).join("\n");
  deliver(content, options.output);
}

export function addTimelineCommand(program: Command): void {
  withGraphOptions(program.command("timeline"))
    .description("Says how long a first rollout takes at least, and which chain of resources decides it.")
    .addOption(new Option("--format <format>", "of the result").choices(["text", "svg"]).default("text"))
    .option("--output <file>", "where to write it; standard output without it")
    .option("--rebuild <location>", "how long a lost region takes to be made again, and what decides that")
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead timeline --source program                    what the stack files say, nothing deployed
  npx bulkhead timeline --local --format svg --output rollout.svg
  npx bulkhead timeline --source program --rebuild westeurope   against the recovery time objective
  npx bulkhead timeline --json                              every resource with begin, end and slack`,
    )
    .action(run);
}
