import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import type { Command } from "commander";
import { buildProgram } from "../../cli/main.ts";

const projectRoot = path.resolve(import.meta.dirname, "../..");

/** Every verb that does something, with the verbs above it. */
function verbs(command: Command, above: readonly string[] = []): [words: string, command: Command][] {
  return command.commands.flatMap((inner): [string, Command][] => {
    const words = [...above, inner.name()];
    const below = verbs(inner, words);
    const does = inner.commands.length === 0 || inner.name() === "release";
    return does ? [[words.join(" "), inner], ...below] : below;
  });
}

function help(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

describe("every verb", () => {
  for (const [words, command] of verbs(buildProgram()))
    it(`${words} shows examples and can answer a program`, () => {
      expect(help(command)).to.match(new RegExp(`Examples:\\n +(eval "\\$\\()?npx bulkhead ${words}`));
      expect(help(command)).to.contain("--json");
    });
});

/** Verbs that read the stack files and change nothing; those that deploy are run by tests/e2e. */
const readers: readonly { readonly args: readonly string[]; readonly code?: number; readonly has: RegExp }[] =
  [
    { args: ["egress", "--only", "stamp-eastus"], has: /AzureKubernetesService/ },
    {
      args: ["reach", "--stack", "stamp-eastus", "--from", "nodes", "--to", "pypi.org:443"],
      code: 1,
      has: /pypi\.org/,
    },
    { args: ["topology"], has: /stamp-eastus/ },
    { args: ["timeline"], has: /minutes/i },
    { args: ["cost"], has: /usd|price|month/i },
    { args: ["controls"], has: /network-subnet-security-group/ },
    { args: ["recovery"], has: /objectiveMinutes/ },
    { args: ["images"], has: /traefik/ },
  ];

describe("a verb that reads, as a process", () => {
  for (const { args, code = 0, has } of readers)
    it(`${args[0]} --json prints JSON and nothing else`, () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [path.join(projectRoot, "cli", "bulkhead.js"), ...args, "--json"],
        { cwd: projectRoot, encoding: "utf8" },
      );
      expect(status, stderr).to.equal(code);
      expect(JSON.stringify(JSON.parse(stdout))).to.match(has);
    });
});
