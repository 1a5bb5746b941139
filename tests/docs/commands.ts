import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";
import { buildProgram } from "../../cli/main.ts";
import { projectRoot } from "../support/runStack.ts";
import known from "./knownCommands.json" with { type: "json" };
import type { Code } from "./markdown.ts";

const programs = ["npx", "npm", "node", "bulkhead", "az", "pulumi", "kubectl", "kubelogin", "helm", "git"];
const begins = new RegExp(`^(?:[A-Z_]+=\\S+ )*(?:${programs.join("|")})(?: |$)`);
const shells = new Set(["sh", "bash", "shell", "console", "powershell", ""]);

/** The words of a shell command, quotes taken off; what stands in $(…) is one word with what surrounds it. */
export function wordsOf(line: string): string[] {
  const words = line.match(/(?:[^\s"'`$(]|"(?:\\.|[^"\\])*"|'[^']*'|\$\([^)]*\)|[$`(])+/g) ?? [];
  return words.map((word) => word.replaceAll(/["']/g, ""));
}

/** The commands of a line of shell: pieces between && || ; | and within $(…). */
export function commandsOf(line: string): string[] {
  const inner = [...line.matchAll(/\$\(([^()]*)\)/g)].flatMap(([, text]) => commandsOf(text ?? ""));
  // What is quoted may hold separators that separate nothing.
  const quoted: string[] = [];
  const hidden = line.replaceAll(
    /"(?:\\.|[^"\\])*"|'[^']*'/g,
    (text) => `\u0000${quoted.push(text) - 1}\u0000`,
  );
  const pieces = hidden
    .replace(/(^|\s)#.*$/, "")
    // Lists of commands have what each does in a second column.
    .replace(/\S\s{3,}.*$/, (rest) => rest.slice(0, 1))
    .split(/&&|\|\||;|\|/)
    .map((piece) =>
      piece.replaceAll(/\u0000(\d+)\u0000/g, (_, index: string) => quoted[Number(index)] ?? ""),
    );
  return [
    ...pieces.map((piece) => piece.trim().replace(/^\$ /, "")).filter((piece) => begins.test(piece)),
    ...inner,
  ];
}

/** Commands of a piece of code, with the line where it begins. */
export function commandsIn({ text, language, line }: Code): { command: string; line: number }[] {
  if (language === undefined)
    return begins.test(text) ? commandsOf(text).map((command) => ({ command, line })) : [];
  if (!shells.has(language)) return [];
  const joined = text.replaceAll(/\\\n\s*/g, " ");
  return joined.split("\n").flatMap((each) => commandsOf(each.trim()).map((command) => ({ command, line })));
}

/** Words that a reader replaces: <id>, REGION, [--local], …. */
function isPlaceholder(word: string): boolean {
  return /^[<[…$]|^\.\.\.$/.test(word);
}

function checkBulkhead(words: readonly string[]): string | undefined {
  const program = buildProgram();
  let command: Command = program;
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index] ?? "";
    const next = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (next === undefined) break;
    command = next;
  }
  const [word] = words.slice(index);
  if (word !== undefined && !word.startsWith("-") && !isPlaceholder(word) && command.commands.length > 0)
    return `bulkhead has no verb '${[...words.slice(0, index), word].join(" ")}'`;
  const flags = words
    .slice(index)
    .flatMap((each) => /--[a-z][a-z-]*|^\[?-[a-z]\b/g.exec(each)?.[0].replace("[", "") ?? []);
  const options = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short]);
  const unknown = flags.find((flag) => !options.includes(flag) && flag !== "--help" && flag !== "-h");
  return unknown === undefined ? undefined : `bulkhead ${words.slice(0, index).join(" ")} has no ${unknown}`;
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
}

function scriptsOf(folder: string): Readonly<Record<string, string>> {
  const file = path.join(projectRoot, folder, "package.json");
  return existsSync(file) ? ((JSON.parse(readFileSync(file, "utf8")) as Manifest).scripts ?? {}) : {};
}

function checkNpm(words: readonly string[]): string | undefined {
  const prefix = words.indexOf("--prefix");
  const folder = prefix >= 0 ? (words[prefix + 1] ?? "") : "";
  const rest = words.filter((word, index) => !word.startsWith("-") && (prefix < 0 || index !== prefix + 1));
  const [verb = "", script = ""] = rest;
  if (known.npm.includes(verb)) return undefined;
  const name = verb === "run" ? script : verb;
  if (isPlaceholder(name)) return undefined;
  return name in scriptsOf(folder)
    ? undefined
    : `no script '${name}' in ${path.join(folder, "package.json")}`;
}

function checkNode(words: readonly string[]): string | undefined {
  const file = words.find((word) => !word.startsWith("-"));
  if (file === undefined || isPlaceholder(file) || file.includes("/dist/")) return undefined;
  return existsSync(path.join(projectRoot, file)) ? undefined : `there is no file ${file}`;
}

function checkTable(program: keyof typeof known, words: readonly string[]): string | undefined {
  const plain = words.slice(0, words.findIndex((word) => word.startsWith("-") || isPlaceholder(word)) >>> 0);
  if (plain.length === 0) return undefined;
  const rows: readonly string[] = known[program];
  const found = rows.some((row) => {
    const whole = row.endsWith("$");
    const parts = row.replace("$", "").split(" ");
    // A group of commands may be named without one of them.
    if (plain.length < parts.length && plain.length === words.length)
      return plain.every((word, index) => parts[index] === word);
    return parts.every((part, index) => plain[index] === part) && (!whole || plain.length === parts.length);
  });
  return found
    ? undefined
    : `'${program} ${plain.slice(0, 4).join(" ")}' is not in tests/docs/knownCommands.json`;
}

/** What is wrong with one command; undefined for one that exists, and for programs that are not looked at. */
export function checkCommand(command: string): string | undefined {
  const words = wordsOf(command.replace(/^(?:[A-Z_]+=\S+ )+/, "")).filter(
    (word) => !/^[<>]|^2>/.test(word) || isPlaceholder(word),
  );
  const [program = "", ...rest] = words;
  switch (program) {
    case "bulkhead":
      return checkBulkhead(rest);
    case "npx":
      if (rest[0] === "bulkhead") return checkBulkhead(rest.slice(1));
      return rest[0] === undefined || existsSync(path.join(projectRoot, "node_modules", ".bin", rest[0]))
        ? undefined
        : `npx finds no ${rest[0]} in this project`;
    case "npm":
      return checkNpm(rest);
    case "node":
      return checkNode(rest);
    case "az":
    case "pulumi":
    case "kubectl":
    case "kubelogin":
    case "helm":
    case "git":
      return checkTable(program, rest);
    default:
      return undefined;
  }
}
