/** `timeline`: how long a first rollout takes at least, and what decides it. */
import { Option, type Command } from "commander";
import { drawTimeline } from "../../graph/timeline/svg.ts";
import { timelineLines } from "../../graph/timeline/text.ts";
import type { Operation } from "../../graph/timeline/timeline.ts";
import { deliver, graphFor, withGraphOptions, type GraphOptions } from "../graphOptions.ts";
import { rolloutOf, type Rollout } from "../rollout.ts";

interface TimelineOptions extends GraphOptions {
  readonly format: "text" | "svg";
  readonly output?: string;
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

async function run(options: TimelineOptions): Promise<void> {
  const { graph } = await graphFor(options);
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
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead timeline --source program                    what the stack files say, nothing deployed
  npx bulkhead timeline --local --format svg --output rollout.svg
  npx bulkhead timeline --json                              every resource with begin, end and slack`,
    )
    .action(run);
}
