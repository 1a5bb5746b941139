import { expect } from "chai";
import type { Command } from "commander";
import { buildProgram } from "../../cli/main.ts";
import { checkCommand, commandsIn, commandsOf, wordsOf } from "./commands.ts";
import known from "./knownCommands.json" with { type: "json" };
import { pageFiles, readPage, readText } from "./markdown.ts";

describe("commands of the documents", () => {
  for (const place of pageFiles()) {
    const page = readPage(place);
    const commands = page.code.flatMap(commandsIn);
    if (commands.length === 0) continue;
    it(`${page.file}: every command exists`, () => {
      const wrong = commands.flatMap(({ command, line }) => {
        const problem = checkCommand(command);
        return problem === undefined ? [] : [`${page.file}:${line}: ${problem} (${command})`];
      });
      expect(wrong, wrong.join("\n")).to.deep.equal([]);
    });
  }

  it("leave no verb of bulkhead out: every verb is on a page", () => {
    const verbs = (command: Command, path: string): string[] =>
      command.commands.length === 0
        ? [path]
        : [
            // A verb that does something itself is a verb, though it has others below it.
            ...(command.registeredArguments.length > 0 || command.options.length > 0 ? [path] : []),
            ...command.commands.flatMap((each) => verbs(each, `${path} ${each.name()}`)),
          ];
    const written = pageFiles()
      .flatMap((place) => readPage(place).code.flatMap(commandsIn))
      .map(({ command }) => `${command.replace(/^npx /, "")} `);
    const lost = verbs(buildProgram(), "bulkhead").filter(
      (verb) => !written.some((command) => command.startsWith(`${verb} `)),
    );
    expect(lost).to.deep.equal([]);
  });

  it("use every command that is listed as known", () => {
    const used = pageFiles()
      .flatMap((place) => readPage(place).code.flatMap(commandsIn))
      .map(({ command }) => `${command.replace(/^(?:[A-Z_]+=\S+ )+/, "")} `);
    const unused = Object.entries(known)
      .flatMap(([program, rows]) => (program === "_comment" ? [] : rows.map((row) => `${program} ${row}`)))
      .filter((row) => !used.some((command) => command.startsWith(`${row.replace("$", "")} `)));
    expect(unused).to.deep.equal([]);
  });

  it("are found in blocks, in sentences, behind && and within $(…), and not in other languages", () => {
    const page = readText(
      "x.md",
      [
        "Run `npx bulkhead up --local`, then look at `Pulumi.yaml`.",
        "    npm ci && npm start     # rehearse; everything",
        '    eval "$(npx bulkhead env --local)"',
        "```sh\naz group show \\\n  --name 'a; b' | jq .\n$ pulumi up -s global\n```",
        "```yaml\nnpm: nothing\n```",
        "    npx bulkhead doctor          what is missing; and az says what",
        "    npm is no command at the head of prose; it is a block all the same",
      ].join("\n\n"),
    );
    expect(page.code.flatMap(commandsIn).map(({ command }) => command)).to.deep.equal([
      "npx bulkhead up --local",
      "npm ci",
      "npm start",
      "npx bulkhead env --local",
      "az group show  --name 'a; b'",
      "pulumi up -s global",
      "npx bulkhead doctor",
      "npm is no command at the head of prose",
    ]);
    expect(commandsOf("echo nothing")).to.deep.equal([]);
    expect(wordsOf('az x --name "a b" --y $(az z)')).to.deep.equal([
      "az",
      "x",
      "--name",
      "a b",
      "--y",
      "$(az z)",
    ]);
  });

  for (const [command, problem] of [
    ["npx bulkhead fly", "no verb 'fly'"],
    ["npx bulkhead region fly", "no verb 'region fly'"],
    ["npx bulkhead up --lokal", "has no --lokal"],
    ["npx bulkhead doctor --need", "has no --need"],
    ["npm run nothing", "no script 'nothing'"],
    ["npm nothing", "no script 'nothing'"],
    ["npm run nothing --prefix workload", "no script 'nothing'"],
    ["node graph/nothing.ts", "no file graph/nothing.ts"],
    ["npx nothing", "finds no nothing"],
    ["az group explode --name x", "az group explode"],
    ["pulumi fly", "pulumi fly"],
    ["pulumi stack fly", "pulumi stack fly"],
    ["kubectl fly", "kubectl fly"],
  ] as const) {
    it(`refuses ${command}`, () => expect(checkCommand(command)).to.contain(problem));
  }

  for (const command of [
    "npx bulkhead up [--local]",
    "npx bulkhead region add REGION --ops",
    "npx bulkhead reach --stack stamp-eastus --from nodes --to pypi.org",
    "bulkhead doctor --needs",
    "npm test",
    "npm ci",
    "npx mocha tests/lib/cidr.test.ts",
    "npm run derived -- --check",
    "az account set --subscription x",
    "ARM_USE_MSI=true pulumi up -s <stack>",
    "az network bastion",
    "pulumi stack -s global --show-urns",
    "ls -l",
  ]) {
    it(`accepts ${command}`, () => expect(checkCommand(command)).to.equal(undefined));
  }
});
