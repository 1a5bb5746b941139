import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect } from "chai";
import { addCostCommand } from "../../cli/commands/cost.ts";
import { addTimelineCommand, rolloutData } from "../../cli/commands/timeline.ts";
import { addTopologyCommand } from "../../cli/commands/topology.ts";
import { deliver } from "../../cli/graphOptions.ts";
import { rolloutOf } from "../../cli/rollout.ts";
import { platformGraph } from "../graph/support/mocks.ts";

describe("commands that read the graph", () => {
  const commands = { topology: addTopologyCommand, timeline: addTimelineCommand, cost: addCostCommand };

  for (const [name, add] of Object.entries(commands)) {
    it(`${name} has examples in its help`, () => {
      const program = new Command("bulkhead");
      add(program);
      let help = "";
      program.commands[0]?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help).to.match(/Examples:\n {2}npx bulkhead /);
      expect(help).to.include("--json");
    });
  }

  for (const words of [
    ["topology", "--format", "png"],
    ["timeline", "--source", "memory"],
  ])
    it(`refuses ${words.slice(1).join(" ")}`, async () => {
      const program = new Command("bulkhead").exitOverride().configureOutput({ writeErr: () => undefined });
      addTopologyCommand(program);
      addTimelineCommand(program);
      for (const command of program.commands)
        command.exitOverride().configureOutput({ writeErr: () => undefined });
      const error = await program.parseAsync(["node", "bulkhead", ...words]).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(String(error)).to.match(/Allowed choices are/);
    });

  it("writes a file, and the folders above it", () => {
    const folder = mkdtempSync(join(tmpdir(), "bulkhead-deliver-"));
    const file = join(folder, "a", "b.svg");
    deliver("<svg/>", file);
    expect(readFileSync(file, "utf8")).to.equal("<svg/>\n");
    rmSync(folder, { recursive: true });
  });

  it("gives a rollout as data without the inputs of resources", async function () {
    const text = JSON.stringify(rolloutData(rolloutOf(await platformGraph())));
    expect(text).to.include("cluster-cluster");
    expect(text).to.not.include("addressPrefix");
  });
});
