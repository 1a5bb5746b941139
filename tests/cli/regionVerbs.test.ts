import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Command } from "commander";
import { buildProgram } from "../../cli/main.ts";
import { projectRoot } from "../support/runStack.ts";

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function bulkhead(...args: string[]): Promise<Ran> {
  const cli = path.join(projectRoot, "cli", "bulkhead.js");
  try {
    const ran = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: projectRoot });
    return { code: 0, ...ran };
  } catch (error) {
    return error as Ran;
  }
}

/** What changes something is run by tests/e2e/killed.test.ts; here is what ends before that. */
describe("verbs of recovery as processes", function () {
  this.timeout(120_000);

  const program = buildProgram();
  const helpOf = (names: readonly string[]): string => {
    const verb = names.reduce<Command | undefined>(
      (at, name) => at?.commands.find((command) => command.name() === name),
      program,
    );
    let text = "";
    verb?.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
    return text;
  };

  for (const name of [
    "region evacuate",
    "region return",
    "region lose",
    "region rebuild",
    "recovery",
    "timeline",
  ])
    it(`${name} explains itself, with examples`, () => {
      expect(helpOf(name.split(" ")))
        .to.contain(`npx bulkhead ${name}`)
        .and.to.contain("--json");
    });

  it("refuse before anything is touched", async () => {
    const [lose, evacuate] = await Promise.all([
      bulkhead("region", "lose", "eastus"),
      bulkhead("region", "evacuate", "uksouth", "--subscription", "s"),
    ]);
    for (const { code, stdout } of [lose, evacuate])
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
    expect(lose.stderr).to.match(/not lost by command.*--local/s);
    expect(evacuate.stderr).to.match(/No stamp has a file for 'uksouth'.*eastus, westeurope/s);
  });

  it("tell what a lost region takes along, as JSON", async () => {
    const json = await bulkhead("recovery", "--json");
    const { objectiveMinutes, points } = JSON.parse(json.stdout) as {
      objectiveMinutes: number;
      points: { store: string }[];
    };
    expect(objectiveMinutes).to.equal(240);
    expect(points.map(({ store }) => store)).to.include.members(["Cosmos DB", "Pulumi's state"]);
  });
});
