import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Command } from "commander";
import { expect } from "chai";
import { environmentOption, settleEnvironment } from "../../cli/environment.ts";
import { configOf } from "../../cli/commands/config.ts";
import { buildProgram } from "../../cli/main.ts";
import { goodFiles, refusal, stampFile, withFiles } from "../config/support.ts";
import { projectRoot } from "../support/runStack.ts";

const files = {
  ...goodFiles,
  "Pulumi.int.global.yaml": "config:\n  bulkhead:location: uksouth\n",
  "Pulumi.int.stamp-uksouth.yaml": stampFile("uksouth", "10.10.0.0/20", "  bulkhead:edge: { weight: 7 }\n"),
};

/** The environment that a command would work on. */
function settled(argv: readonly string[], mayHaveNone = false): unknown {
  const command = new Command("verb")
    .exitOverride()
    .addOption(environmentOption({ mayHaveNone }))
    .option("--only <stack...>")
    .option("--stack <stack>");
  command.parse([...argv], { from: "user" });
  withFiles(files, (root) => settleEnvironment(command, root));
  return command.opts()["env"];
}

describe("--env", () => {
  it("is the environment, and none or 'default' the one without a prefix", () => {
    expect(settled(["--env", "int"])).to.equal("int");
    expect(settled([])).to.equal(undefined);
    expect(settled(["--env", "default"])).to.equal(undefined);
  });

  it("is implied by stacks that are named with it", () => {
    expect(settled(["--only", "int.global", "int.stamp-uksouth"])).to.equal("int");
    expect(settled(["--stack", "int.stamp-uksouth"])).to.equal("int");
    expect(settled(["--only", "stamp-eastus"])).to.equal(undefined);
    expect(settled(["--only", "int.global", "stamp-eastus"])).to.equal(undefined);
    expect(settled(["--only", "no stack"])).to.equal(undefined);
  });

  it("is refused where no stack file has it, unless there may be none", () => {
    expect(refusal(() => settled(["--env", "itn"])).message).to.equal(
      "--env: No stack file belongs to an environment 'itn'. Did you mean 'int'?",
    );
    expect(refusal(() => settled(["--env", "prod"])).message).to.contain(
      "There are: default, int. A new one begins with Pulumi.prod.global.yaml.",
    );
    expect(settled(["--env", "prod"], true)).to.equal("prod");
    expect(refusal(() => settled(["--env", "Production"])).message).to.contain(
      "is no name of an environment",
    );
  });
});

describe("bulkhead config", () => {
  const values = (stack: string, all = false) =>
    withFiles(files, (root) => configOf(root, stack, all)).map(({ key, value, from }) => [key, value, from]);

  it("says what holds and which file says so", () => {
    expect(values("int.stamp-uksouth")).to.deep.equal([
      ["edge.weight", 7, "Pulumi.int.stamp-uksouth.yaml"],
      ["location", "uksouth", "Pulumi.int.stamp-uksouth.yaml"],
      ["network.addressSpace", "10.10.0.0/20", "Pulumi.int.stamp-uksouth.yaml"],
    ]);
    expect(values("int.stamp-uksouth", true)).to.deep.include(["edge.priority", 1, "built in"]);
    expect(values("int.stamp-uksouth", true)).to.deep.include([
      "edge.weight",
      7,
      "Pulumi.int.stamp-uksouth.yaml",
    ]);
  });

  it("refuses a stack without a file", () => {
    expect(refusal(() => values("stamp-uksouth")).message).to.equal(
      "Pulumi.stamp-uksouth.yaml: There is no such file. Choose from: global, stamp-eastus, stamp-westeurope.",
    );
  });
});

describe("as a process", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(projectRoot, "cli", "bulkhead.js"), ...args], { encoding: "utf8" });

  it("bulkhead plan prints its JSON and nothing else", () => {
    const { status, stdout } = run("plan", "--json");
    expect(status).to.equal(0);
    const { waves } = JSON.parse(stdout) as { waves: { name: string }[] };
    expect(waves.map(({ name }) => name)).to.include.members(["global", "content", "stamps-1", "stamps-2"]);
  });

  it("bulkhead config prints a table", () => {
    const { status, stdout } = run("config", "stamp-eastus", "network");
    expect(status).to.equal(0);
    expect(stdout).to.match(/network\.addressSpace +"10\.10\.0\.0\/20" +Pulumi\.stamp-eastus\.yaml/);
    const wrong = run("config", "stamp-eastus", "netwrok", "--json");
    expect([wrong.status, wrong.stderr]).to.deep.equal([
      1,
      "error: netwrok: 'stamp-eastus' has no such key. `npx bulkhead config stamp-eastus --all` lists them.\n",
    ]);
  });

  it("bulkhead drift says 2 of a mistake, for 1 is drift", () => {
    const { status, stderr } = run("drift", "--env", "itn", "--local");
    expect([status, stderr]).to.deep.equal([
      2,
      "error: --env: No stack file belongs to an environment 'itn'. There are: default. A new one begins with Pulumi.itn.global.yaml.\n",
    ]);
  });

  it("bulkhead region remove refuses what is no region before it starts anything", () => {
    const { status, stderr } = run("region", "remove", "westeurop", "--local");
    expect(status).to.equal(1);
    expect(stderr).to.contain("'westeurop' is not an Azure region. Did you mean 'westeurope'");
  });

  it("every one of them has help with examples", () => {
    const program = buildProgram();
    for (const words of [["plan"], ["config"], ["drift"], ["region", "remove"]]) {
      const command = words.reduce<Command | undefined>(
        (outer, word) => outer?.commands.find((inner) => inner.name() === word),
        program,
      );
      let help = "";
      command?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help, words.join(" ")).to.contain("Examples:").and.contain("--json");
    }
  });
});
