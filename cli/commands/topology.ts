/** `topology`: the platform as a drawing, from the graph. */
import { Option, type Command } from "commander";
import { layOut } from "../../graph/topology/layout.ts";
import { drawMermaid } from "../../graph/topology/mermaid.ts";
import { readTopology } from "../../graph/topology/read.ts";
import { drawSvg } from "../../graph/topology/svg.ts";
import { deliver, graphFor, withGraphOptions, type GraphOptions } from "../graphOptions.ts";

interface TopologyOptions extends GraphOptions {
  readonly format: "svg" | "mermaid";
  readonly output?: string;
}

async function run(options: TopologyOptions): Promise<void> {
  const { graph } = await graphFor(options);
  const topology = readTopology(graph);
  const content = options.json
    ? JSON.stringify(topology, null, 2)
    : options.format === "mermaid"
      ? drawMermaid(topology)
      : drawSvg(topology, await layOut(topology));
  deliver(content, options.output);
}

export function addTopologyCommand(program: Command): void {
  withGraphOptions(program.command("topology"))
    .description("Draws the platform: regions, networks, private links, the ways in and out.")
    .addOption(new Option("--format <format>", "of the drawing").choices(["svg", "mermaid"]).default("svg"))
    .option("--output <file>", "where to write it; standard output without it")
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead topology --local --output platform.svg   what the rehearsal stands on
  npx bulkhead topology --source program                what the stack files say, nothing deployed
  npx bulkhead topology --format mermaid                for a page that draws Mermaid
  npx bulkhead topology --json                          what is in the drawing, for programs`,
    )
    .action(run);
}
