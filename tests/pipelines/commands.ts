/** The commands of the project that scripts run. */
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";
import { buildProgram } from "../../cli/main.ts";
import { projectRoot } from "../support/runStack.ts";

const flagPattern = /(?<=\s)--[a-z][a-z-]*/g;

/** Commands of a script: `npm run x`, `npx bulkhead verb --flag`, `node path`, one an entry, lines joined. */
export function projectCommands(script: string): string[] {
  const joined = script.replaceAll(/\s*\\\n\s*/g, " ").replaceAll(/\n\s*(?=--)/g, " ");
  return joined
    .split(/\n|&&|;|\|\||(?<=\s)-- (?=n(?:px|pm|ode) )/)
    .flatMap(
      (line) =>
        /(?<![\w./-])(?:npm (?:run|start|test)|npx bulkhead|node [\w./-]+\.(?:ts|js)|\.ci\/run)\b.*$/.exec(
          line,
        )?.[0] ?? [],
    )
    .map((command) => command.trim());
}

const scripts = (
  JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  }
).scripts;

const program = buildProgram();

function bulkheadMistakes(command: string): string[] {
  const words = command.replace(/^npx bulkhead\s+/, "").split(/\s+/);
  let current: Command = program;
  for (const word of words) {
    const next = current.commands.find((candidate) => candidate.name() === word);
    if (next === undefined) break;
    current = next;
  }
  if (current.parent === null) return [`'${command}': there is no verb '${words[0]}'`];
  const known = new Set(current.options.map(({ long }) => long));
  return (command.match(flagPattern) ?? [])
    .filter((flag) => !known.has(flag))
    .map((flag) => `'${command}': ${current.name()} has no ${flag}`);
}

/** Why a command could not run; none when it can. */
export function commandMistakes(command: string): string[] {
  const run = /^npm run ([\w:-]+)/.exec(command);
  if (run !== null)
    return scripts[run[1] ?? ""] === undefined ? [`'${command}': package.json has no script ${run[1]}`] : [];
  if (command.startsWith("npx bulkhead")) return bulkheadMistakes(command);
  const [, file] = /^(?:node )?(\S+)/.exec(command) ?? [];
  if (command.startsWith("node ")) {
    if (!existsSync(path.join(projectRoot, file ?? ""))) return [`'${command}': there is no ${file}`];
    // Up to the command that it runs in turn, if it does.
    const source = readFileSync(path.join(projectRoot, file ?? ""), "utf8");
    const own = command.split(/\s--\s/)[0] ?? "";
    return (own.match(flagPattern) ?? [])
      .filter((flag) => !source.includes(flag) && !new RegExp(`["']?${flag.slice(2)}["']?:`).test(source))
      .map((flag) => `'${command}': ${file} has no ${flag}`);
  }
  if (command.startsWith(".ci/run"))
    return existsSync(path.join(projectRoot, ".ci/run")) ? [] : ["no .ci/run"];
  return /^npm (start|test)(\s|$)/.test(command) ? [] : [`'${command}' is unknown`];
}

/** What a command is, without its values: both pipelines have to run the same. */
export function essence(command: string): string {
  const flags = (command.match(flagPattern) ?? []).sort();
  const words = command.split(/\s+/).filter((word) => /^[a-z:./-]+$/i.test(word) && !word.startsWith("-"));
  const head = command.startsWith("node") ? words.slice(0, 2) : words.slice(0, 3);
  return [...head, ...flags].join(" ");
}
